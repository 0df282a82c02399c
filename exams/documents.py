"""The papers of this stage: which kinds there are, who may read them. Their layouts stand in `pdf` and `exports`."""

from collections.abc import Mapping
from typing import Any

from exams.acts import DESK
from station import documents
from station.documents import DocumentKind, Imprint, Rendered
from station.enums import Role
from station.models import Document, User
from station.refusals import ALLOWED, Decision, denied

SITE = (*DESK, Role.REGISTRATION_OFFICER)
RESULT_READERS = (*DESK, Role.ADJUDICATOR, Role.CERTIFICATE_OFFICER, Role.AUDITOR)


def _for(*roles: Role, reason: str, clause: str, never: tuple[Role, ...] = ()) -> Any:
    def may_read(user: User, document: Document) -> Decision:
        if user.has_role(*roles) and not (never and user.has_role(*never)):
            return ALLOWED
        return denied(reason, clause)

    return may_read


def _tickets(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    from exams.pdf import tickets

    return tickets(facts, imprint)


def _door_charts(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    from exams.pdf import charts

    return charts(facts, imprint, copy="door")


def _papers_charts(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    from exams.pdf import charts

    return charts(facts, imprint, copy="papers")


def _room_summary(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    from exams.pdf import room_summary

    return room_summary(facts, imprint)


def _marking_codes(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    from exams.pdf import marking_codes

    return marking_codes(facts, imprint)


def _score_summary(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    from exams.pdf import score_summary

    return score_summary(facts, imprint)


def _result_data(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
    from exams.exports import result_data

    return result_data(facts, imprint)


_on_site = _for(*SITE, reason="这份文书供考务员、所长和报名受理员使用", clause="R5.1")
_charts_readers = _for(
    *SITE, Role.PAPER_CUSTODIAN, reason="这份文书供考务员、所长、报名受理员和试卷保密员使用", clause="R5.1"
)
_code_readers = _for(
    *DESK,
    Role.PAPER_CUSTODIAN,
    reason="密号对照表只供编制密号的人员使用，登分员和成绩裁定员不得查阅",
    clause="R5.9",
    never=(Role.SCORE_CLERK, Role.ADJUDICATOR),
)
_result_readers = _for(*RESULT_READERS, reason="成绩文书供所长、考务员、成绩裁定员和证书管理员使用", clause="R5.9")
_data_readers = _for(
    *DESK, Role.CERTIFICATE_OFFICER, reason="鉴定结果数据供所长、考务员和证书管理员上报使用", clause="R5.10"
)

TICKETS = documents.register(DocumentKind("exams.tickets", "准考证", "ZKZ", _tickets, "R5.1", _on_site))
DOOR_CHARTS = documents.register(
    DocumentKind(
        "exams.door_charts", "考场座（工）位排列表（张贴于考场入口）", "ZWM", _door_charts, "R5.1", _charts_readers
    )
)
PAPERS_CHARTS = documents.register(
    DocumentKind(
        "exams.papers_charts", "考场座（工）位排列表（随试卷）", "ZWJ", _papers_charts, "R5.1", _charts_readers
    )
)
ROOM_SUMMARY = documents.register(
    DocumentKind("exams.room_summary", "考场按职业分布情况汇总表", "KCF", _room_summary, "R5.1", _on_site)
)
MARKING_CODES = documents.register(
    DocumentKind("exams.marking_codes", "密号对照表", "MH", _marking_codes, "R5.9", _code_readers)
)
SCORE_SUMMARY = documents.register(
    DocumentKind("exams.score_summary", "成绩评分汇总表", "CJ", _score_summary, "R5.10", _result_readers)
)
RESULT_DATA = documents.register(
    DocumentKind("exams.result_data", "鉴定结果数据", "JGS", _result_data, "R5.10", _data_readers)
)
