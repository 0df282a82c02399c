"""The workflow kernel: the only code that writes a state column.

`fire`: lock row → actor → source state → guards → full_clean → UPDATE … WHERE state = before → audit row.
`fire_many` does the same for a list, in a handful of statements.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Case, Value, When

from station import audit
from station.models import User
from station.refusals import ALLOWED, Decision, NotPermitted, Reason, Refused
from station.verbs import verb

Subject = TypeVar("Subject", bound=models.Model)
Guard = Callable[..., "list[Reason]"]


@dataclass(frozen=True)
class Transition:
    """One row of a workflow table that a clerk could read.

    `verb` is the audit verb (announcement.publish), `label` the word on the button (发布公告). `who` decides whether the
    actor may, knowing the object (roles and separation of duties). Each guard is called with the locked object, `actor`
    and `now` as keywords and returns the reasons against it.
    """

    verb: str
    label: str
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...] = ()
    who: Callable[[User, Any], Decision] | None = None
    guards: tuple[Guard, ...] = ()
    clause: str = ""
    state_field: str = "state"

    def __str__(self) -> str:
        return self.verb

    def may(self, actor: User | None, obj: Any) -> Decision:
        """Whether the actor may do this to `obj`. The station's own clock (None) may where no role is named."""
        if actor is None:
            return (
                ALLOWED
                if not self.roles and self.who is None
                else Decision(False, "此操作须由工作人员办理", self.clause)
            )
        if self.roles and not actor.has_role(*self.roles):
            names = "、".join(_role_label(role) for role in self.roles)
            return Decision(False, f"“{self.label}”须由{names}办理", self.clause)
        return self.who(actor, obj) if self.who else ALLOWED

    def is_open(self, obj: Any) -> bool:
        return getattr(obj, self.state_field) in self.sources


def _role_label(role: str) -> str:
    from station.enums import Role

    return Role(role).label


@dataclass
class Workflow:
    """The transitions of one model; registering it registers their audit verbs."""

    transitions: list[Transition] = field(default_factory=list)

    def add(self, transition: Transition) -> Transition:
        self.transitions.append(transition)
        audit.register_verbs({transition.verb: transition.label})
        return transition

    def open_to(self, actor: User, obj: Any) -> list[Transition]:
        """What the actor could do to `obj` now, by state and right (guards may still refuse, with their reasons)."""
        return [item for item in self.transitions if item.is_open(obj) and item.may(actor, obj)]


def refusals(obj: Any, transition: Transition, *, actor: User | None, now: datetime) -> list[Reason]:
    """Reasons that stand against the transition now; for a page that says so before the button is pressed."""
    return [reason for guard in transition.guards for reason in guard(obj, actor=actor, now=now)]


@verb
def fire(
    obj: Subject,
    transition: Transition,
    *,
    actor: User | None,
    now: datetime,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
) -> Subject:
    """Take `obj` through `transition`, or raise `NotPermitted` or `Refused`. Returns `obj`, refreshed.

    `changes` are written in the same UPDATE. `reason` is free text for the audit trail.
    """
    model = type(obj)
    locked = model._base_manager.select_for_update().get(pk=obj.pk)
    before = _require_open(locked, transition, actor=actor, now=now)
    updates = {**(changes or {}), transition.state_field: transition.target}
    _set(locked, updates, transition)
    columns = {name: getattr(locked, name) for name in updates}
    try:
        with transaction.atomic():
            changed = model._base_manager.filter(pk=obj.pk, **{transition.state_field: before}).update(**columns)
    except IntegrityError as error:
        raise _in_words(locked, transition, error) from error
    if changed != 1:
        raise Refused(f"不能{transition.label}", Reason("刚才已有他人办理了这一项", remedy="请刷新后查看。"))
    audit.record(
        verb=transition.verb,
        actor=actor,
        obj=locked,
        now=now,
        facts={"from": before, "to": transition.target, **(facts or {})},
        personal=personal,
        reason=reason,
    )
    for name in updates:
        setattr(obj, name, getattr(locked, name))
    return obj


PORTION = 200
"""Rows of one statement: each brings its key and its own values along, and databases take only so many of them."""


@verb
def fire_many(
    objs: Sequence[Subject],
    transition: Transition,
    *,
    actor: User | None,
    now: datetime,
    changes: Mapping[str, Any] | None = None,
    own: Mapping[int, Mapping[str, Any]] | None = None,
    related: Sequence[str] = (),
) -> None:
    """Take a whole list through one transition, all of it or nothing: each row is asked what `fire` would ask it.

    `changes` are written to every row, `own` (by key) to one row alone and told in its audit row; `related` names what
    the guards and the row's own label read.
    """
    for start in range(0, len(objs), PORTION):
        _fire_portion(objs[start : start + PORTION], transition, actor, now, changes or {}, own or {}, related)


def _fire_portion(
    objs: Sequence[Subject],
    transition: Transition,
    actor: User | None,
    now: datetime,
    changes: Mapping[str, Any],
    own: Mapping[int, Mapping[str, Any]],
    related: Sequence[str],
) -> None:
    model, keys = type(objs[0]), [obj.pk for obj in objs]
    rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    locked = {row.pk: row for row in (rows.select_related(*related) if related else rows)}
    sources: set[str] = set()
    for obj in objs:
        row, alone = locked[obj.pk], own.get(obj.pk, {})
        before = _require_open(row, transition, actor=actor, now=now)
        sources.add(before)
        _set(row, {**changes, **alone, transition.state_field: transition.target}, transition)
        facts = {"from": before, "to": transition.target, **alone}
        audit.record(verb=transition.verb, actor=actor, obj=row, now=now, facts=facts)
    columns = _columns(list(locked.values()), changes, own, transition)
    unchanged = model._base_manager.filter(pk__in=keys, **{f"{transition.state_field}__in": sources})
    if unchanged.update(**columns) != len(keys):
        raise Refused(f"不能{transition.label}", Reason("刚才已有他人办理了其中一项", remedy="请刷新后查看。"))
    for obj in objs:
        for name in columns:
            setattr(obj, name, getattr(locked[obj.pk], name))


def _columns(
    rows: Sequence[models.Model],
    changes: Mapping[str, Any],
    own: Mapping[int, Mapping[str, Any]],
    transition: Transition,
) -> dict[str, Any]:
    """One UPDATE for all: what differs from row to row is chosen by the row's key."""
    model = type(rows[0])
    values: dict[str, Any] = {name: getattr(rows[0], name) for name in (*changes, transition.state_field)}
    for name in {name: None for row in rows for name in own.get(row.pk, {})}:
        field: Any = model._meta.get_field(name)
        whens = [When(pk=row.pk, then=Value(getattr(row, name), output_field=field)) for row in rows]
        values[name] = Case(*whens, output_field=field)
    return values


def _require_open(row: models.Model, transition: Transition, *, actor: User | None, now: datetime) -> str:
    """The state it is in, where this actor may take it on now; else the refusal."""
    decision = transition.may(actor, row)
    if not decision:
        raise NotPermitted(decision.reason, decision.clause)
    before: str = getattr(row, transition.state_field)
    if before not in transition.sources:
        model = type(row)
        current = _state_labels(model, transition).get(before, before)
        raise Refused(
            f"不能{transition.label}",
            Reason(f"“{row}”现在的状态是“{current}”", transition.clause, _what_sources_say(model, transition)),
        )
    reasons = refusals(row, transition, actor=actor, now=now)
    if reasons:
        raise Refused(f"不能{transition.label}", *reasons)
    return before


def _set(row: models.Model, updates: Mapping[str, Any], transition: Transition) -> None:
    for name, value in updates.items():
        setattr(row, name, value)
    _clean(row, updates, transition)


def _state_labels(model: type[models.Model], transition: Transition) -> dict[str, str]:
    field: Any = model._meta.get_field(transition.state_field)
    return dict(field.flatchoices)


def _what_sources_say(model: type[models.Model], transition: Transition) -> str:
    labels = _state_labels(model, transition)
    names = "、".join(f"“{labels.get(source, source)}”" for source in transition.sources)
    return f"只有在{names}状态下才能办理。"


def _clean(obj: models.Model, updates: Mapping[str, Any], transition: Transition) -> None:
    """What is written, field by field; who is referred to exists, as its key is held by the database."""
    fields = obj._meta.concrete_fields
    untouched = [item.name for item in fields if item.name not in updates or item.is_relation]
    try:
        obj.full_clean(exclude=untouched, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise Refused(f"不能{transition.label}", *(Reason(text) for text in error.messages)) from error


def _in_words(obj: models.Model, transition: Transition, error: IntegrityError) -> Exception:
    """The database refused: say it in the words of the constraint, if it is one of the model's own."""
    try:
        obj.validate_constraints()
    except ValidationError as broken:
        return Refused(f"不能{transition.label}", *(Reason(text) for text in broken.messages))
    return error
