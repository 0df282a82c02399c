"""A public board full of announcements in a moment: rows as publication leaves them, one frozen text, no paper drawn."""

from datetime import date, datetime, timedelta

from announcements.enums import AnnouncementKind, AnnouncementState, Audience, Purpose
from announcements.models import Announcement, Assessment, Offering, OfferingSubject
from station import clock
from station.enums import Category, ExamMode, Level, Subject
from station.models import Document
from tests.factories.announcements import ANNOUNCED, EXAM_DATE, REGISTRATION_FROM, REGISTRATION_UNTIL, Desk
from tests.factories.station import make_occupation, make_place

ISSUER = "山东职业学院职业技能鉴定所"
QUALIFICATIONS = (
    "具备下列条件之一者：\n（一）累计从事本职业工作满4年；\n（二）取得本职业五级证书后，累计从事本职业工作满2年。"
)
PAPERS = "1. 居民身份证原件及复印件；\n2. 《职业技能鉴定考评表》；\n3. 近期免冠照片。"


def hang_up(
    count: int = 1,
    *,
    levels: tuple[int, ...] = (Level.FOUR,),
    exam_date: date = EXAM_DATE,
    step: timedelta = timedelta(days=1),
    now: datetime = ANNOUNCED,
    **values: object,
) -> list[Announcement]:
    """Published announcements, their exam days `step` apart. `values` are columns of every assessment."""
    officer, place, occupation = Desk().officer, make_place(), make_occupation()
    first = Assessment.objects.count() + 1
    assessments = Assessment.objects.bulk_create(
        Assessment(
            **(
                {
                    "code": f"{exam_date.year}-{first + number:04d}",
                    "title": f"{exam_date.year}年第{first + number}次职业技能鉴定",
                    "category": Category.ORDINARY,
                    "audience": Audience.PUBLIC,
                    "scope": "本市符合申报条件的人员",
                    "exam_date": exam_date + number * step,
                    "exam_until": exam_date + number * step,
                    "exam_time": "理论知识9:00至10:30，操作技能13:30起",
                    "place": place,
                    "registration_from": REGISTRATION_FROM,
                    "registration_until": REGISTRATION_UNTIL,
                    "registration_place": "本所报名大厅，或在本网站网上报名",
                    "enquiry_phone": "0531-00000000",
                    "notes": "考生凭身份证和准考证参加鉴定。",
                    "created_by": officer,
                    "created_at": now,
                    "announced_at": now,
                }
                | values
            )
        )
        for number in range(count)
    )
    offerings = Offering.objects.bulk_create(
        Offering(
            assessment=assessment,
            occupation=occupation,
            level=level,
            qualifications=QUALIFICATIONS,
            documents_to_bring=PAPERS,
        )
        for assessment in assessments
        for level in levels
    )
    OfferingSubject.objects.bulk_create(
        OfferingSubject(offering=offering, subject=subject, mode=ExamMode.PAPER, minutes=90)
        for offering in offerings
        for subject in (Subject.THEORY, Subject.PRACTICAL)
    )
    by_assessment: dict[int, list[Offering]] = {}
    for offering in offerings:
        by_assessment.setdefault(offering.assessment_id, []).append(offering)
    return _published(
        [
            {
                "kind": AnnouncementKind.ASSESSMENT,
                "assessment": assessment,
                "title": f"{assessment.title}公告",
                "content": _content(assessment, by_assessment.get(assessment.pk, [])),
            }
            for assessment in assessments
        ],
        now,
    )


def add_supplements(original: Announcement, count: int, *, now: datetime = ANNOUNCED) -> list[Announcement]:
    """Corrections of the place of registration, each with what was in force after it."""
    in_force = {key: value for key, value in original.content.items() if key not in ("kind", "title", "issuer")}
    made = []
    before = original.content["registration_place"]
    for number in range(1, count + 1):
        after = f"本所报名大厅{number}号窗口"
        content = {
            "kind": AnnouncementKind.SUPPLEMENT,
            "title": f"{original.title}的更正公告（{number}）",
            "issuer": ISSUER,
            "purpose": Purpose.CORRECTION,
            "purpose_label": Purpose.CORRECTION.label,
            "changes": f"报名地点改为{after}。",
            "original_title": original.title,
            "original_number": original.number,
            "original_date": clock.local_date(original.published_at).isoformat(),
            "adds": [],
            "amendments": [
                {"key": "registration_place", "label": "报名地点", "of": "", "before": before, "after": after}
            ],
            "in_force": in_force | {"registration_place": after},
        }
        made.append(
            {
                "kind": AnnouncementKind.SUPPLEMENT,
                "assessment": original.assessment,
                "amends": original,
                "purpose": Purpose.CORRECTION,
                "changes": content["changes"],
                "title": content["title"],
                "content": content,
            }
        )
        before = after
    return _published(made, now)


def _content(assessment: Assessment, offerings: list[Offering]) -> dict[str, object]:
    return {
        "kind": AnnouncementKind.ASSESSMENT,
        "title": f"{assessment.title}公告",
        "issuer": ISSUER,
        "assessment_title": assessment.title,
        "code": assessment.code,
        "category": assessment.get_category_display(),
        "audience": assessment.get_audience_display(),
        "scope": assessment.scope,
        "exam_date": assessment.exam_date.isoformat(),
        "exam_until": assessment.exam_until.isoformat(),
        "exam_time": assessment.exam_time,
        "place": assessment.place.name,
        "address": assessment.place.address,
        "registration_from": assessment.registration_from.astimezone(clock.ZONE).isoformat(),
        "registration_until": assessment.registration_until.astimezone(clock.ZONE).isoformat(),
        "registration_place": assessment.registration_place,
        "enquiry_phone": assessment.enquiry_phone,
        "notes": assessment.notes,
        "offerings": [
            {
                "id": str(offering.public_id),
                "occupation": offering.occupation.name,
                "occupation_code": offering.occupation.code,
                "level": offering.level,
                "level_label": offering.get_level_display(),
                "subjects": [
                    {"subject": subject.label, "mode": ExamMode.PAPER.label, "minutes": 90, "pass_mark": "60"}
                    for subject in (Subject.THEORY, Subject.PRACTICAL)
                ],
                "capacity": offering.capacity,
                "qualifications": offering.qualifications,
                "documents_to_bring": offering.documents_to_bring,
            }
            for offering in offerings
        ],
    }


def _published(rows: list[dict[str, object]], now: datetime) -> list[Announcement]:
    people, first = Desk(), Announcement.objects.count() + 1
    documents = Document.objects.bulk_create(
        Document(
            kind="assessment_announcement",
            title=str(row["title"]),
            serial=f"GG-{now.year}-{first + number:05d}",
            facts_hash="0" * 64,
            file=f"documents/{first + number}.pdf",
            mime="application/pdf",
            sha256="0" * 64,
            pages=2,
            size=1,
            issued_at=now,
        )
        for number, row in enumerate(rows)
    )
    announcements = []
    for number, (row, document) in enumerate(zip(rows, documents, strict=True)):
        published, sign = now + timedelta(seconds=number), f"鉴公告〔{now.year}〕{first + number}号"
        content = {**row["content"], "number": sign, "published_on": clock.local_date(published).isoformat()}
        announcements.append(
            Announcement(
                **(row | {"content": content}),
                state=AnnouncementState.PUBLISHED,
                drafted_by=people.officer,
                drafted_at=now,
                reviewed_by=people.reviewer,
                reviewed_at=now,
                approved_by=people.director,
                approved_at=now,
                published_by=people.officer,
                published_at=published,
                number=sign,
                document=document,
            )
        )
    return Announcement.objects.bulk_create(announcements)
