"""我的账号: what is on record about the account, another mobile number, and what was agreed to."""

from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from registration import consents, services
from registration.account_forms import CodeForm, NewMobileForm
from registration.code_steps import CodeStep, about_delivery
from registration.enums import ConsentKind
from registration.models import Candidate, Consent
from registration.views.sign_up import resend
from station import clock
from station.access import candidate
from station.crypto import mask_mobile
from station.enums import CodePurpose
from station.forms import show_refusal
from station.refusals import Reason, Refused

CHANGE = CodeStep(CodePurpose.CHANGE_MOBILE)
OVER = "新号码没有确认：已过一小时，或您换了浏览器。请重新填写。"


def _own(request: HttpRequest) -> Candidate:
    return get_object_or_404(Candidate.objects.select_related("user"), user=request.user)


@candidate()
def my_account(request: HttpRequest) -> HttpResponse:
    person = _own(request)
    given: dict[str, list[Consent]] = {kind: [] for kind in ConsentKind.values}
    for row in Consent.objects.filter(candidate=person).order_by("-id"):
        given[row.kind].append(row)
    rows = [
        {"text": consents.current(ConsentKind(kind)), "newest": found[0] if found else None, "earlier": found[1:]}
        for kind, found in given.items()
    ]
    context = {"person": person, "consents": rows, "photo_kind": ConsentKind.PHOTO.value}
    return render(request, "registration/candidate/my_account.html", context)


@candidate()
@require_POST
def my_photo_consent(request: HttpRequest) -> HttpResponse:
    """The consent to the use of the photograph, given or taken back; the other one goes with the account."""
    person, granted = _own(request), request.POST.get("granted") == "1"
    if services.has_consent(person, ConsentKind.PHOTO) != granted:
        services.give_consent(
            candidate=person, kind=ConsentKind.PHOTO, actor=request.user, now=clock.now(), granted=granted
        )
        said = (
            "已登记您同意使用照片。"
            if granted
            else "已撤回对使用照片的同意。此前已经办理的事项不受影响；以后上传照片须重新同意。"
        )
        messages.success(request, said)
    return redirect("registration:my_account")


@sensitive_post_parameters("mobile", "password_now")
@never_cache
@candidate()
def my_mobile(request: HttpRequest) -> HttpResponse:
    """Another number: the password once more, then a code to the new number."""
    person, now = _own(request), clock.now()
    form = NewMobileForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        mobile = form.cleaned_data["mobile"]
        # Through the same gate as a log-in: wrong passwords count, and five of them pause the account.
        known = authenticate(request, username=request.user.username, password=form.cleaned_data["password_now"])
        if known is None:
            form.add_error("password_now", "密码不正确。忘记密码的，请退出登录后用短信验证码重设。")
        else:
            try:
                _require_other(person, mobile)
                CHANGE.send(request, mobile=mobile, subject=person.identity_index, now=now)
            except Refused as refusal:
                show_refusal(form, refusal)
            else:
                CHANGE.keep(request, {"mobile": mobile, "holder": str(request.user.public_id)}, now)
                return redirect("registration:my_mobile_code")
    context = {"form": form, "person": person}
    return render(request, "registration/candidate/my_mobile.html", context, status=422 if form.is_bound else 200)


def _require_other(person: Candidate, mobile: str) -> None:
    if mobile == person.mobile and person.mobile_proven_at is not None:
        reason = Reason("这就是现在登记的号码，已经验证过", "", "要更换的，请填新的号码。", "mobile")
        raise Refused("不能更换手机号码", reason)


@never_cache
@candidate()
def my_mobile_code(request: HttpRequest) -> HttpResponse:
    person, now = _own(request), clock.now()
    mobile = _waiting(request)
    if not mobile:
        messages.warning(request, OVER)
        return redirect("registration:my_mobile")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            code = form.cleaned_data["verification_code"]
            proof = CHANGE.prove(request, mobile=mobile, subject=person.identity_index, code=code, now=now)
            services.change_own_mobile(candidate=person, mobile=mobile, proof=proof, actor=request.user, now=now)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            CHANGE.drop(request)
            messages.success(request, f"手机号码已换为 {mask_mobile(mobile)}。")
            return redirect("registration:my_account")
    about = about_delivery(CHANGE, mobile=mobile, subject=person.identity_index, now=now)
    context = {"form": form, "mobile": mask_mobile(mobile), **about}
    return render(request, "registration/candidate/my_mobile_code.html", context, status=422 if form.is_bound else 200)


def _waiting(request: HttpRequest) -> str:
    """The new number, if it was typed by this very person."""
    kept = CHANGE.kept(request, clock.now())
    return str(kept["mobile"]) if kept and kept["holder"] == str(request.user.public_id) else ""


@candidate()
@require_POST
def my_mobile_resend(request: HttpRequest) -> HttpResponse:
    person, mobile = _own(request), _waiting(request)
    if not mobile:
        messages.warning(request, OVER)
        return redirect("registration:my_mobile")
    number, page = person.identity_number, "registration:my_mobile_code"
    return resend(request, CHANGE, mobile=mobile, number=number, page=page, now=clock.now())
