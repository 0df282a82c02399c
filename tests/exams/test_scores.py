"""Scores in secrecy: codes, two clerks apart, a third person, the lock, the release (R5.9, R5.10)."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from python_calamine import CalamineWorkbook

from exams import policies, selectors, services
from exams.documents import MARKING_CODES, RESULT_DATA, SCORE_SUMMARY
from exams.enums import ScoreStatus
from exams.models import MarkingCode, ResultRelease, Score, ScoreEntry
from registration import services as registration
from registration.models import Candidate
from station import documents
from station.enums import Role
from station.identifiers import CODE_ALPHABET
from station.models import AuditEntry, Document, Notification
from station.refusals import NotPermitted, Refused
from tests.factories import exams as make
from tests.factories.sessions import Round
from tests.factories.station import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def codes(ticketed: Round) -> list[MarkingCode]:
    return make.codes_of(ticketed)


# --- codes -----------------------------------------------------------------------------------------------------------------------


def test_every_seat_has_a_code_that_says_nothing_of_it(ticketed: Round, codes: list[MarkingCode]) -> None:
    assert {code.seat for code in codes} == set(make.seats_of(ticketed))
    assert all(len(code.code) == 8 and set(code.code) <= set(CODE_ALPHABET) for code in codes)
    assert make.codes_of(ticketed) == codes, "asking again makes none anew"


def test_the_list_of_codes_is_closed_to_clerks_whatever_else_they_are(ticketed: Round, codes: list) -> None:
    site = make.Site()
    document = services.print_marking_codes(assessment=ticketed.assessment, actor=site.custodian, now=make.MARKED)
    both = make_user("both", Role.PAPER_CUSTODIAN, Role.SCORE_CLERK)
    assert MARKING_CODES.may_read(site.custodian, document)
    for who in (both, site.first_clerk, site.adjudicator, site.charlie):
        assert not MARKING_CODES.may_read(who, document)
    assert not any(application.candidate.name in str(document.facts) for application in ticketed.applications)


# --- two clerks, apart ---------------------------------------------------------------------------------------------------------------


def test_one_clerk_does_not_enter_twice_and_a_third_not_at_all(codes: list[MarkingCode]) -> None:
    site, code = make.Site(), codes[0]
    make.enter(code, 80, clerk=site.first_clerk)
    with pytest.raises(Refused, match="您已登过一遍"):
        make.enter(code, 80, clerk=site.first_clerk)
    make.enter(code, 80, clerk=site.second_clerk)
    with pytest.raises(Refused, match="两遍登分已经完成"):
        make.enter(code, 80, clerk=site.third_clerk)
    assert list(ScoreEntry.objects.values_list("round", "entered_by__username")) == [(1, "clerk1"), (2, "clerk2")]


@pytest.mark.parametrize("who", ["director", "affairs", "adjudicator", "custodian", "charlie"])
def test_only_a_score_clerk_enters(codes: list[MarkingCode], who: str) -> None:
    with pytest.raises(NotPermitted):
        make.enter(codes[0], 80, clerk=getattr(make.Site(), who))


def test_points_never_stand_in_the_audit_trail(codes: list[MarkingCode]) -> None:
    make.enter(codes[0], "77.5", clerk=make.Site().first_clerk)
    entry = AuditEntry.objects.get(verb="score.enter")
    assert "77" not in str(entry.facts)
    assert "77" not in str(entry.personal.values)


def test_nothing_is_entered_before_the_sitting_has_begun(codes: list[MarkingCode]) -> None:
    with pytest.raises(Refused, match="尚未开考"):
        services.enter_score(
            marking_code=codes[0], points=80, status="normal", actor=make.Site().first_clerk, now=make.DAY_BEFORE
        )


def test_an_absent_candidate_has_no_points(codes: list[MarkingCode]) -> None:
    make.enter(codes[0], None, clerk=make.Site().first_clerk, status=ScoreStatus.ABSENT)
    with pytest.raises(Refused, match="不填分数"):
        make.enter(codes[1], 0, clerk=make.Site().first_clerk, status=ScoreStatus.ABSENT)
    with pytest.raises(DatabaseError), transaction.atomic():
        ScoreEntry.objects.create(
            marking_code=codes[1], round=1, status="absent", points=3, entered_by=make.Site().first_clerk,
            entered_at=make.MARKED,
        )  # fmt: skip


def test_a_clerk_is_offered_what_is_left_for_that_clerk(codes: list[MarkingCode]) -> None:
    site = make.Site()
    make.enter(codes[0], 80, clerk=site.first_clerk)
    make.enter(codes[0], 80, clerk=site.second_clerk)
    make.enter(codes[1], 80, clerk=site.first_clerk)
    assert list(selectors.codes_to_enter(site.first_clerk, make.MARKED)) == codes[2:]
    assert list(selectors.codes_to_enter(site.second_clerk, make.MARKED)) == codes[1:]
    assert not selectors.codes_to_enter(site.first_clerk, make.DAY_BEFORE).exists()


# --- the third person ------------------------------------------------------------------------------------------------------------------


def test_a_third_person_decides_where_they_differ_and_only_there(codes: list[MarkingCode]) -> None:
    site = make.Site()
    for code, points in ((codes[0], 81), (codes[1], 80)):
        make.enter(code, 80, clerk=site.first_clerk)
        make.enter(code, points, clerk=site.second_clerk)
    assert list(selectors.codes_to_adjudicate()) == [codes[0]]
    decide = {"status": "normal", "points": Decimal("80.5"), "actor": site.adjudicator, "now": make.MARKED}
    with pytest.raises(Refused, match="一致"):
        services.adjudicate_score(marking_code=codes[1], **decide)
    with pytest.raises(Refused, match="尚未完成两遍"):
        services.adjudicate_score(marking_code=codes[2], **decide)
    services.adjudicate_score(marking_code=codes[0], **decide)
    assert not selectors.codes_to_adjudicate().exists()
    with pytest.raises(Refused, match="已经裁定"):
        services.adjudicate_score(marking_code=codes[0], **decide)


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        ((80, "normal"), (80, "normal"), False),
        ((80, "normal"), ("80.5", "normal"), True),
        ((0, "normal"), (None, "absent"), True),
        ((None, "absent"), (None, "absent"), False),
        ((None, "absent"), (None, "misconduct"), True),
    ],
)
def test_the_database_sees_the_same_differences_as_the_rule(
    codes: list[MarkingCode], first: tuple, second: tuple, differ: bool
) -> None:
    make.enter(codes[0], first[0], status=first[1], clerk=make.Site().first_clerk)
    make.enter(codes[0], second[0], status=second[1], clerk=make.Site().second_clerk)
    assert selectors.codes_to_adjudicate().filter(pk=codes[0].pk).exists() == differ


def test_an_adjudicator_who_entered_can_not_decide(codes: list[MarkingCode]) -> None:
    both = make_user("both", Role.SCORE_CLERK, Role.ADJUDICATOR)
    make.enter(codes[0], 80, clerk=both)
    make.enter(codes[0], 70, clerk=make.Site().first_clerk)
    with pytest.raises(Refused, match="第三人"):
        services.adjudicate_score(marking_code=codes[0], points=75, status="normal", actor=both, now=make.MARKED)
    with pytest.raises(DatabaseError), transaction.atomic():
        ScoreEntry.objects.create(marking_code=codes[0], round=3, points=75, entered_by=both, entered_at=make.MARKED)


# --- the lock ---------------------------------------------------------------------------------------------------------------------------


def lock(made: Round) -> int:
    return services.lock_scores(assessment=made.assessment, actor=make.Site().adjudicator, now=make.MARKED)


def test_scores_are_locked_when_all_agree_and_not_before(ticketed: Round) -> None:
    site = make.Site()
    with pytest.raises(Refused, match="还没有编制密号"):
        lock(ticketed)
    codes = make.codes_of(ticketed)
    for code in codes[:-1]:
        make.enter(code, 80, clerk=site.first_clerk)
        make.enter(code, 80, clerk=site.second_clerk)
    with pytest.raises(Refused, match="1 个密号没有完成两遍登分"):
        lock(ticketed)
    make.enter(codes[-1], 80, clerk=site.first_clerk)
    make.enter(codes[-1], 79, clerk=site.second_clerk)
    with pytest.raises(Refused, match="1 个密号两遍登分不一致"):
        lock(ticketed)
    services.adjudicate_score(
        marking_code=codes[-1], points=79, status="normal", actor=site.adjudicator, now=make.MARKED
    )
    assert lock(ticketed) == 4
    assert Score.objects.get(seat=codes[-1].seat).entry.round == 3
    with pytest.raises(Refused, match="已经锁定"):
        lock(ticketed)


def test_a_locked_score_is_not_changed_by_anyone(locked: Round) -> None:
    code = MarkingCode.objects.first()
    with pytest.raises(Refused, match="已经锁定"):
        make.enter(code, 90, clerk=make.Site().third_clerk)
    for model, change in ((Score, {"locked_at": make.LATE}), (ScoreEntry, {"points": 99})):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()


# --- release (R5.9, R5.10) ----------------------------------------------------------------------------------------------------------------


def test_nothing_is_visible_before_the_release(locked: Round) -> None:
    site = make.Site()
    Candidate.objects.filter(pk=locked.applications[0].candidate_id).update(user=site.alice)
    assert selectors.results(locked.assessment) == []
    assert selectors.released_results_of(site.alice) == []
    for who in (site.affairs, site.first_clerk, site.custodian, site.registrar, site.charlie):
        assert not policies.can_read_results(who, released=False)
    assert policies.can_read_results(site.director, released=False)
    make.release(locked)
    assert len(selectors.results(locked.assessment)) == 2
    assert [result.application for result in selectors.released_results_of(site.alice)] == locked.applications[:1]


@pytest.mark.parametrize("who", ["affairs", "adjudicator", "first_clerk", "charlie"])
def test_only_the_director_releases(locked: Round, who: str) -> None:
    with pytest.raises(NotPermitted):
        services.release_results(
            assessment=locked.assessment, reported_on=date(2026, 10, 28), actor=getattr(make.Site(), who),
            now=make.RELEASED,
        )  # fmt: skip


def test_results_are_not_released_before_the_lock(ticketed: Round) -> None:
    make.score_all(ticketed)
    with pytest.raises(Refused, match="还没有锁定"):
        make.release(ticketed)
    assert not ResultRelease.objects.exists()


def test_results_are_released_once(released: Round) -> None:
    with pytest.raises(Refused, match="已经公布"):
        make.release(released)
    with pytest.raises(DatabaseError), transaction.atomic():
        ResultRelease.objects.update(reported_on=date(2026, 11, 1))


def test_candidates_are_told_that_their_results_are_out(locked: Round) -> None:
    alice = make.Site().alice
    Candidate.objects.filter(pk=locked.applications[0].candidate_id).update(user=alice)
    make.release(locked)
    assert Notification.objects.get(recipient=alice, kind="result").url == "/my/results/"


def test_a_subject_below_sixty_fails_the_whole_whatever_the_average(ticketed: Round) -> None:
    points = {"theory": "100", "practical": "59.5"}
    for code in make.codes_of(ticketed):
        subject = code.seat.session_room.exam_session.subject
        for clerk in (make.Site().first_clerk, make.Site().second_clerk):
            make.enter(code, points[subject], clerk=clerk)
    lock(ticketed)
    make.release(ticketed)
    results = selectors.results(ticketed.assessment)
    assert [[item.passed for item in result.subjects] for result in results] == [[True, False]] * 2
    assert [result.passed for result in results] == [False, False]


def test_the_summary_and_the_data_for_the_centre_reconcile(ticketed: Round) -> None:
    site = make.Site()
    codes = make.codes_of(ticketed)
    absent = next(code for code in codes if code.seat.session_room.exam_session.subject == "theory")
    for code in codes:
        for clerk in (site.first_clerk, site.second_clerk):
            if code == absent:
                make.enter(code, None, clerk=clerk, status="absent")
            else:
                make.enter(code, 75, clerk=clerk)
    lock(ticketed)
    release = make.release(ticketed)
    theory, practical = release.document.facts["totals"]
    assert (theory["expected"], theory["normal"], theory["absent"], theory["passed"]) == (2, 1, 1, 1)
    assert (practical["expected"], practical["normal"], practical["passed"]) == (2, 2, 2)
    assert (release.document.facts["passed"], release.document.facts["not_passed"]) == (1, 1)
    with release.data.file.open("rb") as file:
        book = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
    rows = book.get_sheet_by_name("成绩").to_python()
    head, people = rows[0], rows[1:]
    verdicts = [row[head.index("评定")] for row in people]
    assert sorted(verdicts) == ["不合格", "合格"]
    theory_column = [row[head.index("理论知识")] for row in people]
    assert sorted(theory_column) == ["75", "缺考"]
    numbers = {row[head.index("证件号码")] for row in people}
    assert numbers == {application.candidate.identity_number for application in ticketed.applications}


def test_the_papers_are_open_to_those_who_work_with_results(released: Round) -> None:
    site = make.Site()
    summary = Document.objects.get(kind=SCORE_SUMMARY.key)
    data = Document.objects.get(kind=RESULT_DATA.key)
    assert SCORE_SUMMARY.may_read(site.director, summary)
    for who in (site.first_clerk, site.registrar, site.charlie, site.alice):
        assert not SCORE_SUMMARY.may_read(who, summary)
        assert not RESULT_DATA.may_read(who, data)


def test_the_summary_is_drawn_from_its_facts_alone_and_the_same_each_time(released: Round) -> None:
    document = Document.objects.get(kind=SCORE_SUMMARY.key)
    imprint = documents.Imprint(document.serial, document.verification_code, document.issued_at)
    Candidate.objects.update(name="改名")
    with document.file.open("rb") as file:
        assert SCORE_SUMMARY.render(document.facts, imprint).content == file.read()


def test_a_cancelled_candidate_is_not_scored_and_not_listed(ticketed: Round) -> None:
    codes = make.codes_of(ticketed)
    gone = ticketed.applications[0]
    registration.cancel_application(application=gone, reason="替考", actor=make.Site().director, now=make.MARKED)
    mine = [code for code in codes if code.seat.application_subject.application_id == gone.pk]
    with pytest.raises(Refused, match="已停用"):
        make.enter(mine[0], 80, clerk=make.Site().first_clerk)
    make.score_all(ticketed)
    assert lock(ticketed) == 2
    make.release(ticketed)
    assert [result.application for result in selectors.results(ticketed.assessment)] == ticketed.applications[1:]


def test_a_subject_passed_before_is_kept_when_the_other_is_sat_again(released: Round) -> None:
    from registration.models import Application

    first = released.applications[0]
    kept = selectors.kept_subjects([Application.objects.select_related("offering__assessment").get(pk=first.pk)])
    assert kept == {}, "an assessment does not keep its own results"
    later = Application.objects.select_related("offering__assessment").get(pk=first.pk)
    later.offering.assessment.exam_date = date(2027, 5, 8)
    assert selectors.kept_subjects([later]) == {later.pk: frozenset({"theory", "practical"})}
    later.offering.assessment.exam_date = date(2027, 10, 29)
    assert selectors.kept_subjects([later]) == {}, "a year after the report it has lapsed"
