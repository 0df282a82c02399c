"""Every clause that the software cites can be read (R1.1 to R6.3)."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from station.regulation import regulation

COUNTED = {1: 4, 2: 5, 3: 1, 4: 3, 5: 10, 6: 3}


def test_the_six_chapters_have_their_clauses() -> None:
    assert {chapter.number: len(chapter.clauses) for chapter in regulation().chapters} == COUNTED
    assert [chapter.title for chapter in regulation().chapters][:2] == ["发布鉴定公告", "报名受理及审查资格"]


def test_clauses_stand_to_the_letter() -> None:
    clauses = regulation().clauses
    assert clauses["R1.2"].text.startswith("每次鉴定前45天应向本单位或社会发布该次鉴定公告")
    assert clauses["R1.2"].text.endswith("公告一经发布，不得随意更改。")
    assert clauses["R3.1"].text.startswith("鉴定实施方案的主要内容包括")
    assert "全国或全省统一鉴定" in clauses["R4.2"].text
    assert "鉴定前3-5个工作日" in clauses["R5.2"].text
    assert clauses["R6.3"].text.endswith("发放考生。")


def test_templates_cite_only_clauses_that_exist() -> None:
    cited = {
        number
        for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html")
        for number in re.findall(r"\bR\d\.\d+\b", path.read_text("utf-8"))
    }
    assert cited - set(regulation().clauses) == set()


@pytest.mark.django_db
def test_anyone_reads_the_clause_that_a_citation_leads_to(client: Client) -> None:
    page = client.get(reverse("station:regulation")).content.decode()
    assert 'id="R1.2"' in page
    assert page.count('class="regulation-clause"') == 26
