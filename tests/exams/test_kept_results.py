"""补考: who passed one subject last time sits only the other, and comes out qualified (R2.1, R5.10; spec 3)."""

from datetime import date, timedelta

import pytest

from announcements.models import Assessment
from exams import selectors
from registration import retakes
from registration import selectors as registration_selectors
from registration import services as registration
from registration.enums import ApplicationState, Attempt, Channel, MaterialKind
from registration.kept_results import kept_results
from registration.models import Application, ReceiptBook
from sessions import services as planning
from sessions.models import StaffMember
from station import clock
from station.enums import Level
from station.models import ProfileValue, Room
from station.refusals import Refused
from tests.factories import exams as make
from tests.factories import sessions as sessions_factory
from tests.factories.announcements import announce, make_assessment
from tests.factories.registration import Counter, person, sight_everything
from tests.factories.sessions import Round
from tests.factories.station import make_occupation

pytestmark = pytest.mark.django_db
SPRING = date(2027, 4, 10)
OPENS = clock.at(date(2027, 2, 15), 8)
CLOSES = clock.end_of(date(2027, 3, 5))
NOW = clock.at(date(2027, 2, 18), 10)
ONLY_PRACTICAL = {"practical": Attempt.RETAKE}


@pytest.fixture
def theory_passed(ticketed: Round) -> Round:
    """Everybody passed theory with 80 and failed practical with 50; released on 2026-10-28."""
    for code in make.codes_of(ticketed):
        points = 80 if code.seat.application_subject.subject == "theory" else 50
        make.enter(code, points, clerk=make.Site().first_clerk)
        make.enter(code, points, clerk=make.Site().second_clerk)
    make.services.lock_scores(assessment=ticketed.assessment, actor=make.Site().adjudicator, now=make.MARKED)
    make.release(ticketed)
    return ticketed


def in_spring(exam_date: date = SPRING) -> Assessment:
    """The next assessment of the same occupation and level, open for registration at NOW."""
    assessment = make_assessment(
        (make_occupation(), Level.FOUR), exam_date=exam_date, registration_from=OPENS, registration_until=CLOSES
    )
    announce(assessment, now=clock.at(date(2027, 2, 10), 10))
    return assessment


def applied(
    assessment: Assessment, serial: int = 1, *, subjects: dict[str, str] | None = None, **said: object
) -> Application:
    return registration.enter_application(
        offering=assessment.offerings.get(),
        person=person(serial, **said),
        channel=Channel.COUNTER,
        subjects=ONLY_PRACTICAL if subjects is None else subjects,
        actor=Counter().officer,
        now=NOW,
    )


def submit(application: Application) -> Application:
    return registration.submit_application(application=application, actor=Counter().officer, now=NOW)


def test_only_the_failed_subject_is_sat_while_the_other_counts(theory_passed: Round) -> None:
    application = submit(applied(in_spring()))
    assert application.state == ApplicationState.SUBMITTED
    [relied] = retakes.relied_on(application)
    assert (relied["subject"], relied["manual"], relied["until"]) == ("理论知识", False, date(2027, 10, 28))
    assert "80 分，2026年10月28日公布" in relied["text"]
    assert selectors.kept_subjects([application]) == {application.pk: frozenset({"theory"})}


def rule(key: str, value: object) -> None:
    ProfileValue.objects.create(key=key, value=value, basis="示例", certainty="GK", valid_from=date(2026, 1, 1))


def test_a_result_that_lapses_before_the_exam_is_refused_with_the_day(theory_passed: Round) -> None:
    rule("kept_results.months", 5)
    with pytest.raises(Refused) as refusal:
        submit(applied(in_spring()))
    assert "保留到2027年3月28日（周日），到鉴定日2027年4月10日（周六）已经失效" in str(refusal.value)


@pytest.mark.parametrize(
    ("counted_from", "until"),
    [
        ("released", date(2027, 10, 28)),
        ("exam", date(2027, 10, 24)),
        ("registration_until", date(2027, 9, 26)),
        ("nonsense", date(2027, 10, 28)),
    ],
)
def test_the_day_from_which_the_year_is_counted_is_data(theory_passed: Round, counted_from: str, until: date) -> None:
    rule("kept_results.counted_from", counted_from)
    first = theory_passed.applications[0]
    told = kept_results([first.candidate_id], first.offering.occupation_id, Level.FOUR, SPRING)
    assert told[first.candidate_id]["theory"].valid_until == until


def test_before_the_release_nothing_is_kept_and_nothing_is_let_out(ticketed: Round) -> None:
    make.lock_all(ticketed)
    first = ticketed.applications[0]
    assert kept_results([first.candidate_id], first.offering.occupation_id, Level.FOUR, SPRING) == {}


def test_a_cancelled_registration_keeps_nothing(theory_passed: Round) -> None:
    """R2.5: fraud costs all of it, the subject passed as well."""
    first = theory_passed.applications[0]
    registration.cancel_application(application=first, reason="替考", actor=make.Site().director, now=make.RELEASED)
    assert kept_results([first.candidate_id], first.offering.occupation_id, Level.FOUR, SPRING) == {}


def test_another_occupation_or_level_and_the_same_exam_keep_nothing(theory_passed: Round) -> None:
    first = theory_passed.applications[0]
    occupation, day = first.offering.occupation_id, first.offering.assessment.exam_date
    assert kept_results([first.candidate_id], occupation, Level.THREE, SPRING) == {}
    assert kept_results([first.candidate_id], occupation + 1, Level.FOUR, SPRING) == {}
    assert kept_results([first.candidate_id], occupation, Level.FOUR, day) == {}


def test_who_never_passed_the_other_subject_is_told_what_would_help(theory_passed: Round) -> None:
    with pytest.raises(Refused) as refusal:
        submit(applied(in_spring(), 7))
    assert "没有查到保留的理论知识合格成绩" in str(refusal.value)
    assert "请写明并交原科目成绩单" in str(refusal.value)


def test_a_result_of_another_station_is_looked_at_by_a_person_and_then_counts(theory_passed: Round) -> None:
    said = {"results_station": "青岛市第一职业技能鉴定所", "results_released": "2026-11-02"}
    application = submit(applied(in_spring(), 7, particulars=said))
    [relied] = retakes.relied_on(application)
    assert relied["manual"] is True
    assert selectors.kept_subjects([application]) == {}, "not before the paper was seen"
    with pytest.raises(Refused, match="原科目成绩单"):
        registration.accept_application(application=application, actor=Counter().second, now=NOW)
    sight_everything(application, now=NOW)
    registration.accept_application(application=application, actor=Counter().second, now=NOW)
    assert selectors.kept_subjects([application]) == {application.pk: frozenset({"theory"})}


def test_a_lapsed_result_of_another_station_is_refused_too(theory_passed: Round) -> None:
    said = {"results_station": "青岛市第一职业技能鉴定所", "results_released": "2026-04-09"}
    with pytest.raises(Refused, match="青岛市第一职业技能鉴定所）保留到2027年4月9日"):
        submit(applied(in_spring(), 7, particulars=said))


def test_everything_again_is_a_first_time_and_a_first_time_leaves_nothing_out(theory_passed: Round) -> None:
    assessment = in_spring()
    both = dict.fromkeys(("theory", "practical"), Attempt.RETAKE)
    with pytest.raises(Refused, match="按新考报名"):
        submit(applied(assessment, subjects=both))
    with pytest.raises(Refused, match="其余科目却选了“新考”"):
        submit(applied(assessment, 2, subjects={"practical": Attempt.NEW}))


def line(serial: int, practical: str = "补考", theory: str = "") -> str:
    facts = person(serial)
    return f"{facts.name},{facts.identity_number},{facts.mobile},大专,某某公司,电工,四级/中级工,6,{theory},{practical}"


def roster(*lines: str) -> bytes:
    head = "姓名,证件号码,手机号码,文化程度,工作单位,申报职业,申报等级,本职业工龄（年）,理论考试,实操考试"
    return "\n".join([head, *lines]).encode()


def test_the_import_asks_the_same_and_leaves_to_the_desk_what_it_cannot_know(theory_passed: Round) -> None:
    report = registration.import_roster(
        assessment=in_spring(),
        content=roster(line(1), line(7)),
        file_name="名单.csv",
        actor=Counter().officer,
        now=NOW,
    )
    ours, unknown = report.judgement.rows
    assert (report.accepted, ours.warnings) == (2, ())
    assert any("须交原科目成绩单，由审核人员核查" in each for each in unknown.warnings)
    taken = {each.candidate.identity_number: each for each in Application.objects.filter(channel=Channel.IMPORT)}
    ours_taken, unknown_taken = taken[person(1).identity_number], taken[person(7).identity_number]
    wanted = registration_selectors.required_materials
    assert MaterialKind.RESULTS not in wanted(ours_taken)
    assert MaterialKind.RESULTS in wanted(unknown_taken)


def test_the_import_rejects_what_is_known_to_have_lapsed(theory_passed: Round) -> None:
    rule("kept_results.months", 5)
    report = registration.import_roster(
        assessment=in_spring(), content=roster(line(1)), file_name="名单.csv", actor=Counter().officer, now=NOW
    )
    [row] = report.judgement.rows
    assert (report.rejected, row.field) == (1, "practical")
    assert "已经失效" in row.reason


def held(assessment: Assessment, application: Application) -> None:
    """From the closing to the release, with 75 points in what was sat."""
    site, office = make.Site(), make.Office()
    after = clock.at(date(2027, 3, 8), 9)
    sessions_factory.close_registration(assessment, after)
    made = Round(assessment, [application])
    made.rooms, made.members = list(Room.objects.all()), list(StaffMember.objects.all())
    plan = planning.create_plan(assessment=assessment, actor=office.planner, now=after)
    planning.propose_plan(plan=plan, rooms=made.rooms, members=made.members, seed=1, actor=office.planner, now=after)
    planning.submit_plan(plan=plan, actor=office.planner, now=after)
    planning.approve_plan(plan=plan, actor=office.director, now=after, opinion="同意")
    make.settle(made)
    assessment.refresh_from_db()
    make.record_notice(assessment)
    make.make_tickets(made)
    marked = clock.at(SPRING + timedelta(days=2), 9)
    [code] = make.services.make_marking_codes(assessment=assessment, actor=site.affairs, now=marked)
    for clerk in (site.first_clerk, site.second_clerk):
        make.services.enter_score(marking_code=code, points=75, status="normal", actor=clerk, now=marked)
    make.services.lock_scores(assessment=assessment, actor=site.adjudicator, now=marked)
    make.services.release_results(
        assessment=assessment, reported_on=clock.local_date(marked), actor=site.director, now=marked
    )


def test_theory_last_time_and_practical_this_time_make_one_certificate(theory_passed: Round) -> None:
    """Nothing averaged, nothing sat twice: 80 in autumn and 75 in spring are a pass (R5.10)."""
    assessment = in_spring()
    application = submit(applied(assessment))
    sight_everything(application, now=NOW)
    registration.accept_application(application=application, actor=Counter().second, now=NOW)
    assert [line.item.subject for line in application.charge.lines.all()] == ["practical"], "one subject, one fee"
    registration.take_payment(
        charge=application.charge,
        method="cash",
        receipt_kind="paper",
        book=ReceiptBook.objects.get(),
        actor=Counter().cashier,
        now=NOW,
    )
    held(assessment, Application.objects.get(pk=application.pk))
    [result] = selectors.results(assessment)
    assert (result.passed, result.kept, set(result.by_subject)) == (True, frozenset({"theory"}), {"practical"})
    before = selectors.results(theory_passed.assessment)
    assert [each.passed for each in before] == [False, False]
