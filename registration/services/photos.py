"""One person's photograph: taken in, drawn as a taker wants it, handed out; and the takers' profiles (R2.1, R2.4)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from registration import photographs, policies
from registration.enums import ConsentKind, PhotoNaming
from registration.models import Application, Candidate, Photo, PhotoProfile, PhotoRendition
from registration.photographs import Photograph, Size
from registration.services import files
from registration.services.accounts import who_withdrew
from station import audit, profile
from station.enums import Role
from station.models import User
from station.refusals import Reason, Refused, denied
from station.verbs import verb

audit.register_verbs({"photo.add": "接收照片", "photo.export": "下载照片", "photo_profile.save": "登记照片规格"})

PAPERS_SIZE = Size(240, 320, 20)
"""What papers print while no row says otherwise: the shipped example (spec 6.3)."""
WHAT = "不能保存照片规格"
WITHDRAWN = "考生本人已撤回对使用照片的同意"


def check_photo(content: bytes) -> Photograph:
    """Judged and drawn, nothing stored. `Refused` says what is wrong with it."""
    return photographs.take_photograph(content, minimum=smallest(), export=papers_size())


def smallest() -> tuple[int, int]:
    width, height = profile.value("photo.minimum")
    return width, height


def papers_size() -> Size:
    row = PhotoProfile.objects.filter(key=PhotoProfile.PAPERS).first()
    return size_of(row) if row else PAPERS_SIZE


def size_of(row: PhotoProfile) -> Size:
    return Size(row.width, row.height, row.max_kilobytes)


@verb
def add_photo(*, candidate: Candidate, content: bytes, actor: User | None, now: datetime) -> Photo:
    """Check, clean and keep a photograph with its rendition for papers; the newest counts (R2.4)."""
    if actor is not None and not _may_add_photo(actor, candidate):
        denied("照片须由考生本人、其单位联系人或报名受理员提交").require()
    if withdrawn_from(actor, [candidate.pk]):
        raise Refused("不能接收照片", Reason(WITHDRAWN, "R2.1", "请本人登录后在“我的账号”里重新同意。", "photo"))
    return keep_photo(candidate=candidate, picture=check_photo(content), actor=actor, now=now)


def withdrawn_from(actor: User | None, people: Sequence[int]) -> set[int]:
    """Whose photograph a group's contact may not bring: they took their consent back. At the desk the person is asked."""
    if actor is None or actor.is_station_staff:
        return set()
    own = set(Candidate.objects.filter(user=actor).values_list("pk", flat=True))
    return who_withdrew(people, ConsentKind.PHOTO) - own


def keep_photo(*, candidate: Candidate, picture: Photograph, actor: User | None, now: datetime) -> Photo:
    """Inside a verb. The same photograph again changes nothing."""
    latest = Photo.objects.filter(candidate=candidate).order_by("-id").first()
    if latest is not None and latest.sha256 == picture.sha256:
        return latest
    photo = Photo(
        candidate=candidate,
        sha256=picture.sha256,
        width=picture.width,
        height=picture.height,
        faces=picture.faces,
        face_box=list(picture.face_box or ()),
        advice=list(picture.advice),
        added_at=now,
        added_by=actor,
    )
    photo.original.name = files.keep_own("photos/original", picture.original, "jpg")
    photo.rendition.name = files.keep_own("photos/rendition", picture.rendition, "jpg")
    photo.save(force_insert=True)
    facts = {"sha256": photo.sha256, "faces": photo.faces, "advice": len(photo.advice)}
    audit.record(verb="photo.add", actor=actor, obj=candidate, now=now, facts=facts)
    return photo


def _may_add_photo(actor: User, candidate: Candidate) -> bool:
    if actor.has_role(Role.REGISTRATION_OFFICER) or candidate.user_id == actor.pk:
        return True
    return actor.has_role(Role.GROUP_CONTACT) and candidate.applications.filter(entered_by=actor).exists()


# --- as a taker wants it ---------------------------------------------------------------------------------------------


@verb
def rendition(photo: Photo, profile: PhotoProfile, *, now: datetime) -> PhotoRendition:
    """Drawn when first asked for and kept; a profile that has changed asks for another. From the kept original."""
    wanted = {"width": profile.width, "height": profile.height, "max_kilobytes": profile.max_kilobytes}
    found = PhotoRendition.objects.filter(photo=photo, **wanted).first()
    if found is not None:
        return found
    with photo.original.open("rb") as file:
        face = tuple(photo.face_box) or None
        content = photographs.draw_rendition(file.read(), size_of(profile), face)
    row = PhotoRendition(photo=photo, **wanted, sha256=hashlib.sha256(content).hexdigest(), made_at=now)
    row.file.name = files.keep_own("photos/renditions", content, "jpg")
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody else asked in the same moment
        files.discard(row.file.name)
        return PhotoRendition.objects.get(photo=photo, **wanted)
    return row


@dataclass(frozen=True)
class PhotoHandedOut:
    name: str
    content: bytes
    enlarged: bool


@verb
def export_photo(*, application: Application, profile: PhotoProfile, actor: User, now: datetime) -> PhotoHandedOut:
    """One photograph in a taker's profile, under the name the taker wants; on record, for it leaves the house (R2.4)."""
    policies.can_export_photo(actor, application).require()
    photo = Photo.objects.filter(candidate=application.candidate_id).order_by("-id").first()
    if photo is None:
        raise Refused("不能下载照片", Reason("这名考生还没有照片", "R2.1", "上传照片后即可下载。"))
    drawn = rendition(photo, profile, now=now)
    facts = {"profile": profile.key, "sha256": drawn.sha256}
    audit.record(verb="photo.export", actor=actor, obj=application, now=now, scope=application.audit_scope, facts=facts)
    enlarged = photo.width < profile.width or photo.height < profile.height
    return PhotoHandedOut(photo_file_name(application, profile.naming), files.read(drawn.file.name), enlarged)


def photo_file_name(application: Application, naming: str) -> str:
    """As the taker's system matches it: the last X of an identity number is a capital (spec 6.3)."""
    person = application.candidate
    identity = person.identity_number.upper()
    stem = {
        PhotoNaming.IDENTITY: identity,
        PhotoNaming.NAME_IDENTITY: f"{person.name}_{identity}",
        PhotoNaming.NUMBER: application.number or identity,
    }[PhotoNaming(naming)]
    return f"{stem}.jpg"


# --- the profiles ----------------------------------------------------------------------------------------------------


@verb
def save_photo_profile(*, row: PhotoProfile, actor: User, now: datetime) -> PhotoProfile:
    """Add or change what a taker of photographs asks for. Renditions drawn before stay; new ones follow the new size.

    Raises `ValidationError` for values that can't be.
    """
    policies.has_role(actor, policies.PHOTO_PROFILE_KEEPERS, "登记照片规格", "R2.4").require()
    before = PhotoProfile.objects.select_for_update().filter(pk=row.pk).first() if row.pk else None
    if before is not None and before.key != row.key:
        raise Refused(WHAT, Reason("代号一经登记不再更改", "R2.4", "需要另一个代号的，请新增一种规格。", "key"))
    if not row.basis.strip():
        raise Refused(WHAT, Reason("没有写明依据", "R2.4", "请填写接收单位的文件或通知。", "basis"))
    if not 0.5 <= row.width / row.height <= 1:
        raise ValidationError({"width": "证件照为竖版，宽不大于高，且不小于高的一半。"})
    row.full_clean()
    row.save()
    fields = ("key", "name", "width", "height", "max_kilobytes", "naming", "basis", "is_example")
    facts: dict[str, object] = {name: getattr(row, name) for name in fields}
    if before is not None:
        facts["before"] = {name: getattr(before, name) for name in fields if getattr(before, name) != facts[name]}
    audit.record(verb="photo_profile.save", actor=actor, obj=row, now=now, facts=facts)
    return row
