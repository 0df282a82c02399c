"""What the applicant's pages tell and refuse: standing, scope, saving for later, subjects, the undertaking (R2.1, R2.5)."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from announcements.enums import Audience
from announcements.models import Offering
from registration import kept_results, selectors, services
from registration.enums import ApplicationState, Attempt, MaterialKind, SightingMode
from registration.journey import LaterStep, deadline_of
from registration.models import Application, Candidate, Material
from registration.rules import KeptResult
from registration.standing import standing_of
from station import clock, documents
from station.enums import Level
from station.models import Document, ProfileValue
from station.refusals import Refused
from tests.factories.announcements import REGISTRATION_UNTIL
from tests.factories.applicants import browser_of, make_applicant
from tests.factories.registration import (
    AFTER,
    OPEN,
    Counter,
    accepted,
    draft,
    open_assessment,
    open_offering,
    paid,
    scan_pdf,
    submitted,
)
from tests.factories.station import make_occupation

INSIDE, OUTSIDE = "山东职业学院", "某某公司"


def url(name: str, application: Application) -> str:
    return reverse(f"registration:my_application{name}", args=[application.public_id])


def allow_undertakings() -> None:
    ProfileValue.objects.create(
        key="originals.undertaking_allowed", value=True, basis="示例", certainty="GK", valid_from=date(2026, 1, 1)
    )


def submit(application: Application) -> Application:
    return services.submit_application(application=application, actor=application.candidate.user, now=OPEN)


# --- where it stands, and what can be done ---------------------------------------------------------------------------


def told(application: Application, **how: object) -> tuple[str, str, str]:
    standing = standing_of(application, now=how.pop("now", OPEN), **how)
    assert standing.possible, "there is always something to do, if only to call"
    return standing.text, standing.meaning, "".join(each.text for each in standing.possible)


def test_every_state_says_what_it_means_and_what_can_be_done(offering: Offering) -> None:
    application = draft(offering, 1)
    assert "请于2026年9月25日（周五）24:00前提交" in told(application)[1]
    assert "没有提交" in told(application, now=REGISTRATION_UNTIL)[1]
    word, meaning, possible = told(submitted(offering, 2))
    assert (word, "锁定" in meaning, "撤回" in possible, "原件" in possible) == ("待审核", True, True, True)
    word, _, possible = told(accepted(offering, 3))
    assert (word, "缴费" in possible) == ("审核通过待缴费", True)
    assert "没有缴费记录" in told(accepted(offering, 4), is_closed=True)[1]
    word, _, possible = told(paid(offering, 5))
    assert (word, "不能自行撤回" in possible) == ("已缴费", True)


def test_when_the_certificate_is_taken_nothing_more_is_asked_of_anybody(offering: Offering) -> None:
    application = paid(offering, 1)
    taken = {"certificate": {application.pk: LaterStep("done", state="证书已领取")}}
    word, meaning, possible = told(application, later=taken)
    assert (word, meaning) == ("证书已领取", "各步都已办完，证书已领取。")
    assert "撤回" not in possible


def test_what_was_returned_names_its_own_end_and_keeps_its_place(offering: Offering) -> None:
    application = submitted(offering)
    until = clock.at(date(2026, 9, 30), 0)
    services.return_application(application=application, actor=Counter().officer, now=OPEN, reason="请改", until=until)
    application.refresh_from_db()
    assert deadline_of(application) == until
    word, meaning, _possible = told(application, now=REGISTRATION_UNTIL)
    assert (word, "名额仍为您保留" in meaning, "2026年9月29日（周二）24:00" in meaning) == ("退回修改", True, True)
    assert "补正期限已于" in told(application, now=until)[1]
    assert "确有正当理由" in told(application, now=until)[2]


def test_who_was_refused_cancelled_or_withdrew_is_told_the_way_that_is_left(offering: Offering) -> None:
    refused = submitted(offering, 1)
    services.refuse_application(application=refused, actor=Counter().officer, now=OPEN, reason="年限不足")
    assert "可以改报其他职业、等级" in told(refused)[2]
    withdrawn = submitted(offering, 2)
    services.withdraw_application(application=withdrawn, actor=Counter().officer, now=OPEN)
    assert "可以重新填报这一项" in told(withdrawn)[2]
    assert "重新填报" not in told(withdrawn, now=AFTER)[2]
    cancelled = submitted(offering, 3)
    services.cancel_application(application=cancelled, actor=Counter().director, now=OPEN, reason="冒名")
    assert "对决定有疑问" in told(cancelled)[2]


def test_a_later_stage_gives_the_word_by_which_people_call_it(offering: Offering) -> None:
    application = paid(offering)
    ticket = {"ticket": {application.pk: LaterStep("current", "", state="可打印准考证")}}
    assert told(application, later=ticket)[0] == "可打印准考证"
    result = {"result": {application.pk: LaterStep("done", "", state="成绩已公布")}}
    assert told(application, later=ticket | result)[0] == "成绩已公布"
    cancelled = submitted(offering, 2)
    assert told(cancelled, later={"ticket": {cancelled.pk: LaterStep("done", state="可打印准考证")}})[0] == "待审核"


def test_phone_hours_place_and_end_stand_on_every_page(offering: Offering) -> None:
    application = make_applicant(2, offering)
    browser = browser_of(application)
    start = reverse("registration:application_start", args=[offering.public_id])
    pages = [start, "/my/", *(url(name, application) for name in ("", "_person", "_condition", "_papers", "_submit"))]
    for address in pages:
        page = browser.get(address).content.decode()
        for words in ("0531-00000000", "工作日 08:30", "本所报名大厅", "2026年9月25日（周五）24:00"):
            assert words in page, (address, words)


def test_one_application_and_three_cost_the_same_on_every_page(alices: Client, alice: Candidate) -> None:
    occupations = [
        make_occupation(),
        make_occupation("汽车维修工", code="4-12-01-01"),
        make_occupation("焊工", code="6-18-02-04"),
    ]
    assessment = open_assessment(*[(each, Level.FOUR) for each in occupations])
    counts: list[list[int]] = []
    for offering in assessment.offerings.select_related("occupation", "assessment"):
        application = services.enter_application(
            offering=offering, person=_facts(alice), channel="online", actor=alice.user, now=OPEN
        )
        counts.append([_queries(alices, url(name, application)) for name in ("", "_condition", "_papers", "_submit")])
        counts[-1].append(_queries(alices, "/my/"))
    assert counts[0] == counts[2]


def _facts(person: Candidate) -> services.PersonFacts:
    from registration.services.own import facts_of

    return facts_of(person)


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# --- scope, before anything is filled in -----------------------------------------------------------------------------


def for_the_institution() -> Offering:
    return open_assessment(audience=Audience.INSTITUTION).offerings.select_related("assessment").get()


def test_where_it_is_for_the_institution_the_employer_is_asked_first(alices: Client) -> None:
    offering = for_the_institution()
    start = reverse("registration:application_start", args=[offering.public_id])
    page = alices.get(start).content.decode()
    assert "先看您在不在适应范围内" in page
    assert "开始填报" not in page
    refused = alices.post(start, {"employer": OUTSIDE})
    assert refused.status_code == 422
    assert "不在其内" in refused.content.decode()
    assert OUTSIDE in refused.content.decode()
    taken = alices.post(start, {"employer": INSIDE})
    assert taken.url == reverse("registration:application_enter", args=[offering.public_id])
    assert f'value="{INSIDE}"' in alices.get(taken.url).content.decode(), "not asked twice"
    assert Application.objects.count() == 0, "asking stores nothing"


def test_moving_out_of_the_scope_is_refused_at_the_page_and_at_submission(alices: Client) -> None:
    offering = for_the_institution()
    said = {"ethnicity": "汉族", "education": "college", "employer": INSIDE, "mobile": "13900000002"}
    alices.post(reverse("registration:application_enter", args=[offering.public_id]), said)
    application = Application.objects.get()
    moved = alices.post(url("_person", application), {**said, "employer": OUTSIDE})
    assert moved.status_code == 422
    assert "不在其内" in moved.content.decode()
    Candidate.objects.update(employer=OUTSIDE)
    with pytest.raises(Refused, match="不在其内"):
        submit(selectors.whole().get())


def test_an_announced_offering_that_is_full_is_said_before_filling_in(alices: Client) -> None:
    offering = open_offering(capacity=1)
    submitted(offering, 8)
    page = alices.get(reverse("registration:application_start", args=[offering.public_id])).content.decode()
    assert "名额 1 人已报满" in page
    assert "开始填报" not in page


def test_a_draft_whose_places_went_meanwhile_says_so_on_every_page() -> None:
    offering = open_offering(capacity=1)
    application = make_applicant(2, offering)
    submitted(offering, 8)
    browser = browser_of(application)
    for name in ("_person", "_condition", "_papers", "_submit"):
        assert "名额已满" in browser.get(url(name, application)).content.decode()
    assert "提交报名</button>" not in browser.get(url("_submit", application)).content.decode()


# --- saved, also half way --------------------------------------------------------------------------------------------


def test_half_a_page_is_saved_for_later_and_nothing_is_asked(alices: Client, offering: Offering) -> None:
    enter = reverse("registration:application_enter", args=[offering.public_id])
    first = alices.post(enter, {"ethnicity": "回族", "education": "", "employer": "", "mobile": "", "later": "1"})
    application = Application.objects.select_related("candidate").get()
    assert first.url == url("", application)
    assert (application.candidate.ethnicity, application.candidate.mobile) == ("回族", "13900000002")
    second = alices.post(url("_condition", application), {"school": "某某技工学校", "work_years": "3", "later": "1"})
    assert second.url == url("", application)
    application.refresh_from_db()
    assert (application.work_years, application.particulars["school"]) == (3, "某某技工学校")
    assert "没有选择申报条件" in alices.get(url("", application)).content.decode()


def test_the_promise_is_made_over_what_was_shown(offering: Offering) -> None:
    application = make_applicant(2, offering)
    browser = browser_of(application)
    seen = browser.get(url("_submit", application)).context["form"].seen
    services.amend_application(
        application=application,
        person=_said(application, employer="另一单位"),
        actor=application.candidate.user,
        now=OPEN,
    )
    asked = browser.post(url("_submit", application), {"declared": "on", "seen": seen})
    assert asked.status_code == 422
    assert "请重新核对，再提交一次" in asked.content.decode()
    application.refresh_from_db()
    assert application.state == ApplicationState.DRAFT
    browser.post(url("_submit", application), {"declared": "on", "seen": asked.context["form"].seen})
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def _said(application: Application, **changes: object) -> services.PersonFacts:
    from dataclasses import replace

    from registration.services.own import facts_of

    return replace(facts_of(application.candidate, application), **changes)


# --- advice, which never stands in the way ---------------------------------------------------------------------------


def test_what_seems_short_is_said_and_does_not_stand_in_the_way(offering: Offering) -> None:
    application = make_applicant(2, offering, condition="")
    browser = browser_of(application)
    sent = {"condition": "2023-4-1", "work_years": "3", "attempt_theory": "new", "attempt_practical": "new"}
    answer = browser.post(url("_condition", application), sent, follow=True)
    assert answer.redirect_chain[0][0] == url("_papers", application)
    assert "看来还不够：差 2 年" in answer.content.decode()
    assert "看来还不够：差 2 年" in browser.get(url("_submit", application)).content.decode()
    browser.post(url("_submit", application), {"declared": "on"})
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


# --- 新考 and 补考 ---------------------------------------------------------------------------------------------------


@pytest.fixture
def theory_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def provider(candidates: list[int], occupation_id: int, level: int, on: date) -> dict[int, list[KeptResult]]:
        return {each: [KeptResult("theory", on + timedelta(days=9), "上次，80 分")] for each in candidates}

    monkeypatch.setattr(kept_results, "_providers", [provider])


RETAKE = {"condition": "2023-4-1", "work_years": "6", "attempt_theory": "", "attempt_practical": "retake"}


@pytest.mark.usefixtures("theory_kept")
def test_a_kept_subject_is_shown_and_only_the_other_is_sat(offering: Offering) -> None:
    application = make_applicant(2, offering)
    browser = browser_of(application)
    assert "上次，80 分，保留到" in browser.get(url("_condition", application)).content.decode()
    assert browser.post(url("_condition", application), RETAKE).status_code == 302
    assert list(application.subjects.values_list("subject", "attempt")) == [("practical", Attempt.RETAKE)]
    assert "本次不考，凭上次，80 分" in browser.get(url("_submit", application)).content.decode()
    browser.post(url("_submit", application), {"declared": "on"})
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def test_without_a_kept_result_the_choice_is_refused_at_the_page_and_stays(offering: Offering) -> None:
    application = make_applicant(2, offering)
    browser = browser_of(application)
    refused = browser.post(url("_condition", application), {**RETAKE, "major": "机电"})
    assert refused.status_code == 422
    assert "没有查到保留的理论知识合格成绩" in refused.content.decode()
    assert "机电" in refused.content.decode()
    mixed = browser.post(url("_condition", application), {**RETAKE, "attempt_practical": "new"})
    assert "其余科目却选了“新考”" in mixed.content.decode()


def test_a_result_from_elsewhere_needs_its_day_and_its_paper(offering: Offering) -> None:
    application = make_applicant(2, offering)
    browser = browser_of(application)
    elsewhere = {**RETAKE, "results_station": "青岛市第一职业技能鉴定所"}
    assert "请填写成绩公布日期" in browser.post(url("_condition", application), elsewhere).content.decode()
    future = browser.post(url("_condition", application), {**elsewhere, "results_released": "2027-01-01"})
    assert "不能晚于今天" in future.content.decode()
    lapsed = browser.post(url("_condition", application), {**elsewhere, "results_released": "2025-10-01"})
    assert "已经失效" in lapsed.content.decode()
    assert (
        browser.post(url("_condition", application), {**elsewhere, "results_released": "2026-03-01"}).status_code == 302
    )
    application.refresh_from_db()
    assert MaterialKind.RESULTS in selectors.required_materials(application)
    both = {
        **RETAKE,
        "attempt_theory": "new",
        "attempt_practical": "new",
        "results_station": "青岛市第一职业技能鉴定所",
    }
    browser.post(url("_condition", application), {**both, "results_released": "2026-03-01"})
    application.refresh_from_db()
    assert "results_station" not in application.particulars, "who sits everything relies on nothing"


def test_the_desk_is_told_what_it_has_to_look_at(offering: Offering, client: Client) -> None:
    said = {"results_station": "青岛市第一职业技能鉴定所", "results_released": "2026-03-01"}
    application = make_applicant(2, offering, particulars=said)
    services.amend_application(
        application=application,
        person=_said(application),
        subjects={"practical": Attempt.RETAKE},
        actor=application.candidate.user,
        now=OPEN,
    )
    submit(selectors.whole().get(pk=application.pk))
    client.force_login(Counter().officer, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("registration:application_detail", args=[application.public_id])).content.decode()
    assert "需人工核查" in page
    assert "青岛市第一职业技能鉴定所" in page


# --- an undertaking in place of the proof of years -------------------------------------------------------------------


def upload(browser: Client, application: Application, **more: str) -> object:
    sent = {"kind": "work_years", "file": SimpleUploadedFile("c.pdf", scan_pdf()), **more}
    return browser.post(url("_papers", application), sent)


def test_without_leave_of_the_profile_there_is_no_undertaking(offering: Offering) -> None:
    application = make_applicant(2, offering)
    browser = browser_of(application)
    assert "工作年限承诺书" not in browser.get(url("_papers", application)).content.decode()
    refused = browser.post(url("_undertaking", application))
    assert refused.status_code == 409
    assert "没有实行工作年限承诺制" in refused.content.decode()
    upload(browser, application, is_undertaking="on")
    assert Material.objects.get().is_undertaking is False
    with pytest.raises(Refused, match="没有实行工作年限承诺制"):
        services.add_material(
            application=application, kind="work_years", content=None, is_undertaking=True,
            actor=Counter().officer, now=OPEN,
        )  # fmt: skip


def test_an_undertaking_is_printed_filled_signed_sent_and_seen_as_one(offering: Offering) -> None:
    allow_undertakings()
    application = make_applicant(2, offering)
    browser = browser_of(application)
    first, again = (browser.post(url("_undertaking", application)) for _ in range(2))
    assert first.url == again.url
    [paper] = Document.objects.filter(kind="registration.undertaking")
    assert (paper.pages, paper.facts["work_years"]) == (1, 6)
    upload(browser, application, is_undertaking="on")
    material = Material.objects.get()
    assert material.is_undertaking is True
    submit(application)
    how = {"material": material, "place": "报名大厅", "actor": Counter().officer, "now": OPEN}
    with pytest.raises(Refused, match="交的是本人承诺书"):
        services.sight_material(mode=SightingMode.ORIGINAL, **how)
    assert services.sight_material(mode=SightingMode.UNDERTAKING, **how).mode == SightingMode.UNDERTAKING


def test_no_other_paper_is_replaced_by_a_promise(offering: Offering) -> None:
    allow_undertakings()
    application = submitted(offering)
    with pytest.raises(Refused, match="身份证不能用承诺书代替"):
        services.sight_papers(
            application=application, kinds=["identity"], mode=SightingMode.UNDERTAKING, place="报名大厅",
            actor=Counter().officer, now=OPEN,
        )  # fmt: skip


def test_the_undertaking_is_drawn_from_its_facts_alone(offering: Offering) -> None:
    allow_undertakings()
    application = make_applicant(2, offering)
    browser_of(application).post(url("_undertaking", application))
    paper = Document.objects.get(kind="registration.undertaking")
    imprint = documents.Imprint(paper.serial, paper.verification_code, paper.issued_at)
    Candidate.objects.update(employer="改名")
    from registration.documents import UNDERTAKING

    with paper.file.open("rb") as file:
        assert UNDERTAKING.render(paper.facts, imprint).content == file.read()


def test_before_the_years_are_known_there_is_nothing_to_promise(offering: Offering) -> None:
    allow_undertakings()
    application = make_applicant(2, offering, work_years=None)
    refused = browser_of(application).post(url("_undertaking", application))
    assert "还没有填写从事本职业的年限" in refused.content.decode()


# --- papers -----------------------------------------------------------------------------------------------------------


def test_each_paper_says_what_it_is_and_how_to_photograph_it(offering: Offering) -> None:
    application = make_applicant(2, offering)
    browser = browser_of(application)
    page = browser.get(url("_papers", application)).content.decode()
    assert page.count("怎么拍：") == 5, "two that are asked for, three that may be added"
    sent = {"kind": "competition", "file": SimpleUploadedFile("c.pdf", scan_pdf())}
    assert browser.post(url("_papers", application), sent).url.endswith("#competition")
    assert "技能竞赛名次证明" in browser.get(url("", application)).content.decode()
