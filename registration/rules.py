"""The regulation on registration: facts in, reasons out. Nothing here knows the database (R2.1, R2.2)."""

from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from announcements.conditions import Condition
from announcements.enums import Purpose
from registration.enums import Attempt, MaterialKind
from registration.roster.identity import IdentityFault, read_identity
from registration.roster.normalising import clean_mobile, clean_name
from station.clock import ZONE
from station.enums import Category, IdentityType, Level, Subject
from station.refusals import Reason
from station.wording import date_and_time, long_date

LONGEST_NAME = 40
_MOBILE_DIGITS = 11


@dataclass(frozen=True)
class PersonFacts:
    """What an applicant says of themselves, as typed. Sex and birth date follow from most identity numbers."""

    name: str
    identity_number: str
    mobile: str
    identity_type: str = IdentityType.RESIDENT
    sex: int | None = None
    birth_date: date | None = None
    ethnicity: str = ""
    education: str = ""
    employer: str = ""
    group_name: str = ""
    address: str = ""
    email: str = ""
    work_years: int | None = None
    lower_certificate_number: str = ""
    condition: str = ""
    remark: str = ""
    particulars: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """A person whose facts keep the rules: normalised, with sex and birth date known."""

    name: str
    identity_type: str
    identity_number: str
    sex: int
    birth_date: date
    mobile: str
    warnings: tuple[str, ...] = ()


def examine_person(facts: PersonFacts, *, on: date) -> tuple[Person | None, list[Reason]]:
    """The person these facts describe, or why they can't be taken. Eligibility is weighed at review (R2.1, R2.4)."""
    name = clean_name(facts.name)
    reasons = name_reasons(name)
    mobile = clean_mobile(facts.mobile)
    if not is_mobile(mobile):
        reasons.append(Reason("手机号码应为 1 开头的 11 位数字", "R2.4", "准考证和成绩通知都发到本人手机。", "mobile"))
    named = IdentityType(facts.identity_type)
    reading = read_identity(facts.identity_number, named.label, on=on)
    if isinstance(reading, IdentityFault):
        reasons.append(Reason(reading.text.rstrip("。"), "R2.1", field="identity_number"))
        return None, reasons
    sex = reading.sex or facts.sex
    born = reading.born or facts.birth_date
    reasons += _contradictions(facts, reading.sex, reading.born)
    if sex is None:
        reasons.append(Reason(f"{named.label}号码推算不出性别", "R2.4", "请选择性别。", "sex"))
    if born is None:
        reasons.append(Reason(f"{named.label}号码推算不出出生日期", "R2.4", "请填写出生日期。", "birth_date"))
    if reasons or sex is None or born is None:
        return None, reasons
    person = Person(name, IdentityType(reading.kind.value), reading.number, sex, born, mobile, reading.warnings)
    return person, []


def name_reasons(name: str) -> list[Reason]:
    """Why a cleaned name can't stand on record (R2.1)."""
    if not name:
        return [Reason("姓名没有填写", "R2.1", "请填写与证件一致的姓名。", "name")]
    if len(name) > LONGEST_NAME:
        return [Reason(f"姓名有 {len(name)} 个字，超过 {LONGEST_NAME} 个字", "R2.1", "请核对。", "name")]
    return []


def is_mobile(mobile: str) -> bool:
    """Eleven digits beginning with 13 to 19; normalised by the caller."""
    is_number = len(mobile) == _MOBILE_DIGITS and mobile.isascii() and mobile.isdigit()
    return is_number and mobile[0] == "1" and mobile[1] in "3456789"


def _contradictions(facts: PersonFacts, sex: int | None, born: date | None) -> list[Reason]:
    reasons = []
    if sex and facts.sex and sex != facts.sex:
        reasons.append(Reason("性别与证件号码不一致", "R2.4", "请对照证件原件更正。", "sex"))
    if born and facts.birth_date and born != facts.birth_date:
        reasons.append(Reason("出生日期与证件号码不一致", "R2.4", "请对照证件原件更正。", "birth_date"))
    return reasons


# --- when and for whom -----------------------------------------------------------------------------------------------


def window_reasons(*, announced_at: datetime | None, opens: datetime, closes: datetime, now: datetime) -> list[Reason]:
    """Registration runs by the clock alone; the window is half-open (R2.1)."""
    if announced_at is None or now < announced_at:
        return [Reason("本次鉴定的公告尚未发布", "R1.2", "公告发布后，在公告的报名时间内报名。")]
    if now < opens:
        return [Reason(f"报名自{_moment(opens)}开始，现在还没有开始", "R2.1", "请在报名开始后办理。")]
    if now >= closes:
        return [Reason(f"报名已于{_moment(closes)}截止", "R2.1", "请关注下一次鉴定的公告。")]
    return []


def correction_reasons(*, closes: datetime, correct_until: datetime | None, now: datetime) -> list[Reason]:
    """What was returned may be handed in again until the window ends, or until the day named when it was returned."""
    until = max(closes, correct_until) if correct_until else closes
    if now < until:
        return []
    return [Reason(f"补正期限已于{_moment(until)}截止", "R2.1", "确有正当理由的，由报名受理员重新退回并写明补正期限。")]


def _moment(moment: datetime) -> str:
    return date_and_time(moment.astimezone(ZONE))


def scope_reasons(*, for_institution: bool, scope: str, employer: str, institution: Sequence[str]) -> list[Reason]:
    """适应范围: an assessment for the institution takes its own people only (R2.1)."""
    if not for_institution or any(name and name in employer for name in institution):
        return []
    return [
        Reason(
            f"本次鉴定的适应范围是“{scope}”，所填单位“{employer or '（未填）'}”不在其内",
            "R2.1",
            "属于本单位的，请在“单位或学校”栏如实填写；不属于的，请关注面向社会的鉴定公告。",
            "employer",
        )
    ]


def capacity_reasons(*, capacity: int | None, taken: int, offering: str) -> list[Reason]:
    if capacity is None or taken < capacity:
        return []
    return [
        Reason(
            f"{offering}公告的名额 {capacity} 人已报满",
            "R2.1",
            "填写的内容保存在草稿里；如有人撤回，名额空出后可再提交。",
            "offering",
        )
    ]


# --- when it was called off, or another day was set ---------------------------------------------------------------------


def withdrawn_reasons(withdrawn_at: datetime | None) -> list[Reason]:
    """An assessment that was called off is over for every stage (R1.2)."""
    if withdrawn_at is None:
        return []
    text = f"本次鉴定已于{_moment(withdrawn_at)}公告撤销"
    return [Reason(text, "R1.2", "不再办理；已缴的费用由本所退还。")]


def concerns(amendments: Mapping[str, Any], offering: str) -> bool:
    """Whether a supplement concerns who applied for this offering: all of them, unless it amends other offerings only."""
    named = amendments.get("offerings") or {}
    return not named or bool(amendments.get("assessment")) or offering in named


def may_leave_with_refund(purpose: str) -> bool:
    """Another day is not what one applied for: who paid may leave and gets everything back (R1.1, R2.3)."""
    return purpose in (Purpose.RESCHEDULING, Purpose.POSTPONEMENT)


# --- what has to be shown --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Claims:
    """What an application relies on where it names no condition (R2.1)."""

    lower_certificate: bool = False
    work_years: int = 0


def required_materials(
    *,
    level: int,
    category: str,
    condition: Condition | None,
    claims: Claims = Claims(),
    results_elsewhere: bool = False,
) -> tuple[MaterialKind, ...]:
    """The papers whose originals must be seen (R2.1) and, for levels 2 and 1, what is handed in besides (R2.2).

    Who sits a subject again on results of another station shows them: nobody here can look them up.
    """
    carrying = [MaterialKind(paper.kind) for paper in condition.papers] if condition else None
    wanted = [MaterialKind.IDENTITY, *(_papers_for_claims(level, claims) if carrying is None else carrying)]
    if Level(level).needs_review_papers:
        wanted += [MaterialKind.WORK_SUMMARY, MaterialKind.THESIS, MaterialKind.RECOMMENDATION]
        if Category(category).is_examined_across_the_country_or_province:
            wanted.append(MaterialKind.UNIFIED_THESIS)
    if results_elsewhere:
        wanted.append(MaterialKind.RESULTS)
    return tuple(dict.fromkeys(wanted))


def _papers_for_claims(level: int, claims: Claims) -> list[MaterialKind]:
    """Without a named condition, what the application itself claims; above level 5 something must carry it."""
    papers = []
    if claims.lower_certificate:
        papers.append(MaterialKind.LOWER_CERTIFICATE)
    if claims.work_years > 0:
        papers.append(MaterialKind.WORK_YEARS)
    if not papers and level != Level.FIVE:
        papers.append(MaterialKind.DIPLOMA)
    return papers


def undertaking_reasons(kind: str, *, allowed: bool) -> list[Reason]:
    """A signed undertaking may stand for the proof of years alone, and only where the profile says so (R2.1)."""
    if kind != MaterialKind.WORK_YEARS:
        name = MaterialKind(kind).label
        return [Reason(f"{name}不能用承诺书代替", "R2.1", "请交原件；只有工作年限证明可以按规定承诺。", "mode")]
    if not allowed:
        text = "本所没有实行工作年限承诺制，承诺书不能代替工作年限证明"
        return [Reason(text, "R2.1", "请交所在单位（或社区、乡镇）出具并盖章的工作年限证明。", "mode")]
    return []


def sighting_reasons(*, required: Sequence[str], sighted: Collection[str]) -> list[Reason]:
    """Every required original has been seen, seen online, or replaced by an undertaking (R2.1)."""
    missing = [MaterialKind(kind) for kind in required if kind not in sighted]
    if not missing:
        return []
    names = "、".join(kind.label for kind in missing)
    return [Reason(f"还有 {len(missing)} 件材料没有查验原件：{names}", "R2.1", "请逐件查验原件后再审核通过。")]


# --- sitting a subject again ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class KeptResult:
    """A subject passed before: until which day it counts (that day included), and where it was passed."""

    subject: str
    valid_until: date
    text: str

    @property
    def label(self) -> str:
        return Subject(self.subject).label

    def counts_on(self, day: date) -> bool:
        return day <= self.valid_until


@dataclass(frozen=True)
class ResultsElsewhere:
    """What an applicant says of results that another station holds; the desk checks them by the paper (需人工核查)."""

    station: str
    valid_until: date | None = None


def kept_until(start: date, months: int) -> date:
    """The day of the same number `months` later; where the month is shorter, its last day. The first day does not count."""
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


NEW, RETAKE = Attempt.NEW, Attempt.RETAKE


def attempt_reasons(*, announced: Sequence[str], chosen: Mapping[str, str]) -> list[Reason]:
    """Everything for the first time, or the failed subjects again and the passed ones not at all (spec 3)."""
    left_out = [subject for subject in announced if subject not in chosen]
    attempts = set(chosen.values())
    if not left_out and attempts <= {NEW}:
        return []
    if not left_out:
        text = "各科都要考，没有保留的科目，按新考报名"
        return [Reason(text, "R2.1", "请各科都选“新考”；有成绩仍有效的科目，那一科选“本次不考”。", "subjects")]
    if NEW in attempts:
        names = "、".join(Subject(subject).label for subject in left_out)
        text = f"{names}本次不考，其余科目却选了“新考”"
        return [Reason(text, "R2.1", "首次报考的，各科都选“新考”；只考上次没合格的科目的，选“补考”。", "subjects")]
    return []


def kept_reasons(
    *,
    announced: Sequence[str],
    chosen: Mapping[str, str],
    kept: Mapping[str, KeptResult],
    elsewhere: ResultsElsewhere | None,
    exam_day: date,
) -> list[Reason]:
    """What is not sat must have been passed, and still count on the day of the exam (spec 3)."""
    reasons = []
    for subject in announced:
        if subject in chosen:
            continue
        known = kept.get(subject)
        if known is not None and known.counts_on(exam_day):
            continue
        if elsewhere is not None and (elsewhere.valid_until is None or exam_day <= elsewhere.valid_until):
            continue
        reasons.append(_not_kept(Subject(subject).label, known, elsewhere, exam_day))
    return reasons


def _not_kept(name: str, known: KeptResult | None, elsewhere: ResultsElsewhere | None, exam_day: date) -> Reason:
    again = "请把这一科也报上；各科都要考的，都选“新考”。"
    if elsewhere is not None and elsewhere.valid_until is not None:
        lapsed, where = elsewhere.valid_until, elsewhere.station
    elif known is not None:
        lapsed, where = known.valid_until, known.text
    else:
        text = f"本次不考{name}，但没有查到保留的{name}合格成绩"
        remedy = f"在其他鉴定所（站）考的，请写明并交原科目成绩单；没有的，{again[1:]}"
        return Reason(text, "R2.1", remedy, "subjects")
    text = f"{name}的合格成绩（{where}）保留到{long_date(lapsed)}，到鉴定日{long_date(exam_day)}已经失效"
    return Reason(text, "R2.1", again, "subjects")


# --- separation of duties --------------------------------------------------------------------------------------------


def needs_second_person(*, two_persons: bool, entered_at_counter: bool, entered_by: int | None, actor: int) -> bool:
    """Where the profile asks for two, who entered an application at the counter does not alone sight its originals."""
    return two_persons and entered_at_counter and entered_by == actor
