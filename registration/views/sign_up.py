"""Opening an account, and the texts that are agreed to on the way."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from registration import consents, services
from registration.candidate_forms import SignUpForm
from registration.roster.normalising import clean_document_number
from registration.rules import PersonFacts
from registration.services.accounts import NotProven
from registration.services.candidates import identity_index
from station import clock
from station.access import public
from station.forms import show_refusal
from station.refusals import Refused

# Only answers that could teach somebody something are counted. A school may sit behind one address.
PER_NUMBER, PER_ADDRESS, SECONDS = 5, 60, 3600
BACKEND = "registration.backends.IdentityNumberBackend"


@sensitive_post_parameters("password", "password_again", "identity_number", "mobile")
@public
def sign_up(request: HttpRequest) -> HttpResponse:
    target = _next(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(target)
    form = SignUpForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if _paused(request):
            form.add_error(None, "这个证件号码或这台设备所在的网络尝试过多，请一小时后再试，或到报名窗口办理。")
            status = 429
        elif form.is_valid() and _open(request, form):
            return HttpResponseRedirect(target)
    context = {"form": form, "texts": consents.current_texts(), "next": request.GET.get("next", "")}
    return render(request, "registration/candidate/sign_up.html", context, status=status)


def _open(request: HttpRequest, form: SignUpForm) -> bool:
    data = form.cleaned_data
    try:
        user = services.sign_up(
            facts=_facts(data), password=data["password"], photo_consent=data["consent_photo"], now=clock.now()
        )
    except Refused as refusal:
        if isinstance(refusal, NotProven):
            _count(request)
        show_refusal(form, refusal)
        return False
    login(request, user, backend=BACKEND)
    messages.success(request, "账号已注册，您已登录。以后用证件号码和密码登录。")
    return True


def _facts(data: dict[str, Any]) -> PersonFacts:
    names = ("name", "identity_type", "identity_number", "mobile", "sex", "birth_date")
    return PersonFacts(**{name: data[name] for name in names})


def _next(request: HttpRequest) -> str:
    """Back to where the way to the account began, if that is one of our pages."""
    wanted = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and ours else "/my/"


def _keys(request: HttpRequest) -> dict[str, int]:
    number = clean_document_number(request.POST.get("identity_number", ""))
    return {
        f"sign-up:number:{identity_index(number)}": PER_NUMBER,
        f"sign-up:address:{request.META.get('REMOTE_ADDR', '')}": PER_ADDRESS,
    }


def _paused(request: HttpRequest) -> bool:
    return any(cache.get(key, 0) >= limit for key, limit in _keys(request).items())


def _count(request: HttpRequest) -> None:
    for key in _keys(request):
        cache.add(key, 0, SECONDS)
        try:
            cache.incr(key)
        except ValueError:  # ran out between the two: counted from one again
            cache.set(key, 1, SECONDS)


@public
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """The texts as they stand, with their versions."""
    return render(request, "registration/public/privacy.html", {"texts": consents.current_texts()})
