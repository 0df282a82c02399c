"""Who may open a page. The same answer everywhere: outsiders get 404, insiders without the right 403 and why.

Every view states its audience with one of these; `tests/house` holds each address against the access table.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from station.enums import Role
from station.refusals import NotPermitted

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Open to everyone, signed in or not."""
    opened = login_not_required(view)
    opened.audience = ("public", ())  # type: ignore[attr-defined]
    return opened


def signed_in(view: View) -> View:
    """Anyone with an account."""
    view.audience = ("signed_in", ())  # type: ignore[attr-defined]
    return view


def _guard(kind: str, roles: tuple[str, ...], is_insider: Callable[[Any], bool]) -> Callable[[View], View]:
    def is_open_to(user: Any) -> bool:
        return is_insider(user) and (not roles or user.has_role(*roles))

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user: Any = request.user
            if not is_insider(user):
                raise Http404
            if roles and not user.has_role(*roles):
                names = "、".join(Role(role).label for role in roles)
                raise NotPermitted(f"这一页供{names}使用")
            return view(request, *args, **kwargs)

        guarded.audience = (kind, roles)  # type: ignore[attr-defined]
        guarded.is_open_to = is_open_to  # type: ignore[attr-defined]
        return guarded

    return decorate


def staff(*roles: str) -> Callable[[View], View]:
    """For the station's staff; with roles, for their holders."""
    return _guard("staff", roles, lambda user: user.is_station_staff)


def candidate() -> Callable[[View], View]:
    return _guard("candidate", (Role.CANDIDATE,), lambda user: user.has_role(Role.CANDIDATE))


def group_contact() -> Callable[[View], View]:
    return _guard("group_contact", (Role.GROUP_CONTACT,), lambda user: user.has_role(Role.GROUP_CONTACT))


def may_open(user: Any, address: str) -> bool:
    """Whether the page at this address is for this user, as its view says: a link that leads to a refusal is none."""
    path = address.partition("#")[0].partition("?")[0]
    if not path:
        return True
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    is_open_to = getattr(view, "is_open_to", None)
    return is_open_to is None or bool(is_open_to(user))
