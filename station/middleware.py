from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from station.refusals import NotPermitted, Refused


class RefusalMiddleware:
    """Turns the house's own refusals into pages: 403 for a missing right, 409 for a rule that says no.

    Views with a form catch `Refused` themselves and show it at the form, so that what was typed is kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotPermitted):
            context = {"reason": exception.reason, "clause": exception.clause}
            return render(request, "403.html", context, status=403)
        if isinstance(exception, Refused):
            return render(request, "station/refused.html", {"refusal": exception}, status=409)
        return None
