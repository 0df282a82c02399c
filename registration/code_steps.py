"""The way through a code: what was typed on the first page waits on the server, encrypted, until the code comes back.

So the second page can't be given another person's number, and neither numbers nor names stand in an address, a cookie
or a hidden field. Failed tries count as failed log-ins (django-axes) of the account that was named.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_ip_address, get_lockout_response
from django.contrib import messages
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse

from station import short_messages, verification
from station.crypto import UNREADABLE, decrypt, encrypt
from station.models import VerificationCode
from station.refusals import Refused
from station.short_messages.gateways import shown_for_the_demonstration

KEPT_FOR = timedelta(hours=1)
NOT_HANDED_OVER = "短信暂时没能交给发送程序，一两分钟内会自动再试。一直收不到的，请稍后重新发送，或拨打咨询电话、持证件到报名窗口办理。"
OUT_OF_ORDER = "短信发送目前有延误或不通。收不到验证码的，请稍后再试，或拨打咨询电话、持证件到报名窗口办理。"


@dataclass(frozen=True)
class CodeStep:
    """One way through a code: `purpose` decides what it opens."""

    purpose: str

    @property
    def _key(self) -> str:
        return f"code:{self.purpose}"

    def keep(self, request: HttpRequest, facts: dict[str, Any], now: datetime) -> None:
        said = encrypt(json.dumps(facts, ensure_ascii=False), self._key)
        request.session[self._key] = {"at": now.timestamp(), "facts": said}

    def kept(self, request: HttpRequest, now: datetime) -> dict[str, Any] | None:
        """What was typed on the first page, for an hour."""
        entry = request.session.get(self._key)
        if entry is None or now.timestamp() - entry["at"] > KEPT_FOR.total_seconds():
            return None
        try:
            facts: dict[str, Any] = json.loads(decrypt(entry["facts"], self._key))
        except UNREADABLE:
            return None
        return facts

    def drop(self, request: HttpRequest) -> None:
        request.session.pop(self._key, None)

    def send(self, request: HttpRequest, *, mobile: str, subject: str, now: datetime, blind: bool = False) -> None:
        """A code, or Refused. Somebody who goes back and on again within the minute is let through to the one they have."""
        try:
            self.send_again(request, mobile=mobile, subject=subject, now=now, blind=blind)
        except Refused:
            if self.standing(mobile=mobile, subject=subject, now=now) is None:
                raise
            messages.info(request, "验证码刚才已经发出，请查看短信。")

    def send_again(
        self, request: HttpRequest, *, mobile: str, subject: str, now: datetime, blind: bool = False
    ) -> None:
        code = verification.ask(
            purpose=self.purpose,
            mobile=mobile,
            subject=subject,
            origin=str(get_client_ip_address(request) or ""),
            now=now,
            blind=blind,
        )
        if not getattr(code.message, "handed_over", True):
            messages.warning(request, NOT_HANDED_OVER)

    def standing(self, *, mobile: str, subject: str, now: datetime) -> VerificationCode | None:
        return verification.standing(purpose=self.purpose, mobile=mobile, subject=subject, now=now)

    def prove(
        self, request: HttpRequest, *, mobile: str, subject: str, code: str, now: datetime, account: str = ""
    ) -> VerificationCode:
        """The code used up, or Refused; with `account`, a failure counts as a failed log-in to it."""
        try:
            return verification.prove(purpose=self.purpose, mobile=mobile, subject=subject, code=code, now=now)
        except Refused:
            if account:
                count_failure(request, account)
            raise


def paused(request: HttpRequest, account: str) -> HttpResponse | None:
    """The answer to somebody who failed too often of late; None where they may go on."""
    credentials = {"username": account}
    if AxesProxyHandler.is_allowed(request, credentials):
        return None
    answer: HttpResponse = get_lockout_response(request, None, credentials)
    return answer


def count_failure(request: HttpRequest, account: str) -> None:
    user_login_failed.send(sender=__name__, credentials={"username": account}, request=request)


def about_delivery(step: CodeStep, *, mobile: str, subject: str, now: datetime) -> dict[str, Any]:
    """What the page of the code says of the message: the same whether the number has an account or not."""
    code = step.standing(mobile=mobile, subject=subject, now=now)
    return {
        "code": code,
        "trouble": OUT_OF_ORDER if short_messages.out_of_order(now=now) else "",
        "demo_message": shown_for_the_demonstration(code.message) if code and code.message else "",
    }
