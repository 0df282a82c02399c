"""Numbering, clock, roles, encryption, identifiers, documents, jobs, notifications."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from station import clock, documents, identifiers, jobs, notifications, numbering, profile, roles, services
from station.crypto import blind_index, mask_identity, mask_mobile
from station.enums import Category, Level, Role
from station.models import AuditEntry, Document, EmailDelivery, Job, Notification, ProfileValue
from station.refusals import NotPermitted, Refused
from tests.factories.station import NOW, make_charlie, make_user

pytestmark = pytest.mark.django_db


def render(facts, imprint):
    return documents.Rendered(f"{facts['who']} {imprint.serial}".encode(), pages=1)


documents.register(documents.DocumentKind("test.paper", "试用文书", "SY", render))


class TestNumbering:
    def test_numbers_have_no_gaps_and_start_anew_each_period(self):
        with transaction.atomic():
            assert [numbering.take("test", 2026) for _ in range(3)] == [1, 2, 3]
            assert numbering.take("test", 2027) == 1
            assert list(numbering.take_many("test", 2027, count=3)) == [2, 3, 4]
            assert numbering.take("test", 2027) == 5
        assert numbering.last("test", 2026) == 3

    def test_a_transaction_that_fails_gives_its_number_back(self):
        def take_and_fail() -> None:
            with transaction.atomic():
                numbering.take("test", 2026)
                raise RuntimeError("undone")

        with pytest.raises(RuntimeError):
            take_and_fail()
        with transaction.atomic():
            assert numbering.take("test", 2026) == 1


class TestClock:
    def test_the_moved_clock_goes_on_running(self):
        clock.move_to(NOW)
        first, second = clock.now(), clock.now()
        assert NOW <= first <= second < NOW + timedelta(minutes=1)
        assert clock.is_moved()

    def test_a_frozen_clock_stands_still(self):
        clock.move_to(NOW, frozen=True)
        assert clock.now() == NOW

    def test_where_it_cant_be_moved_it_is_refused_and_ignored(self, settings):
        clock.move_to(NOW, frozen=True)
        settings.CLOCK_MOVABLE = False
        assert clock.now() > NOW
        assert not clock.is_moved()
        with pytest.raises(Refused, match="不可拨动"):
            clock.move_to(NOW)

    def test_a_day_is_a_day_in_shanghai(self):
        assert clock.local_date(datetime(2026, 9, 8, 16, 0, tzinfo=UTC)).isoformat() == "2026-09-09"
        assert clock.end_of(clock.local_date(NOW)) - clock.at(clock.local_date(NOW)) == timedelta(days=1)


class TestRoles:
    def test_one_person_may_hold_several(self):
        user = make_user("three", Role.ANNOUNCEMENT_OFFICER, Role.REGISTRATION_OFFICER, Role.EXAM_AFFAIRS_OFFICER)
        assert user.role_labels == ["公告员", "报名受理员", "考务员"]

    @pytest.mark.parametrize(
        ("held", "wanted"),
        [
            (Role.CASHIER, Role.ACCOUNTANT),
            (Role.ADMINISTRATOR, Role.DIRECTOR),
            (Role.DIRECTOR, Role.AUDITOR),
            (Role.CANDIDATE, Role.EXAMINER),
        ],
    )
    def test_duties_that_must_stay_apart_are_refused_either_way_round(self, held, wanted):
        for first, second in ((held, wanted), (wanted, held)):
            user = make_user("", first)
            with pytest.raises(Refused, match="不能授予角色"):
                roles.grant_role(user=user, role=second, actor=None, now=NOW)

    def test_only_an_administrator_grants_and_never_to_himself(self):
        admin, other = make_user("admin", Role.ADMINISTRATOR), make_user("other")
        roles.grant_role(user=other, role=Role.CASHIER, actor=admin, now=NOW)
        assert other.has_role(Role.CASHIER)
        with pytest.raises(Refused, match="不得给自己"):
            roles.grant_role(user=admin, role=Role.DIRECTOR, actor=admin, now=NOW)
        with pytest.raises(NotPermitted):
            roles.grant_role(user=admin, role=Role.DIRECTOR, actor=other, now=NOW)

    def test_a_role_taken_back_is_kept_on_record(self):
        admin, other = make_user("admin", Role.ADMINISTRATOR), make_user("other", Role.CASHIER)
        grant = other.role_grants.get()
        roles.revoke_role(grant=grant, actor=admin, now=NOW)
        assert not other.has_role(Role.CASHIER)
        grant.refresh_from_db()
        assert grant.revoked_by == admin


class TestWords:
    def test_levels_carry_both_words_and_sort_by_rank_not_by_digit(self):
        assert Level.FOUR.label == "四级/中级工"
        assert [level.value for level in sorted(Level, key=lambda level: level.rank)] == [5, 4, 3, 2, 1]

    def test_unified_assessments_are_filed_22_working_days_ahead_all_others_10(self):
        assert {item.value: item.filing_working_days for item in Category} == {
            "ordinary": 10,
            "national_unified": 22,
            "provincial_unified": 22,
            "competence_test": 22,
            "international": 22,
        }

    def test_profile_values_fall_back_to_the_shipped_default(self):
        assert profile.value("pass_mark") == 60
        assert set(profile.LABELS) == set(profile.DEFAULTS)


class TestPersonalValues:
    def test_identity_numbers_are_masked(self):
        assert mask_identity("370102199001011234") == "370102********1234"
        assert mask_mobile("13812345678") == "138****5678"
        assert "8" not in mask_identity("H12345678")[2:-2]

    def test_the_index_finds_equals_and_tells_nothing(self):
        assert blind_index("1", "a") == blind_index("1", "a")
        assert len({blind_index("1", "a"), blind_index("1", "b"), blind_index("2", "a")}) == 3


class TestIdentifiers:
    def test_a_seed_repeats_them_and_without_one_they_never_repeat(self):
        def draw():
            return identifiers.new_public_id(), identifiers.new_code()

        with identifiers.seeded(1):
            first = draw()
        with identifiers.seeded(1):
            assert draw() == first
        assert draw() != draw()


class TestDocuments:
    def issue(self, **values):
        return documents.issue(
            kind="test.paper", title="试用文书", facts={"who": "王芳", "on": NOW.date()}, actor=None, now=NOW, **values
        )

    def test_serials_follow_one_another_and_facts_are_frozen_encrypted(self):
        first, second = self.issue(), self.issue()
        assert [first.serial, second.serial] == ["SY-2026-0001", "SY-2026-0002"]
        with first.file.open() as stored:
            assert stored.read() == "王芳 SY-2026-0001".encode()
        with connection.cursor() as cursor:
            cursor.execute("SELECT facts FROM station_document")
            assert all("王芳" not in row[0] for row in cursor.fetchall())

    def test_an_issued_paper_cant_be_changed_or_deleted(self):
        self.issue()
        for statement in ("UPDATE station_document SET title = ''", "DELETE FROM station_document"):
            with (
                pytest.raises(DatabaseError, match="issued document"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)

    def test_whether_it_stands_follows_from_what_came_after(self):
        first = self.issue()
        second = self.issue(supersedes=first)
        assert documents.verify_code(first.verification_code).standing == "superseded"
        assert documents.verify_code(second.verification_code).standing == "current"
        documents.withdraw(document=second, reason="填写有误", actor=make_user("director"), now=NOW)
        assert documents.verify_code(second.verification_code.lower()).standing == "withdrawn"
        assert documents.verify_code("NOSUCHCODE22") is None

    def test_the_public_page_behind_the_code_says_nothing_personal(self, client):
        document = self.issue()
        page = client.get(f"/verify/{document.verification_code}/")
        assert page.status_code == 200
        assert document.serial in page.content.decode()
        assert "王芳" not in page.content.decode()
        assert client.get("/verify/NOSUCHCODE22/").status_code == 404

    def test_a_paper_is_read_only_by_those_it_is_open_to(self, client):
        document = self.issue()
        client.force_login(make_charlie())
        assert client.get(f"/documents/{document.public_id}/").status_code == 403
        client.force_login(make_user("alice", Role.CANDIDATE))
        assert client.get(f"/documents/{document.public_id}/").status_code == 404
        assert client.get(f"/papers/{document.public_id}/").status_code == 404


class TestJobs:
    @pytest.fixture(autouse=True)
    def work(self):
        def count_to(job, progress):
            limit = job.parameters["limit"]
            if limit == 0:
                raise Refused("不能计数", "上限为零")
            for number in range(limit):
                progress(number + 1, limit, "计数")
            return jobs.Outcome({"counted": limit}, url="/desk/")

        jobs.register("test.count", count_to)

    def run(self, limit):
        job = jobs.enqueue(kind="test.count", title="计数", parameters={"limit": limit}, actor=None, now=NOW)
        jobs.run(job.pk)
        return Job.objects.get(pk=job.pk)

    def test_a_job_ends_with_its_result_and_may_be_run_again_without_harm(self):
        job = self.run(4)
        assert (job.status, job.percent, job.done, job.result) == ("done", 100, 4, {"counted": 4})
        before = job.finished_at
        jobs.run(job.pk)
        assert Job.objects.get(pk=job.pk).finished_at == before

    def test_a_refusal_is_the_job_s_answer(self):
        job = self.run(0)
        assert (job.status, job.error) == ("failed", "不能计数：上限为零")

    def test_a_broken_job_says_so_without_a_traceback(self):
        job = jobs.enqueue(kind="test.count", title="计数", parameters={}, actor=None, now=NOW)
        with pytest.raises(KeyError):
            jobs.run(job.pk)
        assert "KeyError" not in Job.objects.get(pk=job.pk).error


class TestNotifications:
    def test_told_once_with_a_key_and_mailed_at_most_once(self, django_capture_on_commit_callbacks):
        user = make_user("clerk", Role.CASHIER)
        user.email = "clerk@demo.invalid"
        user.save()
        with django_capture_on_commit_callbacks(execute=False):
            for _ in range(2):
                notifications.notify([user], kind="test", text="有一笔待收", now=NOW, key="once")
        assert Notification.objects.count() == 1
        delivery = EmailDelivery.objects.get()
        notifications.send_email(delivery.pk)
        notifications.send_email(delivery.pk)
        assert len(mail.outbox) == 1
        assert list(notifications.holders_of(Role.CASHIER)) == [user]

    def test_a_title_in_two_lines_is_one_line_on_the_e_mail(self, django_capture_on_commit_callbacks):
        user = make_user("clerk", Role.CASHIER)
        user.email = "clerk@demo.invalid"
        user.save()
        with django_capture_on_commit_callbacks(execute=False):
            notifications.notify([user], kind="test", text="更正公告\nBcc: somebody@demo.invalid", now=NOW)
        notifications.send_email(EmailDelivery.objects.get().pk)
        (letter,) = mail.outbox
        assert letter.subject.endswith("：更正公告 Bcc: somebody@demo.invalid")
        assert letter.recipients() == ["clerk@demo.invalid"]
        assert EmailDelivery.objects.get().sent_at


def test_nobody_reads_the_trail_but_auditor_and_director(client):
    assert client.get("/desk/audit/").status_code == 302
    client.force_login(make_charlie())
    assert client.get("/desk/audit/").status_code == 403
    client.force_login(make_user("auditor", Role.AUDITOR))
    assert client.get("/desk/audit/").status_code == 200
    assert AuditEntry.objects.exists()
    assert not Document.objects.exists()


def test_a_changed_rule_value_is_a_new_version_and_the_old_one_stays():
    admin = make_user("admin", Role.ADMINISTRATOR)
    before = ProfileValue.objects.filter(key="pass_mark").count()
    for value in (60, 65):
        services.set_profile_value(
            key="pass_mark",
            value=value,
            basis="本所文件（示例）",
            certainty="H",
            valid_from=NOW.date(),
            actor=admin,
            now=NOW,
        )
    assert profile.value("pass_mark", on=NOW.date()) == 65
    assert ProfileValue.objects.filter(key="pass_mark").count() == before + 2
    with pytest.raises(NotPermitted):
        services.set_profile_value(
            key="pass_mark", value=1, basis="x", certainty="H", valid_from=NOW.date(), actor=make_charlie(), now=NOW
        )
