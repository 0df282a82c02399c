from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from station import regulation as rules
from station.access import public


@public
def regulation(request: HttpRequest) -> HttpResponse:
    """The working rules with an anchor for each clause."""
    return render(request, "station/public/regulation.html", {"regulation": rules.regulation()})
