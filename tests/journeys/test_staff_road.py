"""Staff carry one assessment over the whole road in the browser, each act by the person whose duty it is."""

from pathlib import Path

from playwright.sync_api import Page

from tests.journeys import staff_announcing, staff_filing, staff_registering
from tests.journeys.desk import Desk
from tests.journeys.round import Round


def test_staff_carry_one_assessment_from_the_annual_plan_to_the_certificates(page: Page, tmp_path: Path) -> None:
    round_ = Round(Desk(page), tmp_path)

    staff_announcing.the_year_is_planned_and_announced(round_)
    staff_announcing.the_assessment_is_announced(round_)

    staff_registering.one_applies_at_the_counter(round_)
    staff_registering.a_school_sends_its_list(round_)
    staff_registering.originals_are_sighted_and_applications_accepted(round_)
    staff_registering.the_cashier_takes_the_fees(round_)
    staff_registering.registration_is_closed(round_)

    staff_filing.the_plan_is_made_and_approved(round_)
    staff_filing.the_package_is_built_and_filed(round_)
    staff_filing.the_centre_answers_and_is_paid(round_)
