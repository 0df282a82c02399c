"""The last step of a candidate's way, as their own page shows it."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from certificates.enums import CertificateState, ConfirmationOutcome
from certificates.models import ConfirmedResult
from registration.journey import LaterStep, register_step
from registration.models import Application
from station.clock import local_date
from station.wording import long_date


def certificate_steps(applications: Sequence[Application], now: datetime) -> dict[int, LaterStep]:
    """What is known of each application's certificate; one query for all of them."""
    results = ConfirmedResult.objects.filter(application__in=applications).select_related("certificate__hand_out")
    return {result.application_id: _step(result) for result in results}


def _step(result: ConfirmedResult) -> LaterStep:
    url, certificate = reverse("certificates:candidate_certificates"), getattr(result, "certificate", None)
    if result.outcome == ConfirmationOutcome.REFUSED:
        return LaterStep("missed", f"鉴定中心未予核准：{result.reason}")
    if certificate is None:
        return LaterStep("upcoming", "已经核准，等待鉴定中心印制证书。", url, "查看证书")
    if certificate.state == CertificateState.HANDED_OUT:
        day = long_date(local_date(certificate.hand_out.handed_out_at))
        return LaterStep("done", f"{day}领取。", url, "查看证书", state="证书已领取")
    if certificate.state == CertificateState.PROOF_READ:
        return LaterStep(
            "current", "可以领取，请本人持身份证原件到鉴定所签字领取。", url, "查看证书", state="证书可领取"
        )
    return LaterStep("upcoming", "证书正在与核发名册核对，无误后即可领取。", url, "查看证书")


def register() -> None:
    register_step("certificate", certificate_steps)
