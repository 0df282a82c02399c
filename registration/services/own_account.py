"""What account holders change themselves: a forgotten password and the mobile number, each with a code that came back.

Whoever is told of a change they did not make can still stop it: the old number is told of the new one.
"""

from datetime import datetime, timedelta

from django.conf import settings

from registration.models import Candidate
from registration.roster.normalising import clean_mobile
from registration.services.candidates import find_by_identity, identity_index
from station import audit, notifications, short_messages, verification
from station.crypto import mask_mobile
from station.enums import CodePurpose
from station.models import User, VerificationCode
from station.refusals import Reason, Refused
from station.verbs import verb
from station.wording import date_and_time

audit.register_verbs({"account.reset_password": "用验证码重设密码", "account.change_mobile": "更换考生手机号码"})

# News of an account is of no use days later.
NEWS_SERVES = timedelta(days=1)


def holder(*, number: str, mobile: str) -> Candidate | None:
    """The candidate with a live account under this identity number, if `mobile` is the one on record. Normalised both."""
    found = find_by_identity(number)
    if found is None or found.user is None or not found.user.is_active:
        return None
    return found if clean_mobile(found.mobile) == mobile else None


def require_holder(*, number: str, mobile: str, what: str) -> Candidate:
    """After a code was proven. The number may have been changed at the desk since it was sent."""
    found = holder(number=number, mobile=mobile)
    if found is None:
        raise Refused(what, Reason("证件号码、手机号码与账号的登记不一致", "R2.1", "请核对后重新发送验证码。"))
    return found


@verb
def reset_own_password(
    *, number: str, mobile: str, password: str, proof: VerificationCode, now: datetime
) -> tuple[Candidate, User]:
    """A new password for who holds identity number and telephone. Log-ins that stand elsewhere end with the old one."""
    Candidate.objects.select_for_update().filter(identity_index=identity_index(number)).first()
    candidate = require_holder(number=number, mobile=mobile, what="不能重设密码")
    verification.require_proof(
        proof, purpose=CodePurpose.RESET_PASSWORD, mobile=mobile, subject=candidate.identity_index, now=now
    )
    user: User = candidate.user  # type: ignore[assignment]
    user.set_password(password)
    user.save(update_fields=["password"])
    if candidate.mobile_proven_at is None:
        candidate.mobile_proven_at = now
        candidate.save(update_fields=["mobile_proven_at"])
    audit.record(verb="account.reset_password", actor=user, obj=user, now=now)
    text = f"您的账号密码已于{date_and_time(now)}用短信验证码重设，其他设备上的登录已经失效。"
    _tell(user, candidate.mobile, text, now)
    return candidate, user


@verb
def change_own_mobile(
    *, candidate: Candidate, mobile: str, proof: VerificationCode, actor: User, now: datetime
) -> Candidate:
    """Another number, proven by the code it received. The old one is told."""
    candidate = Candidate.objects.select_for_update().get(pk=candidate.pk)
    if candidate.user_id != actor.pk:
        raise Refused("不能更换手机号码", Reason("手机号码只能由本人更换", remedy="请本人登录后办理。"))
    verification.require_proof(
        proof, purpose=CodePurpose.CHANGE_MOBILE, mobile=mobile, subject=candidate.identity_index, now=now
    )
    before = clean_mobile(candidate.mobile)
    candidate.mobile, candidate.mobile_proven_at = mobile, now
    candidate.save(update_fields=["mobile", "mobile_proven_at"])
    audit.record(verb="account.change_mobile", actor=actor, obj=candidate, now=now)
    if before != mobile:
        _tell(actor, before, f"您账号的手机号码已于{date_and_time(now)}换为{mask_mobile(mobile)}。", now)
    return candidate


def _tell(user: User, mobile: str, text: str, now: datetime) -> None:
    """In the application, by e-mail where an address is known, and to the telephone."""
    warned = f"{text}不是您本人办理的，请立即致电 {settings.STATION_PHONE}。"
    notifications.notify([user], kind="account", text=warned, now=now, url="/my/account/")
    short_messages.send(purpose="account", recipient=mobile, text=warned, useless_after=now + NEWS_SERVES, now=now)


def mobile_of(user: User) -> str:
    """For news by text message: the number of a candidate who has an account."""
    found = Candidate.objects.filter(user=user).first()
    return clean_mobile(found.mobile) if found else ""
