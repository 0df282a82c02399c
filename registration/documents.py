"""The papers of stage 2, declared to the ground floor, each with who may read it."""

from collections.abc import Callable, Mapping
from typing import Any

from registration import policies
from registration.models import Application
from station import documents
from station.documents import DocumentKind, Imprint, Rendered
from station.enums import Role
from station.models import Document, User
from station.refusals import ALLOWED, Decision, denied


def _drawn_by(layout: str) -> Callable[[Mapping[str, Any], Imprint], Rendered]:
    def render(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
        from registration import pdf

        return getattr(pdf, layout)(facts, imprint)

    return render


def of_the_application(user: User, document: Document) -> Decision:
    """Papers about one application: open to whoever may see it."""
    application = Application.objects.select_related("candidate").filter(public_id=document.subject).first()
    if application is None:
        return denied("这份文书不对您开放")
    return policies.can_read_papers(user, application)


def to_the_books(user: User, document: Document) -> Decision:
    return policies.has_role(user, policies.RECEIPT_READERS, "查阅票据登记表", "R2.3")


def to_exporters(user: User, document: Document) -> Decision:
    if user.has_role(*policies.EXPORTERS, Role.AUDITOR):
        return ALLOWED
    return policies.has_role(user, policies.EXPORTERS, "查阅报名数据", "R2.4")


FORM = documents.register(
    DocumentKind(
        key="registration.form",
        title="职业技能鉴定考评表",
        series="KPB",
        render=_drawn_by("registration_form"),
        clause="R2.2",
        may_read=of_the_application,
    )
)
STAMPED_COPY = documents.register(
    DocumentKind(
        key="registration.stamped_copy",
        title="原件已审复印件",
        series="YJ",
        render=_drawn_by("stamped_copy"),
        clause="R2.2",
        may_read=of_the_application,
    )
)
RECEIPTS = documents.register(
    DocumentKind(
        key="registration.receipts",
        title="票据登记表",
        series="PJ",
        render=_drawn_by("receipt_register"),
        clause="R2.3",
        may_read=to_the_books,
    )
)
RECEIPTS_SHEET = documents.register(
    DocumentKind(
        key="registration.receipts_sheet",
        title="票据登记表",
        series="PJ",
        render=_drawn_by("receipt_sheet"),
        clause="R2.3",
        may_read=to_the_books,
    )
)
DATA = documents.register(
    DocumentKind(
        key="registration.data",
        title="报名数据",
        series="BM",
        render=_drawn_by("registration_data"),
        clause="R2.4",
        may_read=to_exporters,
    )
)


def _undertaking(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    from registration.undertaking_pdf import undertaking

    return undertaking(facts, imprint)


UNDERTAKING = documents.register(
    DocumentKind(
        key="registration.undertaking",
        title="工作年限承诺书",
        series="CN",
        render=_undertaking,
        clause="R2.1",
        may_read=of_the_application,
    )
)
