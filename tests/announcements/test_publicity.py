"""The log of publicity work between publication and registration (R1.4)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from announcements import services
from announcements.models import Assessment, PublicityEntry
from station import clock
from station.refusals import NotPermitted, Refused
from tests.factories.announcements import ANNOUNCED, Desk
from tests.factories.noticeboard import hang_up
from tests.factories.station import make_charlie

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment() -> Assessment:
    return hang_up()[0].assessment


def log(assessment: Assessment, on: date = date(2026, 9, 1), **values) -> PublicityEntry:
    values = {"channel": "校内公告栏", "note": "张贴公告", "actor": Desk().officer, "now": ANNOUNCED} | values
    return services.log_publicity(assessment=assessment, on=on, **values)


@pytest.mark.parametrize("on", [date(2026, 8, 31), date(2026, 9, 2)])
def test_publicity_is_logged_after_publication_and_not_ahead(assessment: Assessment, on: date) -> None:
    with pytest.raises(Refused) as refusal:
        log(assessment, on)
    assert [reason.field for reason in refusal.value.reasons] == ["on"]


def test_publicity_work_is_on_record(assessment: Assessment) -> None:
    log(assessment)
    assert PublicityEntry.objects.get().by == Desk().officer
    with pytest.raises(NotPermitted):
        log(assessment, actor=make_charlie())


def test_before_the_announcement_there_is_nothing_to_make_known() -> None:
    with pytest.raises(Refused, match="还没有公告"):
        log(hang_up(announced_at=None)[0].assessment)


# --- pages --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def officer(client: Client) -> Client:
    clock.move_to(ANNOUNCED, frozen=True)
    client.force_login(Desk().officer)
    return client


def address(assessment: Assessment, name: str = "publicity_log") -> str:
    return reverse(f"announcements:{name}", args=[assessment.public_id])


def test_publicity_is_logged_at_the_desk_and_printed(officer: Client, assessment: Assessment) -> None:
    values = {"on": "2026-09-01", "channel": "社区广播", "note": "每天两次"}
    assert "报名开始前的宣传还没有登记" in officer.get(address(assessment)).content.decode()
    assert officer.post(address(assessment), values).url == address(assessment)
    page = officer.get(address(assessment)).content.decode()
    assert [part in page for part in ("每天两次", "报名开始前已登记1条", '<option value="社区广播">')] == [True] * 3
    refused = officer.post(address(assessment), values | {"on": "2026-09-02"}).content.decode()
    assert [part in refused for part in ("日期在今天以后", 'value="社区广播"')] == [True] * 2
    assert "每天两次" in officer.get(address(assessment, "publicity_print")).content.decode()


@pytest.mark.parametrize(("name", "queries"), [("publicity_log", 12), ("publicity_print", 9)])
@pytest.mark.parametrize("count", [1, 3])
def test_the_log_costs_the_same_for_one_and_for_three(
    officer: Client, assessment: Assessment, name: str, queries: int, count: int, django_assert_num_queries
) -> None:
    for _ in range(count):
        log(assessment)
    officer.get(address(assessment, name))
    with django_assert_num_queries(queries):
        officer.get(address(assessment, name))


def test_nothing_is_logged_on_the_page_of_what_is_not_announced(officer: Client) -> None:
    page = officer.get(address(hang_up(announced_at=None)[0].assessment)).content.decode()
    assert "公告还没有发布" in page
    assert "<datalist" not in page
