"""Getting in without a password: a log-in by code, and a new password. Candidates only.

Both begin with identity number and mobile number, and answer alike whether or not an account stands behind them; the
code that nobody receives goes the same way as the one that somebody does.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from axes.utils import reset as clear_failures
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from registration import services
from registration.account_forms import CodeAndPasswordForm, CodeForm, HolderForm
from registration.code_steps import CodeStep, about_delivery, count_failure, paused
from registration.services.candidates import identity_index
from registration.services.own_account import holder, require_holder
from registration.views.sign_up import BACKEND, resend, way_back
from station import clock
from station.access import public
from station.crypto import mask_mobile
from station.enums import CodePurpose
from station.forms import show_refusal
from station.models import User
from station.refusals import Refused

LOG_IN, RESET = CodeStep(CodePurpose.LOG_IN), CodeStep(CodePurpose.RESET_PASSWORD)
OVER = "填写的内容已过一小时，或您换了浏览器。请重新填写。"
WORDS = {
    LOG_IN: {
        "title": "短信验证码登录",
        "lead": "考生用证件号码和登记的手机号码登录，不用密码。",
        "verb": "登录",
        "page": "registration:code_log_in",
        "next_page": "registration:code_log_in_code",
        "resend": "registration:code_log_in_resend",
    },
    RESET: {
        "title": "重设密码",
        "lead": "考生用证件号码和登记的手机号码收验证码，重新设一个密码。",
        "verb": "重设密码并登录",
        "page": "registration:password_reset",
        "next_page": "registration:password_reset_code",
        "resend": "registration:password_reset_resend",
    },
}


# --- the first page: whose account ---------------------------------------------------------------------------------------


@sensitive_post_parameters("identity_number", "mobile")
@never_cache
@public
def code_log_in(request: HttpRequest) -> HttpResponse:
    return _whose(request, LOG_IN)


@sensitive_post_parameters("identity_number", "mobile")
@never_cache
@public
def password_reset(request: HttpRequest) -> HttpResponse:
    return _whose(request, RESET)


def _whose(request: HttpRequest, step: CodeStep) -> HttpResponse:
    target = request.GET.get("next", "")
    if request.user.is_authenticated:
        return HttpResponseRedirect(way_back(target) if target else "/home/")
    now, words = clock.now(), WORDS[step]
    form = HolderForm(request.POST if request.method == "POST" else None, initial=step.kept(request, now) or {})
    if request.method == "POST" and form.is_valid():
        number, mobile = form.cleaned_data["identity_number"], form.cleaned_data["mobile"]
        if answer := paused(request, number):
            return answer
        try:
            blind = holder(number=number, mobile=mobile) is None
            step.send(request, mobile=mobile, subject=identity_index(number), now=now, blind=blind)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            step.keep(request, {"identity_number": number, "mobile": mobile, "next": target}, now)
            return redirect(words["next_page"])
    context = {"form": form, "words": words, "next": target}
    status = 422 if form.is_bound else 200
    return render(request, "registration/candidate/code_ask.html", context, status=status)


# --- the second page: the code -------------------------------------------------------------------------------------------


@sensitive_post_parameters("verification_code")
@never_cache
@public
def code_log_in_code(request: HttpRequest) -> HttpResponse:
    return _code_page(request, LOG_IN, CodeForm, _sign_in)


@sensitive_post_parameters("verification_code", "password", "password_again")
@never_cache
@public
def password_reset_code(request: HttpRequest) -> HttpResponse:
    return _code_page(request, RESET, _new_password, _reset)


def _new_password(data: Any, kept: dict[str, Any]) -> CodeAndPasswordForm:
    form = CodeAndPasswordForm(data, own_numbers=(kept["identity_number"], kept["mobile"]))
    form.fields["password"].label, form.fields["password_again"].label = "新密码", "再输入一次新密码"
    return form


def _code_page(
    request: HttpRequest,
    step: CodeStep,
    make_form: Callable[..., Any],
    act: Callable[[HttpRequest, Any, dict[str, Any], datetime], User],
) -> HttpResponse:
    now = clock.now()
    kept = step.kept(request, now)
    if request.user.is_authenticated or kept is None:
        return _begin_again(request, step)
    number, mobile = kept["identity_number"], kept["mobile"]
    data = request.POST if request.method == "POST" else None
    form = make_form(data) if make_form is CodeForm else make_form(data, kept)
    if request.method == "POST":
        if answer := paused(request, number):
            return answer
        if form.is_valid():
            try:
                user = act(request, form, kept, now)
            except Refused as refusal:
                show_refusal(form, refusal)
            else:
                step.drop(request)
                login(request, user, backend=BACKEND)
                return HttpResponseRedirect(way_back(kept["next"]))
    context = {
        "form": form,
        "words": WORDS[step],
        "mobile": mask_mobile(mobile),
        **about_delivery(step, mobile=mobile, subject=identity_index(number), now=now),
    }
    return render(request, "registration/candidate/code_type.html", context, status=422 if form.is_bound else 200)


def _sign_in(request: HttpRequest, form: CodeForm, kept: dict[str, Any], now: datetime) -> User:
    number, mobile = kept["identity_number"], kept["mobile"]
    LOG_IN.prove(
        request,
        mobile=mobile,
        subject=identity_index(number),
        code=form.cleaned_data["verification_code"],
        now=now,
        account=number,
    )
    found = _holder(request, number, mobile, "不能登录")
    messages.success(request, "您已登录。")
    return found


def _holder(request: HttpRequest, number: str, mobile: str, what: str) -> User:
    try:
        user = require_holder(number=number, mobile=mobile, what=what).user
    except Refused:
        count_failure(request, number)
        raise
    return user  # type: ignore[return-value]


def _reset(request: HttpRequest, form: CodeAndPasswordForm, kept: dict[str, Any], now: datetime) -> User:
    number, mobile = kept["identity_number"], kept["mobile"]
    proof = RESET.prove(
        request,
        mobile=mobile,
        subject=identity_index(number),
        code=form.cleaned_data["verification_code"],
        now=now,
        account=number,
    )
    _holder(request, number, mobile, "不能重设密码")
    _, user = services.reset_own_password(
        number=number, mobile=mobile, password=form.cleaned_data["password"], proof=proof, now=now
    )
    clear_failures(username=user.username)
    messages.success(request, "密码已重设，您已登录；其他设备上的登录已经失效。")
    return user


@never_cache
@public
@require_POST
def code_log_in_resend(request: HttpRequest) -> HttpResponse:
    return _again(request, LOG_IN)


@never_cache
@public
@require_POST
def password_reset_resend(request: HttpRequest) -> HttpResponse:
    return _again(request, RESET)


def _again(request: HttpRequest, step: CodeStep) -> HttpResponse:
    now = clock.now()
    kept = step.kept(request, now)
    if request.user.is_authenticated or kept is None:
        return _begin_again(request, step)
    number, mobile = kept["identity_number"], kept["mobile"]
    if answer := paused(request, number):
        return answer
    blind = holder(number=number, mobile=mobile) is None
    page = WORDS[step]["next_page"]
    return resend(request, step, mobile=mobile, number=number, page=page, now=now, blind=blind)


def _begin_again(request: HttpRequest, step: CodeStep) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("station:home")
    messages.warning(request, OVER)
    return redirect(WORDS[step]["page"])
