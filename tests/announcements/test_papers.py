"""The announcement as a paper and as a calendar file, from frozen facts (R1.1, R1.2, R1.4)."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from announcements import services
from announcements.facts import revived
from announcements.models import Announcement
from station import clock
from station.enums import Level
from station.models import Document
from tests.factories.announcements import (
    ANNOUNCED,
    Desk,
    make_announced_assessment,
    make_planned,
    publish,
)
from tests.factories.station import make_occupation

pytestmark = pytest.mark.django_db


def text_of(document: Document) -> str:
    with document.file.open("rb") as file:
        reader = PdfReader(io.BytesIO(file.read()))
    assert len(reader.pages) == document.pages
    return "".join("".join(page.extract_text() for page in reader.pages).split())


def test_the_paper_of_an_assessment_says_everything_the_clause_asks() -> None:
    assessment = make_announced_assessment((make_occupation(), Level.FOUR), (make_occupation(), Level.TWO))
    announcement = assessment.announcements.get()
    text = text_of(announcement.document)
    expected = [
        announcement.number,
        announcement.document.serial,
        "电工",
        "二级/技师",
        "理论知识（笔试，90分钟）",
        "2026年10月24日（周六）",
        "理论知识9:00至10:30",
        "主校区",
        "日常鉴定",
        "本市符合申报条件的人员",
        "2026年9月7日（周一）08:00至2026年9月25日（周五）24:00",
        "本所报名大厅",
        "满5年",
        "《职业技能鉴定考评表》",
        "技术论文",
        "0531-00000000",
        "考生凭身份证和准考证参加鉴定",
        "2026年9月1日",
    ]
    assert [part for part in expected if part not in text] == []


def test_the_annual_paper_lists_each_planned_assessment() -> None:
    make_announced_assessment()
    annual = Announcement.objects.get(kind="annual")
    text = text_of(annual.document)
    assert "2026年，本所计划组织职业技能鉴定1次" in text
    assert [part for part in ("2026年10月24日", "电工四级/中级工", "日常鉴定", "咨询电话") if part not in text] == []


def test_the_paper_of_a_supplement_names_the_original_and_what_it_adds() -> None:
    make_announced_assessment()
    annual = Announcement.objects.get(kind="annual")
    supplement = services.draft_supplement(
        amends=annual,
        title="补充公告",
        changes="增加一次鉴定。",
        adds=[make_planned(exam_date=date(2026, 12, 5))],
        actor=Desk().officer,
        now=ANNOUNCED,
    )
    publish(supplement, now=ANNOUNCED)
    text = text_of(supplement.document)
    assert f"《{annual.title}》（{annual.number}，2026年9月1日）" in text
    assert "增加一次鉴定。" in text
    assert "2026年12月5日" in text


def test_the_paper_of_a_postponement_has_the_order_what_it_waives_and_both_texts_side_by_side() -> None:
    original = make_announced_assessment().announcements.get()
    supplement = services.draft_supplement(
        amends=original,
        title="延期公告",
        changes="鉴定中心统一安排。",
        purpose="postponement",
        amendments={"assessment": {"exam_date": "2026-11-21"}},
        ordered_by="centre",
        order_number="济鉴〔2026〕12号",
        order_date=date(2026, 8, 31),
        waives_notice=True,
        actor=Desk().officer,
        now=ANNOUNCED,
    )
    publish(supplement, now=ANNOUNCED)
    text = text_of(supplement.document)
    said = (
        "作如下延期",
        "济鉴〔2026〕12号",
        "2026年8月31日",
        "不受鉴定前45天发布公告的限制",
        "原文",
        "更正为",
        "2026年11月21日",
    )
    assert [part for part in said if part not in text] == []


def test_the_paper_of_a_withdrawal_says_so_and_why() -> None:
    original = make_announced_assessment().announcements.get()
    supplement = services.draft_supplement(
        amends=original,
        title="撤销公告",
        changes="报名人数不足。",
        purpose="withdrawal",
        actor=Desk().officer,
        now=ANNOUNCED,
    )
    publish(supplement, now=ANNOUNCED)
    text = text_of(supplement.document)
    assert [part for part in ("予以撤销", "撤销的理由", "报名人数不足。") if part not in text] == []


def test_frozen_content_is_read_back_as_it_was_meant() -> None:
    announcement = make_announced_assessment().announcements.get()
    content = revived(announcement.content)
    assert content["exam_date"] == date(2026, 10, 24)
    assert content["registration_until"] == clock.at(date(2026, 9, 26))
    assert content["offerings"] == announcement.content["offerings"]
