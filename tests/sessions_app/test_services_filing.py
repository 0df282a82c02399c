"""The package, the window, the answer, the settlement (R4)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from registration import services as registration
from registration.enums import MaterialKind
from registration.models import FeeItem
from registration.selectors import required_materials
from sessions import package_check, selectors, services
from sessions.enums import PackageState
from sessions.models import CentreAnswer, Filing, FilingPackage, RefusedApplicant, Settlement
from station import clock, documents
from station.enums import Category, Role
from station.models import Document
from station.refusals import NotPermitted, Refused
from tests.factories.registration import OPEN, Counter, scan_pdf, submitted
from tests.factories.sessions import (
    ANSWERED,
    FILED,
    PLANNED,
    Office,
    Round,
    answered_round,
    approved_round,
    built_round,
    close_registration,
    closed_round,
    filed_round,
    make_centre,
    make_members,
    make_rooms,
    proposed_round,
)
from tests.factories.station import make_occupation, make_user

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 10, 12)


def file(
    made: Round, *, now: datetime, received: date | None = None, unified_centre: bool = False, name: str = "中心"
) -> Filing:
    return services.file_package(
        package=made.package,
        centre=make_centre(name, handles_unified=unified_centre),
        method="in_person",
        received_on=received or clock.local_date(now),
        actor=Office().planner,
        now=now,
    )


def answer(made: Round, outcome: str = "approved", **more: object) -> CentreAnswer:
    filing = selectors.standing_filing(made.assessment)
    facts: dict[str, object] = {"document_number": "济鉴核12号", "answered_on": clock.local_date(ANSWERED), **more}
    return services.record_answer(filing=filing, outcome=outcome, actor=Office().planner, now=ANSWERED, **facts)  # type: ignore[arg-type]


# --- what the package holds --------------------------------------------------------------------------------------------


def test_the_package_holds_every_item_of_the_regulation_under_its_official_name() -> None:
    made = built_round(1)
    paths = [row["path"] for row in made.package.manifest["entries"]]
    number = made.applications[0].number
    folder = f"7 鉴定对象申报材料/0001 {made.applications[0].candidate.name}（{number}）"
    assert paths == [
        "0 材料目录.pdf",
        "1 济南市职业技能鉴定申请报告.pdf",
        "2 鉴定实施方案.pdf",
        "3 济南市职业技能鉴定考务人员安排备案表.pdf",
        "4 报名数据及考场编排.xlsx",
        "5 职业技能鉴定人员名册.pdf",
        "6 济南市职业技能鉴定核准表.pdf",
        f"{folder}/1 职业技能鉴定考评表.pdf",
        "verify.py",
    ]


def test_the_same_facts_give_the_same_package_and_no_paper_is_issued_twice() -> None:
    made = built_round(1)
    papers, digest = Document.objects.count(), made.package.document.sha256
    again = services.build_package(assessment=made.assessment, actor=Office().planner, now=PLANNED + timedelta(hours=1))
    assert (again.version, again.document.sha256, Document.objects.count()) == (1, digest, papers)


def test_a_new_plan_gives_a_new_version_of_the_papers_it_changes() -> None:
    made = built_round(1)
    plan = services.create_plan(assessment=made.assessment, actor=Office().planner, now=PLANNED)
    services.edit_plan(plan=plan, marking="另行安排。", actor=Office().planner, now=PLANNED)
    services.submit_plan(plan=plan, actor=Office().planner, now=PLANNED)
    services.approve_plan(plan=plan, actor=Office().director, now=PLANNED)
    package = services.build_package(assessment=made.assessment, actor=Office().planner, now=PLANNED)
    assert package.version == 2
    kinds = {document.kind: documents.standing(document) for document in Document.objects.order_by("id")}
    assert kinds["sessions.plan"] == "current"
    assert Document.objects.filter(kind="sessions.roster").count() == 1


def test_progress_is_told_person_by_person() -> None:
    made = approved_round(2)
    told: list[tuple[int, int]] = []
    services.build_package(
        assessment=made.assessment,
        actor=Office().planner,
        now=PLANNED,
        progress=lambda done, total, _: told.append((done, total)),
    )
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_nothing_is_built_without_an_approved_plan() -> None:
    made = proposed_round(1)
    with pytest.raises(Refused, match=r"没有批准的实施方案（编制中）"):
        services.build_package(assessment=made.assessment, actor=Office().planner, now=PLANNED)


def test_an_applicant_cancelled_after_approval_is_named_before_anything_is_built() -> None:
    made = approved_round(2)
    registration.cancel_application(
        application=made.applications[0], reason="申报材料不实", actor=Counter().director, now=PLANNED
    )
    texts = [finding.text for finding in package_check.package_findings(made.assessment)]
    assert "名册与座位的人次不一致：名册 2 人次，座位 4 人次" in texts
    with pytest.raises(Refused, match="还留着"):
        services.build_package(assessment=made.assessment, actor=Office().planner, now=PLANNED)


def test_an_applicant_cancelled_after_building_keeps_the_package_from_being_filed() -> None:
    made = built_round(2)
    registration.cancel_application(
        application=made.applications[0], reason="申报材料不实", actor=Counter().director, now=PLANNED
    )
    with pytest.raises(Refused, match="减少 1 人，增加 0 人"):
        file(made, now=FILED)


# --- the window (R4.2) ---------------------------------------------------------------------------------------------------


def test_filed_at_the_last_second_of_the_last_day() -> None:
    filing = file(built_round(1), now=clock.end_of(LAST_DAY) - timedelta(microseconds=1))
    assert (filing.received_on, filing.due) == (LAST_DAY, LAST_DAY)


def test_not_filed_at_the_first_moment_of_the_day_after() -> None:
    made = built_round(1)
    with pytest.raises(Refused, match="已过申报期限") as refusal:
        file(made, now=clock.end_of(LAST_DAY), received=LAST_DAY)
    assert refusal.value.reasons[0].clause == "R4.2"
    assert "补充公告" in refusal.value.reasons[0].remedy
    assert made.package.state == PackageState.BUILT


def test_a_unified_assessment_is_due_twenty_two_working_days_before_and_with_its_centre() -> None:
    made = built_round(1, category=Category.NATIONAL_UNIFIED, exam_date=date(2026, 11, 14))
    due = services.filing_timeline(made.assessment).file_by
    assert due == date(2026, 10, 15)
    with pytest.raises(Refused, match="不受理统一鉴定"):
        file(made, now=clock.at(due, 9), name="市中心")
    assert file(made, now=clock.at(due, 9), unified_centre=True, name="省中心").due == due


def test_filing_twice_is_refused_and_what_is_filed_stands() -> None:
    made = filed_round(1)
    with pytest.raises(Refused):
        file(made, now=FILED)
    package = made.package
    package.version = 9
    with pytest.raises(Refused, match="已申报的材料不得更改"):
        package.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        FilingPackage.objects.filter(pk=package.pk).update(version=9)


@pytest.mark.parametrize("role", [Role.CASHIER, Role.SEAL_KEEPER, Role.REGISTRATION_OFFICER])
def test_others_do_not_file(role: str) -> None:
    made = built_round(1)
    with pytest.raises(NotPermitted):
        services.file_package(
            package=made.package, centre=make_centre(), method="post", received_on=FILED.date(), actor=make_user("bob", role), now=FILED
        )  # fmt: skip


# --- the answer and the settlement (R4.3) --------------------------------------------------------------------------------


def test_part_approval_names_who_not_and_why_and_they_are_not_paid_for() -> None:
    made = filed_round(3)
    out = made.applications[1]
    recorded = answer(made, "partly", refused=[(out, "工作年限证明不足")])
    assert [str(row.reason) for row in RefusedApplicant.objects.all()] == ["工作年限证明不足"]
    assert out not in selectors.approved_applications(made.assessment)
    due = services.amount_due(recorded)
    assert (due.people, due.total) == (2, Decimal("34.00"))


@pytest.mark.parametrize(("outcome", "more", "said"), [
    ("approved", {"document_number": " "}, "没有填写答复的文号"),
    ("approved", {"answered_on": date(2026, 10, 8)}, "早于中心签收日期"),
    ("approved", {"answered_on": date(2026, 10, 14)}, "答复日期还没有到"),
    ("partly", {}, "须写明哪些人未获核准"),
    ("returned", {}, "没有写明中心退回的理由"),
])  # fmt: skip
def test_an_answer_that_is_not_whole_is_refused(outcome: str, more: dict[str, object], said: str) -> None:
    made = filed_round(1)
    with pytest.raises(Refused, match=said):
        answer(made, outcome, **more)
    assert not CentreAnswer.objects.exists()


def test_a_returned_filing_is_followed_by_a_new_version() -> None:
    made = filed_round(1)
    answer(made, "returned", note="请补充考务人员证卡号")
    assert selectors.standing_filing(made.assessment) is None
    assert not selectors.settled(made.assessment)
    package = services.build_package(assessment=made.assessment, actor=Office().planner, now=PLANNED)
    assert (package.version, package.state) == (2, PackageState.BUILT)


def test_the_settlement_is_whole_and_once() -> None:
    made = answered_round(2)
    recorded = selectors.standing_answer(made.assessment)
    assert not selectors.settled(made.assessment)
    paid = services.settle(
        answer=recorded, receipt_number="鲁票 001", paid_on=ANSWERED.date(), actor=Office().cashier, now=ANSWERED
    )
    assert (paid.amount, selectors.settled(made.assessment)) == (Decimal("34.00"), True)
    with pytest.raises(Refused, match="已经一次结清"):
        services.settle(
            answer=recorded, receipt_number="鲁票 002", paid_on=ANSWERED.date(), actor=Office().cashier, now=ANSWERED
        )
    assert Settlement.objects.count() == 1


def test_a_level_without_a_standard_is_not_settled_for_nothing() -> None:
    made = answered_round(1)
    FeeItem.objects.filter(payer="station", level=4).delete()
    with pytest.raises(Refused, match="没有四级/中级工的“本所缴鉴定中心”项目"):
        services.settle(
            answer=selectors.standing_answer(made.assessment), receipt_number="1", paid_on=ANSWERED.date(), actor=Office().cashier, now=ANSWERED
        )  # fmt: skip


@pytest.mark.parametrize(("more", "said"), [
    ({"receipt_number": ""}, "没有填写中心开具的票据号"),
    ({"paid_on": date(2026, 10, 12)}, "早于中心的答复日期"),
    ({"paid_on": date(2026, 10, 14)}, "缴费日期还没有到"),
])  # fmt: skip
def test_a_payment_without_receipt_or_out_of_time_is_refused(more: dict[str, object], said: str) -> None:
    made = answered_round(1)
    facts: dict[str, object] = {"receipt_number": "鲁票 001", "paid_on": ANSWERED.date(), **more}
    with pytest.raises(Refused, match=said):
        services.settle(
            answer=selectors.standing_answer(made.assessment), actor=Office().cashier, now=ANSWERED, **facts
        )  # type: ignore[arg-type]


def test_stamped_copies_lie_in_the_folder_of_their_applicant() -> None:
    made = closed_round(0, close=False)
    officer, offering = Counter().officer, made.assessment.offerings.get()
    application = submitted(offering, 1)
    for kind in required_materials(application):
        material = registration.add_material(
            application=application, kind=kind, content=scan_pdf(2), actor=officer, now=OPEN
        )
        registration.sight_material(material=material, mode="original", place="报名大厅", actor=officer, now=OPEN)
    registration.accept_application(application=application, actor=officer, now=OPEN)
    registration.take_payment(
        charge=application.charge, method="cash", receipt_kind="electronic", code="37", number="1", actor=Counter().cashier, now=OPEN
    )  # fmt: skip
    close_registration(made.assessment)
    plan = services.create_plan(assessment=made.assessment, actor=Office().planner, now=PLANNED)
    services.propose_plan(
        plan=plan, rooms=make_rooms(), members=make_members([make_occupation()]), seed=1, actor=Office().planner, now=PLANNED
    )  # fmt: skip
    services.submit_plan(plan=plan, actor=Office().planner, now=PLANNED)
    services.approve_plan(plan=plan, actor=Office().director, now=PLANNED)
    services.build_package(assessment=made.assessment, actor=Office().planner, now=PLANNED)
    rows = [row for row in made.package.manifest["entries"] if row["kind"] == "registration.stamped_copy"]
    assert [row["title"] for row in rows] == [
        f"{MaterialKind(kind).label}（原件已审）" for kind in required_materials(application)
    ]
    assert all(row["pages"] == 2 and row["path"].startswith("7 鉴定对象申报材料/0001 考生一") for row in rows)
    documents.withdraw(
        document=Document.objects.filter(kind="registration.stamped_copy").first(),
        reason="误盖",
        actor=officer,
        now=PLANNED,
    )
    assert any("盖章复印件已撤回" in finding.text for finding in package_check.package_findings(made.assessment))
