"""Writing a row after its own checks, so that a wrong value is refused at its field and not by the database."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from announcements.prose import tidy
from station.refusals import Reason, Refused


def save_checked(row: models.Model, what: str) -> None:
    """Tidy the row's texts, clean it, write it; whatever is wrong becomes reasons against `what`."""
    for field in row._meta.concrete_fields:
        if isinstance(field, models.CharField | models.TextField) and field.editable and not field.choices:
            value = getattr(row, field.attname)
            if isinstance(value, str):
                setattr(row, field.attname, tidy(value))
    # What is not typed by anybody (who, when, frozen text) is not for a form's checks.
    derived = [field.name for field in row._meta.fields if field.null and not field.blank]
    try:
        row.full_clean(exclude=derived)
    except ValidationError as error:
        raise Refused(what, *_reasons(row, error)) from error
    row.save()


def _reasons(row: models.Model, error: ValidationError) -> list[Reason]:
    labels = {field.name: field.verbose_name for field in row._meta.fields}
    reasons = []
    for name, messages in error.message_dict.items():
        field = "" if name == NON_FIELD_ERRORS else name
        label = f"{labels[field]}：" if field else ""
        reasons += [Reason(f"{label}{message}".rstrip("。"), field=field) for message in messages]
    return reasons


def apply_changes(row: models.Model, changes: dict[str, Any], allowed: frozenset[str]) -> list[str]:
    """Set what differs; returns the names of the changed columns. A name outside `allowed` is a mistake of the caller."""
    unknown = set(changes) - allowed
    if unknown:
        raise TypeError(f"{type(row).__name__} does not let itself be edited in {sorted(unknown)}")
    changed = sorted(name for name, value in changes.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, changes[name])
    return changed
