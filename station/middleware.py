from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from station import calendar
from station.refusals import NotPermitted, Refused


class ReadableAddressMiddleware:
    """An address with a null byte is answered at once: nobody types one, and PostgreSQL takes it for an error of ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path_info:
            raise BadRequest("null byte in the address")
        return self.get_response(request)


class CalendarMiddleware:
    """A page that counts many deadlines asks once which calendar is in force."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with calendar.remembered():
            return self.get_response(request)


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
            context: dict[str, object] = {"reason": exception.reason, "clause": exception.clause}
            return render(request, "403.html", context, status=403)
        if isinstance(exception, Refused):
            at_desk = request.user.is_authenticated and request.user.is_station_staff
            layout = "layouts/staff.html" if at_desk else "layouts/public.html"
            context = {"refusal": exception, "layout": layout, "back_url": _where_from(request)}
            return render(request, "refused.html", context, status=409)
        return None


def _where_from(request: HttpRequest) -> str:
    """The page the act was pressed on, if it is one of ours."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    return came_from if came_from and ours else "/"
