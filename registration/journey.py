"""A candidate's way from the announcement to the certificate, as their own page shows it.

The steps up to payment follow from the application itself. What comes after is told by later stages, which register
here and are never imported: in `apps.ready()`,

    from registration.journey import LaterStep, register_step

    def ticket_steps(applications, now):
        return {application.pk: LaterStep("current", "…", url=…, verb="下载准考证") for …}

    register_step("ticket", ticket_steps)

Keys: ticket and result (exams), certificate (certificates). A provider is asked once for all applications of a page, so
that the number of queries does not grow with them; an application it says nothing about shows the step as not yet due.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.urls import reverse

from announcements.models import Announcement
from registration.enums import ENDED, ApplicationState, MaterialKind
from registration.models import Application, Material, Photo
from registration.selectors import required_materials
from station.clock import ZONE
from station.wording import clock_time, long_date

State = ApplicationState
STATUSES = ("done", "current", "upcoming", "blocked", "missed")


@dataclass(frozen=True)
class LaterStep:
    """What a later stage says of its step for one application. `status` is one of STATUSES.

    `state`: the word by which people then call the whole application (可打印准考证), where it has one.
    """

    status: str
    note: str = ""
    url: str = ""
    verb: str = ""
    state: str = ""

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise ValueError(f"status {self.status!r}; a step has {', '.join(STATUSES)}")


Provider = Callable[[Sequence[Application], datetime], Mapping[int, LaterStep]]

LATER: tuple[tuple[str, str, str], ...] = (
    ("ticket", "准考证", "考前在规定的日期发放，届时可在这里下载。"),
    ("result", "成绩", "成绩报经核准后公布。"),
    ("certificate", "证书", "各科成绩合格的，核准后领取证书。"),
)
_providers: dict[str, Provider] = {}


def register_step(key: str, provider: Provider) -> None:
    """Let a later stage tell its step. Registering again replaces (tests, reloading)."""
    if key not in {known for known, _, _ in LATER}:
        raise ValueError(f"step {key!r} is not one of the journey's")
    _providers[key] = provider


def later_steps(applications: Sequence[Application], now: datetime) -> dict[str, Mapping[int, LaterStep]]:
    return {key: provider(applications, now) for key, provider in _providers.items()}


@dataclass(frozen=True)
class Step:
    key: str
    title: str
    status: str
    note: str = ""
    url: str = ""
    verb: str = ""


@dataclass(frozen=True)
class Missing:
    """Something the applicant still has to do, and where."""

    text: str
    url: str
    barring: bool = True


def last_moment(until: datetime) -> str:
    """A half-open end in words: midnight is the 24:00 of the day before."""
    local = until.astimezone(ZONE)
    if (local.hour, local.minute) == (0, 0):
        return f"{long_date((local - timedelta(days=1)).date())}24:00"
    return f"{long_date(local)}{clock_time(local)}"


def deadline_of(application: Application) -> datetime:
    """Until when the applicant may hand in; a correction may have been given longer."""
    closes = application.offering.assessment.registration_until
    if application.state == State.RETURNED and application.correct_until:
        return max(closes, application.correct_until)
    return closes


def page(name: str, application: Application) -> str:
    return reverse(f"registration:{name}", args=[application.public_id])


def missing_now(application: Application) -> list[Missing]:
    """The same for one application, read from the tables."""
    has_photo = Photo.objects.filter(candidate=application.candidate_id).exists()
    kinds = set(Material.objects.filter(application=application).values_list("kind", flat=True))
    return missing_in(application, has_photo=has_photo, kinds=kinds)


def missing_in(application: Application, *, has_photo: bool, kinds: set[str]) -> list[Missing]:
    """What is not there yet. Without the first two the application can't be weighed; papers may be brought instead."""
    candidate = application.candidate
    found = []
    blanks = [
        label
        for label, value in (
            ("民族", candidate.ethnicity),
            ("文化程度", candidate.education or (application.particulars or {}).get("education", "")),
            ("单位或学校", candidate.employer),
        )
        if not value
    ]
    if blanks:
        found.append(Missing(f"个人信息缺{'、'.join(blanks)}", page("my_application_person", application)))
    if not application.condition:
        found.append(Missing("没有选择申报条件", page("my_application_condition", application)))
    papers = page("my_application_papers", application)
    if not has_photo:
        found.append(Missing("没有照片", papers))
    absent = [MaterialKind(kind).label for kind in required_materials(application) if kind not in kinds]
    if absent:
        found.append(Missing(f"没有上传：{'、'.join(absent)}（也可审核时带原件）", papers, barring=False))
    return found


def steps_of(
    application: Application,
    *,
    now: datetime,
    missing: Sequence[Missing] = (),
    announcement_url: str = "",
    later: Mapping[str, Mapping[int, LaterStep]] | None = None,
) -> list[Step]:
    """All ten steps; one of them, at most two, is the present one. Ended applications have none."""
    if application.state in ENDED:
        return []
    read = Step("read", "阅读公告", "done", url=announcement_url, verb="查看公告" if announcement_url else "")
    account = Step("account", "注册/登录", "done")
    writing = application.state in (State.DRAFT, State.RETURNED)
    own = _writing_steps(application, now, missing) if writing else _handed_in_steps(application)
    return [read, account, *own, *_later(application, later or {})]


def state_word(application: Application, later: Mapping[str, Mapping[int, LaterStep]]) -> str:
    """What people call where the application stands; the furthest of the later stages has the last word."""
    said = [told.state for key, _, _ in LATER if (told := later.get(key, {}).get(application.pk)) and told.state]
    return said[-1] if said and application.state == State.PAID else application.get_state_display()


def _writing_steps(application: Application, now: datetime, missing: Sequence[Missing]) -> list[Step]:
    """Fill in, papers, hand in: the first that lacks something is the present one."""
    until = deadline_of(application)
    if now >= until:
        return _missed_steps(application, until)
    papers_url = page("my_application_papers", application)
    lacking = {item.url: item for item in reversed(missing) if item.barring}
    filled = not (lacking.keys() - {papers_url})
    first = next((item for item in missing if item.barring and item.url != papers_url), None)
    soft = next((item.text for item in missing if not item.barring), "")
    fill = Step(
        "fill",
        "填报",
        "done" if filled else "current",
        note=first.text if first else "",
        url=first.url if first else page("my_application_person", application),
        verb="继续填报" if first else "修改",
    )
    has_papers = papers_url not in lacking
    papers = Step(
        "papers",
        "照片与材料",
        "done" if has_papers else ("current" if filled else "upcoming"),
        note=soft if has_papers else lacking[papers_url].text,
        url=papers_url,
        verb="修改" if has_papers else "去上传",
    )
    return [fill, papers, _submit_step(application, until, ready=filled and has_papers), *_waiting("review", "fee")]


def _submit_step(application: Application, until: datetime, *, ready: bool) -> Step:
    url = page("my_application_submit", application)
    if application.state == State.RETURNED:
        note = f"退回修改：{application.decision_reason}。请改正后于{last_moment(until)}前重新提交。"
        return Step("submit", "承诺", "blocked", note, url, "核对并重新提交")
    status = "current" if ready else "upcoming"
    return Step("submit", "承诺", status, f"请于{last_moment(until)}前提交。", url if ready else "", "核对并提交")


def _missed_steps(application: Application, until: datetime) -> list[Step]:
    note = f"已于{last_moment(until)}截止，没有提交。填报的内容仍为您保存，可另报下一次鉴定。"
    return [
        Step("fill", "填报", "done"),
        Step("papers", "照片与材料", "done"),
        Step("submit", "承诺", "missed", note),
        *_waiting("review", "fee"),
    ]


def supplement_steps(application: Application, unanswered: Sequence[Announcement]) -> list[Step]:
    """What has to be answered stands before everything else, and holds it up (R1.2)."""
    return [
        Step(
            "supplement",
            f"补充公告：{supplement.get_purpose_display()}",
            "blocked",
            f"{supplement.title}（{supplement.number}）。请阅读后答复；答复以前，下一步不能办理。",
            reverse("registration:my_supplement", args=[application.public_id, supplement.public_id]),
            "去阅读并答复",
        )
        for supplement in unanswered
    ]


# What nobody may do before an answer is given: paying and taking the ticket (the guards are in services).
HELD_UP = ("fee", "ticket")


def with_supplements(application: Application, unanswered: Sequence[Announcement], steps: Sequence[Step]) -> list[Step]:
    """The answers that are due come first; what waits for them does not pose as the present step."""
    if not unanswered:
        return list(steps)
    waits = {"status": "upcoming", "note": "答复补充公告以后办理。", "verb": ""}
    later = [replace(step, **waits) if step.key in HELD_UP and step.status == "current" else step for step in steps]
    return [*supplement_steps(application, unanswered), *later]


_TITLES = {"review": "审核", "fee": "缴费"}


def _waiting(*keys: str) -> list[Step]:
    return [Step(key, _TITLES[key], "upcoming") for key in keys]


def _handed_in_steps(application: Application) -> list[Step]:
    detail = page("my_application", application)
    done = [Step(key, title, "done") for key, title in (("fill", "填报"), ("papers", "照片与材料"))]
    number = f"报名序号 {application.number}" if application.number else ""
    done.append(Step("submit", "承诺", "done", note=number))
    if application.state == State.SUBMITTED:
        place = application.offering.assessment.registration_place
        note = f"请带各项材料原件到报名地点（{place}）查验；审核结果会在这里显示。"
        review = Step("review", "审核", "current", note, f"{detail}#papers", "看要带什么")
        return [*done, review, *_waiting("fee")]
    done.append(Step("review", "审核", "done"))
    if application.state == State.ACCEPTED:
        charge = getattr(application, "charge", None)
        owed = f"应缴 {charge.amount} 元，收费单 {charge.number}。" if charge else ""
        place = application.offering.assessment.registration_place
        note = f"{owed}请到报名地点（{place}）缴费并领取票据；报名校核结束前没有缴费的，不列入考生名单。"
        return [*done, Step("fee", "缴费", "current", note, f"{detail}#fee", "看收费明细")]
    return [*done, Step("fee", "缴费", "done")]


def _later(application: Application, told: Mapping[str, Mapping[int, LaterStep]]) -> list[Step]:
    """The stages after ours, by their own word; before payment nothing of theirs is due."""
    steps = []
    for key, title, hint in LATER:
        said = told.get(key, {}).get(application.pk) if application.state == State.PAID else None
        if said is None:
            note = hint if application.state == State.PAID else ""
            steps.append(Step(key, title, "upcoming", note))
        else:
            steps.append(Step(key, title, said.status, said.note, said.url, said.verb))
    return steps


def next_step(steps: Sequence[Step]) -> Step | None:
    """The one to take now: what needs mending first, then what is due."""
    for status in ("blocked", "current"):
        if found := next((step for step in steps if step.status == status), None):
            return found
    return None
