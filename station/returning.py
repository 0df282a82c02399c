"""Nothing typed is lost when a log-in has run out.

What somebody without a log-in posts to a page that asks for one is put aside in the session store, encrypted, for an
hour: texts only, no passwords, codes or files. It is given back in the same form to the person whose log-in had run
out and to nobody else: a signed cookie, which outlives the log-in, says whose browser this was. Without that cookie
nothing is kept; signing out takes it away.

The form fills itself: every form of the house asks here for its first values (`StationFormMixin`).
"""

import json
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from station import clock
from station.crypto import UNREADABLE, decrypt, encrypt
from station.models import User

KEY = "returning"
COOKIE, SALT = "whose", "station.returning"
REMEMBERED = timedelta(days=30)
KEPT_FOR = timedelta(hours=1)
MOST_CHARACTERS = 60_000
NEVER_KEPT = ("password", "verification", "csrf", "token")
GIVEN_BACK = "登录超时前填写的内容已放回下面，还没有保存。请核对后再提交；密码和要上传的文件须重新填写、选择。"
PUT_ASIDE = "登录已超时，刚才的内容没有提交。已替您暂存一小时，由您本人重新登录后放回原处。"
NOT_PUT_ASIDE = "登录已超时，刚才的内容没有提交。请重新登录后再办。"


@dataclass
class Returning:
    """What waits for the page that is being answered."""

    request: HttpRequest
    fields: dict[str, list[str]]
    said: bool = field(default=False)


_waiting: ContextVar[Returning | None] = ContextVar("returning", default=None)


# --- whose browser this is -----------------------------------------------------------------------------------------------


def _last_user(request: HttpRequest) -> str:
    try:
        return str(request.get_signed_cookie(COOKIE, salt=SALT, max_age=REMEMBERED))
    except (KeyError, BadSignature):
        return ""


def _note_user(request: HttpRequest, response: HttpResponse, before: Any) -> None:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not request.session.modified:
        return  # a page for everybody asks nobody who they are
    user: Any = request.user
    if user.is_authenticated:
        if _last_user(request) != str(user.public_id):
            response.set_signed_cookie(
                COOKIE,
                str(user.public_id),
                salt=SALT,
                max_age=REMEMBERED,
                httponly=True,
                samesite="Lax",
                secure=bool(settings.SESSION_COOKIE_SECURE),
            )
    elif before is not None and before.is_authenticated:
        response.delete_cookie(COOKIE, samesite="Lax")


# --- putting aside -------------------------------------------------------------------------------------------------------


def put_aside(request: HttpRequest, owner: str) -> bool:
    """Keep the posted texts for `owner`, under the page their form stood on."""
    said = {
        name: values
        for name, values in request.POST.lists()
        if not any(word in name.lower() for word in NEVER_KEPT) and any(values)
    }
    content = json.dumps({"owner": owner, "page": page_of(request), "fields": said}, ensure_ascii=False)
    if not owner or not said or len(content) > MOST_CHARACTERS:
        return False
    request.session[KEY] = {"at": clock.now().timestamp(), "said": encrypt(content, KEY)}
    return True


def page_of(request: HttpRequest) -> str:
    """The page the form stood on, if it is one of ours; else the address it was sent to."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return request.get_full_path()
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _kept_for(request: HttpRequest, owner: str) -> dict[str, Any] | None:
    """What was put aside for this person; another person's is thrown away unread."""
    entry = request.session.get(KEY)
    if entry is None:
        return None
    try:
        kept: dict[str, Any] | None = json.loads(decrypt(entry["said"], KEY))
    except UNREADABLE:
        kept = None
    too_old = clock.now().timestamp() - entry["at"] > KEPT_FOR.total_seconds()
    if kept is None or too_old or kept["owner"] != owner:
        del request.session[KEY]
        return None
    return kept


# --- giving back ---------------------------------------------------------------------------------------------------------


class ReturningMiddleware:
    """Before Django asks for the log-in: puts aside what is being posted; afterwards offers it to the page it came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = request.user
        token = _waiting.set(self._waiting_for(request))
        try:
            response = self.get_response(request)
        finally:
            _waiting.reset(token)
        _note_user(request, response, before)
        return response

    def _waiting_for(self, request: HttpRequest) -> Returning | None:
        user: Any = request.user
        # The session is opened only for who has one: a page for everybody stays the same for everybody.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not user.is_authenticated:
            return None
        kept = _kept_for(request, str(user.public_id))
        if kept is None:
            return None
        if request.method == "POST":
            if page_of(request) == kept["page"]:
                del request.session[KEY]
            return None
        return Returning(request, kept["fields"]) if request.get_full_path() == kept["page"] else None

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method != "POST" or request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        messages.warning(request, PUT_ASIDE if put_aside(request, _last_user(request)) else NOT_PUT_ASIDE)
        return redirect_to_login(page_of(request))


def take(form: forms.BaseForm, names: Iterable[str]) -> dict[str, list[str]]:
    """What these fields of a form on this page are filled with in place of their own first values; and the person is
    told so, once."""
    waiting = _waiting.get()
    if waiting is None or form.is_bound:
        return {}
    named = {name: waiting.fields[form.add_prefix(name)] for name in names if form.add_prefix(name) in waiting.fields}
    if named and not waiting.said:
        waiting.said = True
        messages.warning(waiting.request, GIVEN_BACK)
    return named


def first_value(form_field: forms.Field, values: list[str]) -> Any:
    several = isinstance(form_field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
    return values if several else values[-1]


def not_ticked(form_field: forms.Field) -> bool:
    """A box that was left empty is not sent at all: of a form that is given back, it is empty again."""
    return isinstance(form_field, forms.BooleanField)


def forget_expired() -> None:
    """What waited for somebody who never came back goes with the session it waited in."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


# --- a token that no longer fits -----------------------------------------------------------------------------------------


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page open since before another log-in. Sent from our own page by somebody signed in, the text is put aside;
    nothing is done with it until they have looked at it and send it themselves."""
    user: User | Any = request.user
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    kept = bool(ours and user.is_authenticated and put_aside(request, str(user.public_id)))
    context = {"kept": kept, "page": page_of(request) if ours else "/"}
    return render(request, "403_csrf.html", context, status=403)
