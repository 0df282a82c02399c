"""Public look-up of a certificate: whether it is one, and nothing else (R6.3)."""

import hashlib

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from certificates import selectors
from certificates.forms import LookUpForm
from registration.roster.normalising import clean_document_number
from station.access import public

PER_ADDRESS, PER_NUMBER, SECONDS = 30, 10, 3600


@public
@require_http_methods(["GET", "HEAD", "POST"])
def certificate_lookup(request: HttpRequest) -> HttpResponse:
    """POST, so that neither number nor name stands in an address or a log."""
    form = LookUpForm(request.POST or None)
    context = {"form": form, "asked": False}
    status = 200
    if request.method == "POST" and form.is_valid():
        number, name = form.cleaned_data["number"], form.cleaned_data["name"]
        if _too_many(request, number):
            context["too_many"], status = True, 429
        else:
            context |= {"asked": True, "certificate": selectors.look_up(number, name), "number": number}
    return render(request, "certificates/public/certificate_lookup.html", context, status=status)


def _too_many(request: HttpRequest, number: str) -> bool:
    """Nobody tries names against a number, or numbers one after another. Keys hold no number that could be read."""
    digest = hashlib.sha256(clean_document_number(number).encode()).hexdigest()[:24]
    address = hashlib.sha256(str(get_client_ip_address(request)).encode()).hexdigest()[:24]
    limits = {f"certificate-lookup:address:{address}": PER_ADDRESS, f"certificate-lookup:number:{digest}": PER_NUMBER}
    counts = [(_count(key), limit) for key, limit in limits.items()]  # both are counted, even where one is over
    return any(count > limit for count, limit in counts)


def _count(key: str) -> int:
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, SECONDS)
        return 1
