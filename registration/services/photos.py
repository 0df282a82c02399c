"""Photographs of whole groups, as one ZIP (R2.1, R2.4)."""

from dataclasses import dataclass
from datetime import datetime

from announcements.models import Assessment
from registration import policies
from registration.enums import ENDED
from registration.models import Application, Candidate
from registration.photographs import take_photograph
from registration.roster.errors import ArchiveRefused
from registration.roster.photos import PhotoSubject, match_photos, read_photos
from registration.roster.pictures import PhotoProfile
from registration.services.applications import require, require_open
from registration.services.materials import keep_photo
from station import audit, profile
from station.models import User
from station.refusals import Reason, Refused
from station.verbs import verb

audit.register_verbs({"photos.attach": "导入照片"})


@dataclass(frozen=True)
class PhotoReport:
    """Every file and every person accounted for, by name."""

    attached: tuple[str, ...] = ()
    rejected: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()


@verb
def attach_photos(*, assessment: Assessment, content: bytes, actor: User | None, now: datetime) -> PhotoReport:
    """A ZIP named by identity number or name; each photograph goes to its applicant, one by one reported."""
    if actor is not None:
        require(actor, policies.IMPORTERS, "导入照片", "R2.1")
    require_open(assessment.pk, "不能导入照片")
    people = {str(person.pk): person for person in _applicants(assessment, actor)}
    subjects = [PhotoSubject(key, person.identity_number, person.name) for key, person in people.items()]
    minimum, export = profile.value("photo.minimum"), profile.value("photo.export")
    try:
        report = match_photos(content, subjects, profile=PhotoProfile(minimum[0], minimum[1]))
    except ArchiveRefused as refusal:
        text, _, remedy = str(refusal).partition("。")
        raise Refused("不能导入照片", Reason(text, "R2.4", remedy, "photos")) from refusal
    attached, refused = [], [(item.entry, item.reason) for item in report.rejected]
    for photo, data in read_photos(content, report):
        try:
            picture = take_photograph(data, minimum=tuple(minimum), export=tuple(export))
        except Refused as refusal:
            refused.append((photo.entry, str(refusal.reasons[0])))
            continue
        keep_photo(candidate=people[photo.key], picture=picture, actor=actor, now=now)
        attached.append(people[photo.key].name)
    with_photo = set(Candidate.objects.filter(pk__in=people, photos__isnull=False).values_list("pk", flat=True))
    missing = tuple(person.name for person in people.values() if person.pk not in with_photo)
    facts = {"attached": len(attached), "rejected": len(refused), "missing": len(missing)}
    audit.record(verb="photos.attach", actor=actor, obj=assessment, now=now, scope=assessment.audit_scope, facts=facts)
    return PhotoReport(tuple(attached), tuple(refused), missing, report.unknown_person, report.passed_over)


def _applicants(assessment: Assessment, actor: User | None) -> list[Candidate]:
    rows = Application.objects.filter(offering__assessment=assessment).exclude(state__in=ENDED)
    if actor is not None and not actor.has_role(*policies.READERS):
        rows = rows.filter(entered_by=actor)
    return list(Candidate.objects.filter(pk__in=rows.values("candidate")).order_by("pk"))
