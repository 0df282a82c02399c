"""One design throughout (look.md): every component renders, nothing unknown passes, every colour can be read."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone

from station import look, styleguide, wording
from station.clock import ZONE
from station.pictures.bars import Bar, bars
from station.pictures.months import MonthDay, month_leaf
from station.pictures.seating import SeatMark, seating_chart
from station.pictures.svg import shortened, text_width
from station.pictures.timeline import Mark, flag_rows, timeline
from station.pictures.year_plan import YearEntry, year_plan
from station.stages import StageStatus

THEME = Path(settings.BASE_DIR) / "static" / "css" / "theme.css"
OUR_APPS = {"station", "announcements", "registration", "assessment_sessions", "exams", "certificates"}


@pytest.fixture(autouse=True)
def strict(settings: object) -> None:
    settings.LOOK_STRICT = True


@pytest.fixture
def engine(settings: object) -> object:
    """Our templates without the shell's queries: components need no database."""
    template_settings = settings.TEMPLATES[0]
    processors = template_settings["OPTIONS"]["context_processors"]
    without_shell = [name for name in processors if "shell" not in name and "auth" not in name]
    options = template_settings["OPTIONS"] | {"context_processors": without_shell}
    settings.TEMPLATES = [template_settings | {"OPTIONS": options}]
    return engines["django"]


def render(engine: object, source: str, address: str = "/", **context: object) -> str:
    request = RequestFactory().get(address)
    loads = "{% load look icons dates pictures %}"
    return engine.from_string(loads + source).render(context, request)


# --- every component --------------------------------------------------------------------------------------------------


@pytest.fixture
def guide(engine: object) -> str:
    nav = [
        {"stage": 1, "stage_title": "发布公告", "label": "鉴定公告", "url": "/a/", "icon": "megaphone", "active": True},
        {"stage": 0, "stage_title": "", "label": "审计", "url": "/audit/", "icon": "journal", "count": 3},
    ]
    shell = {"station_name": "示例鉴定所", "nav": nav, "now": datetime(2026, 9, 30, 9, tzinfo=ZONE), "demo": True}
    request = RequestFactory().get("/manage/styleguide/?name=王&page=2")
    context = styleguide.context() | {"shell": shell | {"clock_moved": True}, "user": AnonymousUser()}
    return engine.get_template("station/manage/styleguide.html").render(context, request)


def test_every_component_is_on_the_style_guide() -> None:
    components = {path.name for path in (Path(settings.BASE_DIR) / "templates" / "components").glob("*.html")}
    layouts = {"brand.html", "messages.html", "contact.html", "large_text.html", "sign_out.html", "public_foot.html"}
    layouts |= {"public_nav.html", "topbar.html", "rail.html", "strips.html", "htmx.html"}
    by_tag = {"state_badge.html", "clause.html", "page_header.html", "card.html", "notice.html", "table.html"}
    by_tag |= {"sort_header.html", "pagination.html", "filter_bar.html", "batch_bar.html", "post_button.html"}
    by_tag |= {"post_form.html", "confirm.html", "masked.html", "todo_list.html", "deadline_list.html", "form.html"}
    by_tag |= {"picture_timeline.html", "picture_seating.html", "picture_bars.html", "picture_year.html"}
    by_tag |= {"picture_months.html"}
    guide = (Path(settings.BASE_DIR) / "templates" / "station" / "manage" / "styleguide.html").read_text("utf-8")
    included = set(re.findall(r'"components/(\w+\.html)"', guide))
    assert components - layouts - by_tag - included == set()


def test_the_style_guide_renders_every_part(guide: str) -> None:
    for part in [
        "时钟已拨动",
        "演示站",
        "卡在哪里",
        "已逾期 1 个工作日",
        "剩余 4 个工作日",
        "没有待办事项",
        "370102********1234",
        "共 320 人",
        "有 6 处需要改正",
        "办理后不能撤回",
        "办不了的事",
        "未完成",
        "讲　台",
        "现在办理",
        "演示账号",
    ]:
        assert part in guide
    assert guide.count("<h1") == 2  # its own, and that of the error page shown as a sample


def test_no_component_writes_a_style_or_a_script_into_the_page(guide: str) -> None:
    assert re.findall(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=", guide) == []


def test_every_identifier_on_the_style_guide_is_used_once_per_form(guide: str) -> None:
    idents = re.findall(r'\sid="([^"]+)"', guide)
    twice = {ident for ident in idents if idents.count(ident) > 1}
    # The sample form stands there twice on purpose, once with errors; so does the sample job.
    assert {ident for ident in twice if "id_" not in ident and not ident.startswith("job")} == set()


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_render_with_no_context_at_all(engine: object, template: str) -> None:
    page = engine.get_template(template).render({}, None)
    assert "怎样才能办" in page
    assert "错误" not in page


def test_a_refusal_says_what_because_of_which_clause_and_what_would_help(engine: object) -> None:
    page = render(
        engine, '{% include "components/refusal.html" with refusal=refusal only %}', refusal=styleguide.refusal()
    )
    assert "现在不能发布这份公告" in page
    assert "公告须提前 45 天发布" in page
    assert 'href="/regulation/#R1.2"' in page
    assert "请把鉴定日期改到" in page


def test_the_confirm_button_carries_the_verb_and_a_token(engine: object) -> None:
    page = render(engine, '{% confirm_act "发布公告" "公告即刻公开。" final="不能更改。" %}', csrf_token="t" * 64)
    assert re.search(r"<button[^>]*btn-seal[^>]*>发布公告</button>", page)
    assert "csrfmiddlewaretoken" in page
    assert "确定" not in page


def test_posting_components_carry_the_token_of_their_page(engine: object) -> None:
    for source in [
        '{% post_button "/x/" "办理" %}',
        '{% masked "370102********1234" "/x/" %}',
        '{% post_form form "提交" %}',
    ]:
        assert "csrfmiddlewaretoken" in render(engine, source, form=styleguide.SampleForm())


def test_errors_are_listed_on_top_and_lead_to_their_fields(engine: object) -> None:
    form = styleguide.SampleForm({"name": ""})
    page = render(engine, '{% include "components/form.html" with form=form only %}', form=form)
    assert '<a href="#id_name">姓名</a>' in page
    assert page.index("处需要改正") < page.index('id="id_name"')
    assert "报名截止日早于报名开始日（R1.2）。" in page


def test_pages_and_sorting_keep_the_filter(engine: object) -> None:
    page = Paginator(range(100), 10).page(5)
    shown = render(
        engine, '{% pagination page %}{% sort_header "姓名" "name" %}', "/?level=4&page=5&sort=name", page=page
    )
    assert 'href="?level=4&amp;page=6&amp;sort=name"' in shown
    assert 'href="?level=4&amp;sort=-name"' in shown
    assert 'aria-sort="ascending"' in shown


# --- unknown variants are loud ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        '{% badge "示例" tone="pink" %}',
        '{% card title="x" tone="danger" %}{% endcard %}',
        '{% notice tone="warning" %}{% endnotice %}',
        '{% post_button "/x/" "办理" tone="danger" %}',
        '{% confirm_act "办理" "x" tone="red" %}',
        '{% value_badge "no_such_state" "?" %}',
        '{% icon "no-such-icon" %}',
        '{% icon "../../../package" %}',
        "{% state_badge thing %}",
    ],
)
def test_a_component_given_a_wrong_variant_fails_loudly(engine: object, source: str) -> None:
    with pytest.raises(look.UnknownLook):
        render(engine, source, thing=SimpleNamespace(state="draft"))


def test_production_shows_an_unknown_state_in_neutral_dress(settings: object) -> None:
    settings.LOOK_STRICT = False
    assert look.state_look("no_such_state") == look.NEUTRAL


def state_choices() -> list[tuple[str, str]]:
    """Every value of every state column of ours, as `model.value`."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label not in OUR_APPS:
            continue
        for field in model._meta.fields:
            if field.name in {"state", "status", "outcome", "verdict"} and field.choices:
                found += [(model._meta.model_name, value) for value, _ in field.choices]
    return found


def test_every_state_of_every_model_has_word_icon_and_colour() -> None:
    choices = state_choices()
    assert ("announcement", "published") in choices
    unknown = []
    for model, value in choices:
        try:
            look.state_look(value, model=model)
        except look.UnknownLook:
            unknown.append(f"{model}.{value}")
    assert unknown == []
    assert {look.state_look(status).tone for status in StageStatus} == {"quiet", "action", "attention", "done"}


def test_every_icon_of_a_state_is_in_the_package(engine: object) -> None:
    for icon in {known.icon for known in look.STATE_LOOKS.values()} | {look.NEUTRAL.icon}:
        assert "<path" in render(engine, f'{{% icon "{icon}" %}}') or "<circle" in render(
            engine, f'{{% icon "{icon}" %}}'
        )


# --- colours ----------------------------------------------------------------------------------------------------------


def tokens() -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", THEME.read_text("utf-8")))


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_reckoned_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("ground", ["paper", "card", "paper-deep"])
@pytest.mark.parametrize("words", ["ink", "ink-soft", *(tone for tone in look.TONES)])
def test_words_can_be_read_on_every_ground(words: str, ground: str) -> None:
    assert contrast(tokens()[words], tokens()[ground]) >= 4.5


@pytest.mark.parametrize("tone", look.TONES)
def test_each_tone_can_be_read_on_its_tint_and_white_on_the_tone(tone: str) -> None:
    assert contrast(tokens()[tone], tokens()[f"{tone}-tint"]) >= 4.5
    assert contrast(tokens()["ink"], tokens()[f"{tone}-tint"]) >= 4.5
    assert contrast(tokens()["card"], tokens()[tone]) >= 4.5


def test_the_edge_of_a_field_can_be_seen() -> None:
    assert contrast(tokens()["line-strong"], tokens()["card"]) >= 3
    assert contrast(tokens()["line-strong"], tokens()["paper"]) >= 3


def test_colours_stand_in_the_first_block_only_and_print_is_black_on_white() -> None:
    theme = re.sub(r"/\*.*?\*/", "", THEME.read_text("utf-8"), flags=re.DOTALL)
    _, _, rest = theme.partition("}")
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", rest)) == {"#000", "#fff"}
    ours = dict(re.findall(r"--bs-([a-z-]+)-rgb: ([0-9, ]+);", rest))
    same = {"primary": "action", "success": "done", "warning": "attention", "danger": "seal", "body-bg": "paper"}
    for name, token in same.items():
        channels = [str(int(tokens()[token][start : start + 2], 16)) for start in (1, 3, 5)]
        assert ours[name] == ", ".join(channels)


# --- words for dates --------------------------------------------------------------------------------------------------


def test_dates_and_times_as_a_clerk_writes_them() -> None:
    assert wording.long_date(date(2026, 10, 24)) == "2026年10月24日（周六）"
    assert wording.date_and_time(datetime(2026, 10, 24, 8, 30, tzinfo=ZONE)) == "2026年10月24日（周六）08:30"
    assert wording.span_of_days(date(2026, 10, 24), date(2026, 10, 25)) == "2026年10月24日（周六）至10月25日（周日）"
    assert wording.span_of_days(date(2026, 12, 31), date(2027, 1, 1)) == "2026年12月31日（周四）至2027年1月1日（周五）"
    assert wording.span_of_days(date(2026, 10, 24), date(2026, 10, 24)) == "2026年10月24日（周六）"
    assert wording.plain_date(date(2026, 1, 4)) == "2026年1月4日"
    assert [wording.stage_number(number) for number in range(1, 7)] == list("一二三四五六")


@pytest.mark.parametrize(
    ("today", "due", "words", "tone"),
    [
        (date(2026, 9, 30), date(2026, 10, 12), "剩余 4 个工作日", "quiet"),  # holidays and the make-up day counted
        (date(2026, 9, 30), date(2026, 10, 9), "剩余 2 个工作日", "attention"),
        (date(2026, 9, 30), date(2026, 9, 30), "今天到期", "attention"),
        (date(2026, 9, 30), date(2026, 10, 4), "今天是最后一个工作日", "attention"),
        (date(2026, 9, 30), date(2026, 9, 29), "已逾期 1 个工作日", "seal"),
        (date(2026, 10, 4), date(2026, 10, 3), "已逾期", "seal"),
    ],
)
def test_what_remains_is_counted_in_working_days(today: date, due: date, words: str, tone: str) -> None:
    days = styleguide.calendar().working_days_left(today, due)
    assert wording.remaining(days, due, today) == words
    assert look.urgency_tone(days, due, today) == tone


def test_times_on_screen_are_the_stations_and_empty_stays_empty(engine: object) -> None:
    moment = datetime(2026, 10, 23, 16, 30, tzinfo=timezone.get_fixed_timezone(0))
    assert render(engine, "{{ moment|dateandtime }}", moment=moment) == "2026年10月24日（周六）00:30"
    assert render(engine, "{{ none|longdate }}{{ none|clocktime }}{{ none|dateandtime }}", none=None) == ""


# --- pictures ---------------------------------------------------------------------------------------------------------

TODAY = date(2026, 9, 30)
MARKS = [
    Mark("发布公告", date(2026, 9, 9), tone="done", word="已办"),
    Mark("申报", date(2026, 10, 12)),
    Mark("鉴定日", date(2026, 10, 24)),
]
ENTRIES = [
    YearEntry("第一次鉴定", date(2025, 12, 20), date(2026, 3, 14)),
    YearEntry("第四次鉴定", date(2026, 10, 20), date(2026, 12, 12)),
]
SEATS = [SeatMark(1, 1, "01", "王<b>", "电工 四级"), SeatMark(2, 2, "02", "欧阳明远和很长的名字")]


MONTH = {
    date(2026, 10, 1): MonthDay("holiday", "国庆<b>"),
    date(2026, 10, 10): MonthDay("make_up", number=11),
    date(2026, 10, 12): MonthDay("working", number=10, mark="申报", tone="seal"),
}


def pictures() -> list[str]:
    return [
        timeline(MARKS, TODAY),
        timeline(MARKS, TODAY, narrow=True),
        timeline([], TODAY),
        seating_chart(2, 3, SEATS, title="第一考场", broken=[(1, 2)], accessible=[(1, 1), (2, 3)]),
        bars([Bar("9月14日", 3), Bar("9月15日", 0)], title="每日报名", unit="人"),
        bars([Bar("9月14日", 3)], title="每日报名", narrow=True),
        bars([], title="每日报名"),
        year_plan(2026, ENTRIES, TODAY),
        year_plan(2026, ENTRIES, TODAY, narrow=True),
        year_plan(2025, [], TODAY),
        month_leaf(2026, 10, MONTH, ident="month"),
        month_leaf(2026, 10, MONTH, ident="month", small=True),
    ]


def test_every_picture_has_title_description_and_no_style_of_its_own() -> None:
    for picture in pictures():
        root = ElementTree.fromstring(picture)
        tags = [element.tag.rpartition("}")[2] for element in root.iter()]
        assert tags[:3] == ["svg", "title", "desc"]
        named = {element.get("id") for element in root.iter() if element.get("id")}
        assert set(root.get("aria-labelledby").split()) == named
        assert not [element for element in root.iter() if element.get("style") or element.get("fill")]


def test_pictures_escape_what_people_typed() -> None:
    chart = pictures()[3]
    assert "王&lt;b&gt;" in chart
    assert "欧阳明远和很长的名字" not in chart
    assert shortened("欧阳明远和很长的名字", 16, 72) == "欧阳明…"
    assert text_width("欧阳", 16) == 32


def test_the_same_facts_draw_the_same_picture() -> None:
    assert pictures() == pictures()


def test_the_timeline_says_today_and_each_date_in_words() -> None:
    description = ElementTree.fromstring(timeline(MARKS, TODAY))[1].text
    assert description == (
        "今天是2026年9月30日（周三）。发布公告：2026年9月9日（周三），已办；"
        "申报：2026年10月12日（周一）；鉴定日：2026年10月24日（周六）。"
    )


def test_no_pole_of_the_timeline_crosses_a_flag() -> None:
    poles = [(24.0, 120.0), (30.0, 90.0), (36.0, 150.0), (200.0, 80.0), (290.0, 80.0)]
    rows = flag_rows(poles)
    for index, (place, width) in enumerate(poles):
        for later, (other, _) in enumerate(poles[index + 1 :], start=index + 1):
            if other < place + width:
                assert rows[index] > rows[later]


def test_broken_seats_and_empty_ones_are_told_apart_by_word() -> None:
    chart = pictures()[3]
    assert chart.count("停用") == 2  # on the seat, and in the description
    assert "空 无障碍" in chart
    assert "01 无障碍" in chart
    assert "共 2 排 3 列，已编排 2 个座位，停用 1 个" in chart


def test_missed_deadlines_are_told_by_word_not_colour_alone(engine: object) -> None:
    page = render(
        engine,
        "{% timeline_picture deadlines exam_date today %}",
        deadlines=styleguide.deadlines(),
        exam_date=styleguide.EXAM_DATE,
        today=styleguide.TODAY + timedelta(days=1),
    )
    assert "已逾期" in page
    assert page.count("<svg") == 2
    assert "<table" in page
