"""Rosters and photographs of whole groups, as a verb and as a command (R2.1, R2.4)."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from registration import selectors, services
from registration.enums import ApplicationState, Channel
from registration.models import Application, Candidate, ImportBatch
from registration.services import RosterUnreadable
from station import clock
from station.enums import Level
from station.models import AuditEntry
from station.papers import plain_zip
from station.refusals import NotPermitted, Refused
from tests.factories import registration as made
from tests.factories.registration import AFTER, OPEN, Counter, identity_number
from tests.factories.station import make_occupation

pytestmark = pytest.mark.django_db

HEAD = "姓名,证件号码,手机号码,申报职业,申报等级,工作单位,理论考试,操作技能考试"


def line(serial: int, **changes: str) -> str:
    said = {
        "name": "张王李赵刘"[serial % 5] + "明华丽强伟"[serial // 5 % 5],
        "number": identity_number(serial),
        "mobile": f"139{serial:08d}",
        "occupation": "电工",
        "level": "四级",
        "employer": "某某公司",
        "theory": "新考",
        "practical": "新考",
        **changes,
    }
    return ",".join(said.values())


def csv(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines]).encode()


def imported(assessment: object, content: bytes, **options: object) -> services.ImportReport:
    said = {"file_name": "名单.csv", "actor": Counter().officer, "now": OPEN, **options}
    return services.import_roster(assessment=assessment, content=content, **said)  # type: ignore[arg-type]


def test_every_row_is_accounted_for_and_the_good_ones_are_taken_in() -> None:
    assessment = made.open_assessment()
    report = imported(assessment, csv(line(1), line(2, mobile="123"), line(3), line(3)))
    assert (report.read, report.accepted, report.rejected, report.duplicate) == (4, 2, 1, 1)
    batch = report.batch
    assert batch is not None
    assert [row.verdict for row in batch.rows.all()] == ["accepted", "rejected", "accepted", "duplicate"]
    taken = Application.objects.get(imported_rows__row=2)
    assert (taken.state, taken.channel, taken.entered_by) == (
        ApplicationState.SUBMITTED,
        Channel.IMPORT,
        Counter().officer,
    )
    assert taken.number
    assert taken.declared_at == OPEN


def test_a_preview_writes_nothing() -> None:
    assessment, officer = made.open_assessment(), Counter().officer
    entries = AuditEntry.objects.count()
    report = imported(assessment, csv(line(1)), dry_run=True, actor=officer)
    assert report.accepted == 1
    assert not Application.objects.exists()
    assert not Candidate.objects.exists()
    assert not ImportBatch.objects.exists()
    assert AuditEntry.objects.count() == entries


def test_the_same_file_twice_changes_nothing() -> None:
    assessment = made.open_assessment()
    imported(assessment, csv(line(1), line(2)))
    before = (Application.objects.count(), ImportBatch.objects.count(), AuditEntry.objects.count())
    again = imported(assessment, csv(line(1), line(2)))
    assert (again.accepted, again.duplicate, again.batch) == (0, 2, None)
    assert (Application.objects.count(), ImportBatch.objects.count(), AuditEntry.objects.count()) == before


def test_a_known_number_under_another_name_is_rejected_with_the_first_standing() -> None:
    assessment = made.open_assessment()
    made.draft(assessment.offerings.get(), 1)
    report = imported(assessment, csv(line(1, name="冒名者")))
    assert report.rejected == 1
    assert "另一姓名" in report.rows[0].reason


def test_who_sits_subjects_again_sits_those_only() -> None:
    assessment = made.open_assessment()
    imported(assessment, csv(line(1, theory="补考", practical="")))
    subjects = Application.objects.get().subjects.all()
    assert [(row.subject, row.attempt) for row in subjects] == [("theory", "retake")]


@pytest.mark.parametrize("moment", [made.REGISTRATION_FROM.replace(hour=7), AFTER])
def test_outside_the_announced_window_nothing_is_imported(moment) -> None:
    assessment = made.open_assessment()
    for dry_run in (True, False):
        with pytest.raises(Refused) as refused:
            imported(assessment, csv(line(1)), now=moment, dry_run=dry_run)
        assert refused.value.reasons[0].clause == "R2.1"


def test_outside_the_announced_scope_a_row_is_rejected() -> None:
    assessment = made.open_assessment(audience="institution")
    report = imported(assessment, csv(line(1), line(2, employer="山东职业学院2024级机电1班")))
    assert [row.verdict.value for row in report.rows] == ["rejected", "accepted"]
    assert "适应范围" in report.rows[0].reason


def test_rows_beyond_the_announced_places_are_rejected_in_the_order_of_the_file() -> None:
    assessment = made.open_assessment(capacity=1)
    report = imported(assessment, csv(line(1), line(2)))
    assert [row.verdict.value for row in report.rows] == ["accepted", "rejected"]
    assert "名额" in report.rows[1].reason


def test_a_group_contact_imports_their_people_and_the_cashier_nobody() -> None:
    assessment = made.open_assessment()
    with pytest.raises(NotPermitted):
        imported(assessment, csv(line(1)), actor=Counter().cashier)
    imported(assessment, csv(line(1)), actor=Counter().group_contact)
    assert Application.objects.get().entered_by == Counter().group_contact


def test_what_is_no_list_of_people_says_where_it_fails() -> None:
    with pytest.raises(RosterUnreadable) as unreadable:
        imported(made.open_assessment(), "职业,等级\n电工,四级\n".encode())
    assert "姓名" in str(unreadable.value)


def test_a_past_import_gives_its_workbook_back_with_the_answers_of_then() -> None:
    assessment = made.open_assessment()
    report = imported(assessment, csv(line(1), line(2, mobile="123")))
    assert report.batch is not None
    content = services.annotated_batch(batch=report.batch, actor=Counter().officer, now=OPEN)
    sheet = load_workbook(io.BytesIO(content)).active
    remarks = [row[-1] for row in sheet.iter_rows(values_only=True)]
    assert remarks[0] == "修改意见"
    assert remarks[1].startswith("可以导入")
    assert remarks[2].startswith("退回修改")
    with pytest.raises(NotPermitted):
        services.annotated_batch(batch=report.batch, actor=Counter().group_contact, now=OPEN)


def test_every_photograph_and_every_person_is_accounted_for() -> None:
    assessment = made.open_assessment()
    imported(assessment, csv(line(1), line(2), line(3)))
    archive = plain_zip(
        {
            f"照片/{identity_number(1)}.jpg": made.portrait(1),
            f"照片/{identity_number(2)}.jpg": made.portrait(2, size=(100, 140)),
            f"照片/{identity_number(99)}.jpg": made.portrait(9),
            "__MACOSX/._x.jpg": b"junk",
        }
    )
    report = services.attach_photos(assessment=assessment, content=archive, actor=Counter().officer, now=OPEN)
    assert (len(report.attached), len(report.rejected), len(report.unknown), len(report.passed_over)) == (1, 1, 1, 1)
    assert len(report.missing) == 2
    again = services.attach_photos(assessment=assessment, content=archive, actor=Counter().officer, now=OPEN)
    assert len(again.missing) == 2
    assert sum(candidate.photos.count() for candidate in Candidate.objects.all()) == 1
    with pytest.raises(Refused):
        services.attach_photos(assessment=assessment, content=b"no zip", actor=Counter().officer, now=OPEN)


def test_importing_costs_no_more_reads_for_the_known_than_for_one(django_assert_max_num_queries) -> None:
    """A preview asks the database by portions, never by row."""
    assessment = made.open_assessment()
    imported(assessment, csv(*(line(serial) for serial in range(1, 4))))
    with django_assert_max_num_queries(16):
        imported(assessment, csv(*(line(serial) for serial in range(1, 120))), dry_run=True)


def test_a_longer_roster_takes_no_more_statements() -> None:
    """R2.4: people, applications, subjects, numbers and audit rows are written by the hundred."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for first, last in ((1, 1), (2, 4), (10, 21)):
        assessment = made.open_assessment()
        with CaptureQueriesContext(connection) as captured:
            imported(assessment, csv(*(line(serial) for serial in range(first, last + 1))))
        counts.append(len(captured))
    assert counts[1] == counts[2]


def test_numbers_follow_the_order_of_the_file_without_a_gap() -> None:
    assessment = made.open_assessment()
    imported(assessment, csv(line(1), line(2, mobile="123"), line(3)))
    imported(assessment, csv(line(4)))
    numbers = Application.objects.order_by("id").values_list("number", flat=True)
    assert list(numbers) == [f"{assessment.code}-{serial:04d}" for serial in (1, 2, 3)]


def test_somebody_who_stands_there_for_two_levels_is_one_person_and_what_was_said_last_counts() -> None:
    assessment = made.open_assessment((make_occupation("电工"), Level.FOUR), (make_occupation("电工"), Level.THREE))
    report = imported(assessment, csv(line(1), line(1, level="三级", mobile="13800000000")))
    assert report.accepted == 2
    assert Candidate.objects.get().mobile == "13800000000"
    assert Application.objects.count() == 2
    verbs = list(
        AuditEntry.objects.filter(verb__startswith="candidate.").order_by("sequence").values_list("verb", flat=True)
    )
    assert verbs == ["candidate.register", "candidate.amend"]


def test_somebody_on_record_is_taken_as_they_are_with_what_the_roster_says_anew() -> None:
    first = made.open_assessment()
    imported(first, csv(line(1)))
    imported(made.open_assessment(), csv(line(1, mobile="13800000000", employer="新单位")))
    candidate = Candidate.objects.get()
    assert (candidate.mobile, candidate.employer) == ("13800000000", "新单位")
    assert candidate.applications.count() == 2


# --- the command ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def demo_open() -> object:
    assessment = made.open_assessment((make_occupation("电工"), Level.FOUR), code="DEMO-OPEN")
    clock.move_to(OPEN, frozen=True)
    return assessment


def run(*arguments: str, **options: object) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_applications", *arguments, stdout=out, stderr=err, **options)
    except SystemExit as left:
        return int(left.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_the_command_answers_with_one_document_and_0_when_all_is_well(demo_open, tmp_path: Path) -> None:
    file = tmp_path / "名单.csv"
    file.write_bytes(csv(line(1), line(2)))
    code, out, err = run("DEMO-OPEN", str(file), "--json")
    answer = json.loads(out)
    assert code == 0
    assert err == ""
    assert {key: answer[key] for key in ("read", "accepted", "rejected", "duplicate")} == {
        "read": 2, "accepted": 2, "rejected": 0, "duplicate": 0,
    }  # fmt: skip
    assert set(answer["rows"][0]) >= {"row", "name", "verdict", "field", "reason"}
    assert [row["row"] for row in answer["rows"]] == [2, 3]
    assert identity_number(1) not in out
    assert Application.objects.get(candidate__name=answer["rows"][0]["name"]).entered_by is None


def test_the_command_leaves_with_1_when_something_was_rejected(demo_open, tmp_path: Path) -> None:
    file, remarks = tmp_path / "名单.csv", tmp_path / "意见.xlsx"
    file.write_bytes(csv(line(1), line(2, mobile="123")))
    code, out, _ = run("DEMO-OPEN", str(file), "--dry-run", "--annotate", str(remarks), "--json")
    assert code == 1
    assert json.loads(out)["rejected"] == 1
    assert load_workbook(remarks).active.max_row == 3
    assert not Application.objects.exists()


def test_the_command_says_in_its_answer_why_a_whole_file_was_refused(demo_open, tmp_path: Path) -> None:
    file = tmp_path / "名单.csv"
    file.write_bytes("职业,等级\n电工,四级\n".encode())
    code, out, err = run("DEMO-OPEN", str(file), "--json")
    assert code == 1
    assert "姓名" in json.loads(out)["error"]
    assert "姓名" in err


def test_the_command_is_refused_after_the_window(demo_open, tmp_path: Path) -> None:
    clock.move_to(AFTER, frozen=True)
    file = tmp_path / "名单.csv"
    file.write_bytes(csv(line(1)))
    code, out, _ = run("DEMO-OPEN", str(file), "--json")
    assert code == 1
    assert "截止" in json.loads(out)["error"]


def test_the_command_leaves_with_2_when_the_call_was_wrong(demo_open, tmp_path: Path) -> None:
    file = tmp_path / "名单.csv"
    file.write_bytes(csv(line(1)))
    assert run("NO-SUCH", str(file))[0] == 2
    assert run("DEMO-OPEN", str(tmp_path / "missing.csv"))[0] == 2
    assert run("DEMO-OPEN", str(file), "--as", "nobody")[0] == 2
    assert run("DEMO-OPEN", str(file), "--annotate", str(tmp_path / "no" / "folder.xlsx"))[0] == 2
    assert not Application.objects.exists()


def test_the_command_may_act_for_somebody_who_has_the_right(demo_open, tmp_path: Path) -> None:
    file = tmp_path / "名单.csv"
    file.write_bytes(csv(line(1)))
    assert run("DEMO-OPEN", str(file), "--as", Counter().cashier.username)[0] == 1
    assert run("DEMO-OPEN", str(file), "--as", Counter().officer.username)[0] == 0
    assert selectors.applications_of(demo_open).get().entered_by == Counter().officer
