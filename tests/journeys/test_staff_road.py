"""Staff carry one assessment over the whole road in the browser, each act by the person whose duty it is."""

from pathlib import Path

from django.core.management import call_command
from playwright.sync_api import Page

from tests.journeys import staff_announcing, staff_certifying, staff_filing, staff_holding, staff_registering
from tests.journeys.desk import Desk
from tests.journeys.round import Round


def test_staff_carry_one_assessment_from_the_annual_plan_to_the_certificates(page: Page, tmp_path: Path) -> None:
    round_ = Round(Desk(page), tmp_path)
    round_.open_the_station()

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

    staff_holding.the_notice_arrives_and_everything_is_prepared(round_)
    staff_holding.tickets_and_charts_are_printed_and_given_out(round_)
    staff_holding.the_staff_are_briefed_and_the_papers_stored(round_)
    staff_holding.the_theory_test_is_held(round_)
    staff_holding.the_practical_test_is_held(round_)
    staff_holding.scores_are_entered_twice_and_settled(round_)
    staff_holding.results_are_locked_and_released(round_)

    staff_certifying.the_dossier_is_sent_and_confirmed(round_)
    staff_certifying.the_centre_stamps_and_sends_the_numbers(round_)
    staff_certifying.certificates_are_proof_read_and_handed_out(round_)
    staff_certifying.all_six_stages_are_done(round_)
    staff_certifying.anybody_may_look_the_certificate_up(round_)

    call_command("verify_audit")
