"""A candidate's own certificates, and nobody else's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from certificates import selectors
from station.access import candidate


@candidate()
def candidate_certificates(request: HttpRequest) -> HttpResponse:
    context = {
        "certificates": selectors.certificates_of_candidate(request.user),
        "awaited": selectors.certificates_awaited_by(request.user),
    }
    return render(request, "certificates/candidate/certificate_list.html", context)
