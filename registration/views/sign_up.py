"""Opening an account in two pages: who somebody is, then the code that their telephone received and a password."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from registration import consents, services
from registration.account_forms import CodeAndPasswordForm, SignUpForm
from registration.code_steps import CodeStep, about_delivery
from registration.roster.normalising import clean_mobile
from registration.rules import Person, PersonFacts
from registration.services.accounts import WHAT
from registration.services.candidates import identity_index, require_person
from station import clock
from station.access import public
from station.crypto import mask_mobile
from station.enums import CodePurpose
from station.forms import show_refusal
from station.refusals import Refused

BACKEND = "registration.backends.IdentityNumberBackend"
STEP = CodeStep(CodePurpose.SIGN_UP)
TYPED = ("identity_type", "identity_number", "name", "mobile", "sex", "birth_date")
OVER = "填写的内容已过一小时，或您换了浏览器。请重新填写。"


@sensitive_post_parameters("identity_number", "mobile", "name")
@never_cache
@public
def sign_up(request: HttpRequest) -> HttpResponse:
    """The first page. Who comes back to it finds what they typed."""
    if request.user.is_authenticated:
        target = request.GET.get("next", "")
        return HttpResponseRedirect(way_back(target) if target else "/home/")
    now = clock.now()
    kept = STEP.kept(request, now)
    form = SignUpForm(request.POST if request.method == "POST" else None, initial=kept or {})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _send_code(request, form, now):
            return redirect("registration:sign_up_code")
    context = {"form": form, "texts": consents.current_texts(), "next": request.GET.get("next", "")}
    return render(request, "registration/candidate/sign_up.html", context, status=status)


def _send_code(request: HttpRequest, form: SignUpForm, now: datetime) -> bool:
    """What is wrong with the person is said before a message is sent."""
    data = form.cleaned_data
    try:
        person = require_person(_facts(data), now=now, what=WHAT)
        STEP.send(request, mobile=person.mobile, subject=identity_index(person.identity_number), now=now)
    except Refused as refusal:
        show_refusal(form, refusal)
        return False
    typed = {name: data[name] for name in TYPED} | {"birth_date": str(data["birth_date"] or "")}
    agreed = {name: data[name] for name in ("consent_personal_data", "consent_photo")}
    STEP.keep(request, typed | agreed | {"next": request.GET.get("next", "")}, now)
    return True


@sensitive_post_parameters("password", "password_again", "verification_code")
@never_cache
@public
def sign_up_code(request: HttpRequest) -> HttpResponse:
    """The second page: the code and a password make the account."""
    now = clock.now()
    kept = STEP.kept(request, now)
    if request.user.is_authenticated or kept is None:
        return _begin_again(request)
    person = require_person(_facts(kept), now=now, what=WHAT)
    form = CodeAndPasswordForm(
        request.POST if request.method == "POST" else None,
        own_numbers=(person.identity_number, person.mobile),
        own_name=person.name,
    )
    if request.method == "POST" and form.is_valid() and _open(request, form, kept, person, now):
        return HttpResponseRedirect(way_back(kept["next"]))
    context = {
        "form": form,
        "mobile": mask_mobile(person.mobile),
        "name": person.name,
        **about_delivery(STEP, mobile=person.mobile, subject=identity_index(person.identity_number), now=now),
    }
    return render(request, "registration/candidate/sign_up_code.html", context, status=422 if form.is_bound else 200)


def _open(request: HttpRequest, form: CodeAndPasswordForm, kept: dict[str, Any], person: Person, now: datetime) -> bool:
    subject = identity_index(person.identity_number)
    data = form.cleaned_data
    try:
        proof = STEP.prove(
            request, mobile=person.mobile, subject=subject, code=data["verification_code"], now=now, account=""
        )
        user = services.sign_up(
            facts=_facts(kept), password=data["password"], photo_consent=kept["consent_photo"], proof=proof, now=now
        )
    except Refused as refusal:
        show_refusal(form, refusal)
        return False
    STEP.drop(request)
    login(request, user, backend=BACKEND)
    messages.success(request, "账号已注册，您已登录。以后用证件号码和密码登录，也可以用短信验证码登录。")
    return True


@never_cache
@public
@require_POST
def sign_up_resend(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    kept = STEP.kept(request, now)
    if request.user.is_authenticated or kept is None:
        return _begin_again(request)
    person = require_person(_facts(kept), now=now, what=WHAT)
    return resend(
        request, STEP, mobile=person.mobile, number=person.identity_number, page="registration:sign_up_code", now=now
    )


def resend(
    request: HttpRequest, step: CodeStep, *, mobile: str, number: str, page: str, now: datetime, blind: bool = False
) -> HttpResponse:
    """Another code, from the page of the code; what stands against it is said there."""
    try:
        step.send_again(request, mobile=mobile, subject=identity_index(number), now=now, blind=blind)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "新的验证码已发出，之前的作废。")
    return redirect(page)


def _begin_again(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("station:home")
    messages.warning(request, OVER)
    return redirect("registration:sign_up")


def _facts(data: dict[str, Any]) -> PersonFacts:
    """As typed, or as kept: dates come back from the session as texts."""
    born = data["birth_date"]
    if isinstance(born, str):
        born = date.fromisoformat(born) if born else None
    said = {name: data[name] for name in TYPED if name != "birth_date"}
    return PersonFacts(**said | {"mobile": clean_mobile(data["mobile"]), "birth_date": born})


def way_back(wanted: str) -> str:
    """Back to where the way to the account began, if that is one of our pages."""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if wanted and ours else "/my/"


@public
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """The texts as they stand, with their versions."""
    return render(request, "registration/public/privacy.html", {"texts": consents.current_texts()})
