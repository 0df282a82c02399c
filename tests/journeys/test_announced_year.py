"""A year's announcements in the browser: made, published, corrected, moved to another day and withdrawn (R1, R4.2)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import year_announcing, year_changing, year_counting
from tests.journeys.announced_year import AnnouncedYear
from tests.journeys.desk import PHONE, Desk


@pytest.fixture
def phone(browser: Browser, base_url: str) -> Iterator[Page]:
    context = browser.new_context(base_url=base_url, viewport=PHONE, java_script_enabled=False, locale="zh-CN")
    yield context.new_page()
    context.close()


def test_a_years_announcements_are_published_corrected_moved_and_withdrawn(
    page: Page, phone: Page, base_url: str
) -> None:
    year = AnnouncedYear(Desk(page), phone, base_url)
    year.open_the_station()
    year_announcing.the_year_is_planned_and_announced(year)
    year_announcing.the_assessment_is_prepared(year)
    year_announcing.another_assessment_is_announced(year)
    year_announcing.anybody_may_read_it(year)
    year_announcing.a_question_becomes_one_of_the_frequent_ones(year)

    year_changing.two_people_apply(year)
    year_changing.a_correction_is_published(year)
    year_changing.the_public_sees_what_was_and_what_is(year)
    year_changing.nobody_goes_on_before_acknowledging(year)
    year_changing.the_other_answers_at_the_counter(year)
    year_changing.the_filing_window_passes(year)
    year_changing.the_day_is_moved(year)
    year_changing.one_leaves_and_is_paid_back(year)
    year_changing.the_other_stays(year)
    year_changing.an_assessment_is_withdrawn(year)

    year_counting.next_years_notice_is_entered_and_confirmed(year)
