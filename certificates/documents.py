"""The papers of the last stage: which kinds there are, who may read them. Their layouts stand in `pdf`."""

from collections.abc import Mapping
from typing import Any

from certificates.acts import READERS
from station import documents
from station.documents import DocumentKind, Imprint, Rendered
from station.models import Document, User
from station.refusals import ALLOWED, Decision, denied

# kind → official name (R6.1), in the order of the clause; the score summary is the one that was signed at release.
DOSSIER_ITEMS = {
    "certificates.notice": "《济南市职业技能鉴定通知书》",
    "certificates.examination_report": "《济南市职业技能鉴定考评情况报告》",
    "certificates.invigilation_record": "《济南市职业技能鉴定监考记录》",
    "certificates.supervision_report": "《济南市职业技能鉴定现场督导报告》",
}


def readers(user: User, document: Document) -> Decision:
    if user.has_role(*READERS):
        return ALLOWED
    return denied("验印材料和核发名册供证书管理员、所长、考务员和审计员使用", document.clause)


def _notice(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    from certificates.pdf import notice

    return notice(facts, imprint)


def _examination_report(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    from certificates.pdf import examination_report

    return examination_report(facts, imprint)


def _invigilation_record(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    from certificates.pdf import invigilation_record

    return invigilation_record(facts, imprint)


def _supervision_report(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    from certificates.pdf import supervision_report

    return supervision_report(facts, imprint)


def _register(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    from certificates.pdf import register

    return register(facts, imprint)


def _dossier(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    from certificates.package import dossier

    return dossier(facts, imprint)


NOTICE = documents.register(
    DocumentKind("certificates.notice", "济南市职业技能鉴定通知书", "TZS", _notice, "R6.1", readers)
)
EXAMINATION_REPORT = documents.register(
    DocumentKind(
        "certificates.examination_report",
        "济南市职业技能鉴定考评情况报告",
        "KPQK",
        _examination_report,
        "R6.1",
        readers,
    )
)
INVIGILATION_RECORD = documents.register(
    DocumentKind(
        "certificates.invigilation_record", "济南市职业技能鉴定监考记录", "JKJ", _invigilation_record, "R6.1", readers
    )
)
SUPERVISION_REPORT = documents.register(
    DocumentKind(
        "certificates.supervision_report", "济南市职业技能鉴定现场督导报告", "DDB", _supervision_report, "R6.1", readers
    )
)
DOSSIER = documents.register(DocumentKind("certificates.dossier", "验印材料", "YYC", _dossier, "R6.1", readers))
REGISTER = documents.register(
    DocumentKind("certificates.register", "职业资格证书核发名册", "HFM", _register, "R6.3", readers)
)
