"""Papers of applicants: received, sighted, stamped (R2.1, R2.2)."""

from collections.abc import Sequence
from datetime import datetime

from registration import policies, rules, uploads
from registration.enums import WITH_APPLICANT, ApplicationState, Channel, MaterialKind, SightingMode
from registration.models import Application, Material, Sighting
from registration.services import files
from station import audit, documents, profile
from station.models import Document, User
from station.refusals import NotPermitted, Reason, Refused, refuse_unless
from station.verbs import verb
from station.wording import date_and_time

audit.register_verbs({"material.add": "接收材料", "material.sight": "查验原件"})

BY_DESK = (*WITH_APPLICANT, ApplicationState.SUBMITTED)


@verb
def add_material(
    *,
    application: Application,
    kind: str,
    content: bytes | None,
    actor: User,
    now: datetime,
    file_name: str = "",
    is_undertaking: bool = False,
) -> Material:
    """A paper brought (`content` None) or uploaded. A changed scan is a new row that nobody has sighted yet.

    `file_name` is what the sender called it: never believed, never stored. `is_undertaking`: the applicant's own signed
    undertaking in place of the proof, where the profile allows that.
    """
    if not policies.can_review(actor, application):
        policies.can_act_for(actor, application).require()
    _require_unlocked(application, actor)
    if kind not in MaterialKind.values:
        raise Refused("这份材料不能接收", Reason("没有说明是哪一种材料", "R2.1", "请选择材料种类。", "kind"))
    if is_undertaking:
        allowed = bool(profile.value("originals.undertaking_allowed"))
        refuse_unless("这份材料不能接收", rules.undertaking_reasons(kind, allowed=allowed))
    material = Material(application=application, kind=kind, is_undertaking=is_undertaking, added_at=now, added_by=actor)
    if content is not None:
        upload = uploads.accept_scan(content)
        material.file.name = files.keep_own("materials", upload.content, upload.extension)
        material.sha256, material.mime = upload.sha256, upload.mime
    material.save(force_insert=True)
    facts = {"kind": kind, "sha256": material.sha256, "application": str(application.public_id)}
    audit.record(verb="material.add", actor=actor, obj=material, now=now, scope=application.audit_scope, facts=facts)
    return material


def _require_unlocked(application: Application, actor: User) -> None:
    allowed = BY_DESK if actor.has_role(*policies.REVIEWERS) else WITH_APPLICANT
    state = Application.objects.select_for_update().values_list("state", flat=True).get(pk=application.pk)
    if state not in allowed:
        text = f"报名现在的状态是“{ApplicationState(state).label}”，材料已锁定"
        raise Refused("这份材料不能接收", Reason(text, "R2.1", "需要补充的，请审核人员先退回修改。"))


@verb
def sight_material(*, material: Material, mode: str, place: str, actor: User, now: datetime) -> Sighting:
    """Say that the original was seen, by whom, when and where; a scan gets both stamps on every page (R2.1, R2.2)."""
    application = Application.objects.select_for_update().get(pk=material.application_id)
    _require_may_sight(application, actor)
    if application.state not in BY_DESK:
        text = f"报名现在的状态是“{application.get_state_display()}”"
        raise Refused("不能登记查验", Reason(text, "R2.1", "原件在审核通过之前查验。"))
    if Sighting.objects.filter(material=material).exists():
        raise Refused("不能登记查验", Reason(f"{material}已经查验过", "R2.1", "更换了扫描件的，请对新件查验。"))
    newest = application.materials.filter(kind=material.kind).order_by("-id").first()
    if newest is not None and newest.pk != material.pk:
        raise Refused("不能登记查验", Reason(f"{material}后来换过新件", "R2.1", "请对最新的一件查验。"))
    if mode not in SightingMode.values:
        raise Refused("不能登记查验", Reason("没有说明查验方式", "R2.1", "请选择查验方式。", "mode"))
    refuse_unless("不能登记查验", _mode_reasons(material, mode))
    if mode == SightingMode.ORIGINAL and not place.strip():
        raise Refused("不能登记查验", Reason("没有写明查验地点", "R2.1", "请填写查验地点。", "place"))
    stamped = _stamped_copy(material, mode, place, actor, now) if material.file else None
    sighting = Sighting.objects.create(
        material=material, mode=mode, sighted_by=actor, sighted_at=now, place=place.strip(), stamped_copy=stamped
    )
    facts = {"kind": material.kind, "mode": mode, "application": str(application.public_id)}
    audit.record(verb="material.sight", actor=actor, obj=material, now=now, scope=application.audit_scope, facts=facts)
    return sighting


def _mode_reasons(material: Material, mode: str) -> list[Reason]:
    """An undertaking is none but an undertaking, and only where the profile lets it stand for the proof (R2.1)."""
    if mode == SightingMode.UNDERTAKING:
        allowed = bool(profile.value("originals.undertaking_allowed"))
        return rules.undertaking_reasons(material.kind, allowed=allowed)
    if material.is_undertaking:
        return [
            Reason(f"{material}交的是本人承诺书", "R2.1", "查验方式请选“承诺书替代”，或请申报人交证明原件。", "mode")
        ]
    return []


@verb
def sight_papers(
    *, application: Application, kinds: Sequence[str], mode: str, place: str, actor: User, now: datetime
) -> list[Sighting]:
    """Several originals in one act, all or none; one that was brought without a scan is received by the same stroke."""
    if not kinds:
        raise Refused("不能登记查验", Reason("没有勾选材料", "R2.1", "请勾选已经查验的材料。"))
    newest = {material.kind: material for material in application.materials.order_by("id")}
    found = []
    for kind in dict.fromkeys(kinds):
        material = newest.get(kind) or add_material(
            application=application,
            kind=kind,
            content=None,
            actor=actor,
            now=now,
            is_undertaking=mode == SightingMode.UNDERTAKING,
        )
        found.append(sight_material(material=material, mode=mode, place=place, actor=actor, now=now))
    return found


def _require_may_sight(application: Application, actor: User) -> None:
    policies.can_review(actor, application).require()
    alone = rules.needs_second_person(
        two_persons=bool(profile.value("originals.two_persons")),
        entered_at_counter=application.channel == Channel.COUNTER,
        entered_by=application.entered_by_id,
        actor=actor.pk,
    )
    if alone:
        raise NotPermitted("现场录入报名的人不得独自查验其原件，请由另一名工作人员查验", "R2.1")


def _stamped_copy(material: Material, mode: str, place: str, actor: User, now: datetime) -> Document:
    candidate = material.application.candidate
    facts = {
        "scan": material.file.name,
        "scan_sha256": material.sha256,
        "mime": material.mime,
        "material": material.get_kind_display(),
        "name": candidate.name,
        "identity": candidate.masked_identity,
        "mode": SightingMode(mode).label,
        "place": place.strip(),
        "reviewer": actor.name,
        "sighted_at": now.isoformat(),
        "said": f"{actor.name}于{date_and_time(now)}查验",
    }
    return documents.issue(
        kind="registration.stamped_copy",
        title=f"{material.get_kind_display()}（原件已审）",
        facts=facts,
        actor=actor,
        now=now,
        scope=material.application.audit_scope,
        subject=str(material.application.public_id),
    )
