from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from station.access import public

ONE_YEAR = 365 * 24 * 3600


@public
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Large text (长辈模式) on or off, kept in a cookie so that it works before anyone signs in."""
    target = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(target if here else "/")  # redirect() would take a bare word for a view's name
    if request.POST.get("large_text") == "1":
        response.set_cookie(
            "large_text", "1", max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    else:
        response.delete_cookie("large_text", samesite="Lax")
    return response
