"""docs/data_model.md, written from the models and from the triggers in the migrations, so that it can't drift from them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.utils import translation

from station.immutable import RefuseChange

PATH = settings.BASE_DIR / "docs" / "data_model.md"
HEAD = """# Data model

Made by `manage.py data_model` from the models and the migrations; `tests/house/test_data_model.py` holds it against them.
Do not edit it: change the models and run the command again.

One relational model: one table, one owning app, one set of writers. Foreign keys point to the same app or to one below it.
`PROTECT` is the rule; the exceptions are marked. Every table also has a key `id` unless its own is named. In the pictures
the keys to `User` (who did it) are left out everywhere but on the ground floor.
"""


def our_apps() -> list[AppConfig]:
    """The house's own apps, from the ground floor up."""
    return [config for config in apps.get_app_configs() if (settings.BASE_DIR / config.name).is_dir()]


@translation.override(settings.LANGUAGE_CODE)
def render() -> str:
    triggers = _triggers()
    parts = [HEAD]
    for config in our_apps():
        found = list(config.get_models())
        parts.append(f"## {config.name}\n\nApp label `{config.label}`, {len(found)} tables.\n")
        parts.append(_picture(found))
        parts.extend(_section(model, triggers[model._meta.db_table]) for model in found)
    return "\n".join(parts)


def _triggers() -> dict[str, list[str]]:
    """Table → what its triggers refuse, from the operations of all migrations."""
    refused: dict[str, list[str]] = defaultdict(list)
    names = {config.name for config in our_apps()}
    for _, migration in sorted(MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items()):
        for operation in migration.operations:
            table = getattr(operation, "table", "")
            if table and type(operation).__module__.split(".")[0] in names:
                refused[table].append(_refusal(operation))
    return refused


def _refusal(operation: Any) -> str:
    if isinstance(operation, RefuseChange):
        acts = " and ".join(word for word, on in (("update", operation.update), ("delete", operation.delete)) if on)
        of_columns = f" of {', '.join(f'`{column}`' for column in operation.columns)}" if operation.columns else ""
    else:
        acts, of_columns = "insert", ""
    condition = f" when `{operation.when}`" if operation.when else ""
    return f"A trigger refuses {acts}{of_columns}{condition}: {operation.message}."


def _section(model: type[models.Model], refused: Iterable[str]) -> str:
    lines = [f"### {model.__name__}", "", *_what_it_is(model)]
    lines += [f"Table `{model._meta.db_table}`.", "", "| column | type | null | what |", "|---|---|---|---|"]
    lines += [_column(field) for field in _columns(model)]
    constraints = [*_indexes(model), *_constraints(model)]
    if constraints:
        lines += ["", "| constraint | what it holds | message |", "|---|---|---|", *constraints]
    notes = list(refused)
    if notes:
        lines += ["", *(f"- {_cell(note)}" for note in notes)]
    return "\n".join([*lines, ""])


def _what_it_is(model: type[models.Model]) -> list[str]:
    text = (model.__doc__ or "").strip()
    if not text or text.startswith(f"{model.__name__}("):  # Django writes that one where there is none
        return []
    return [_cell(" ".join(text.split("\n\n")[0].split())), ""]


def _columns(model: type[models.Model]) -> Iterator[Any]:
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        if not (field.primary_key and field.name == "id"):
            yield field


def _column(field: Any) -> str:
    if field.many_to_many:
        return f"| `{field.name}` | many to many | | → `{field.related_model.__name__}` {_said(field)} |"
    null = "yes" if field.null else ""
    return f"| `{field.column}` | {_type(field)} | {null} | {_what(field)} |"


def _type(field: Any) -> str:
    name = type(field).__name__.removesuffix("Field")
    if isinstance(field, models.DecimalField):
        return f"{name} {field.max_digits},{field.decimal_places}"
    if isinstance(field, models.CharField | models.FileField):
        name = f"{name} {field.max_length}"
    return f"{name}, unique" if field.unique and not field.remote_field else name


def _what(field: Any) -> str:
    parts = []
    if field.primary_key:
        parts.append("key")
    if field.remote_field:
        on_delete = field.remote_field.on_delete.__name__
        parts.append(f"→ `{field.related_model.__name__}`" + (f" ({on_delete})" if on_delete != "PROTECT" else ""))
    if field.flatchoices:
        parts.append(_choices(field))
    return " ".join(part for part in (*parts, _said(field)) if part)


def _said(field: Any) -> str:
    """The Chinese name of the column; the one Django makes from the attribute says nothing new."""
    name = str(field.verbose_name)
    return _cell(name) if any("\u4e00" <= character <= "\u9fff" for character in name) else ""


def _choices(field: Any) -> str:
    known = _enums().get(tuple((value, str(label)) for value, label in field.flatchoices))
    return f"`{known}`" if known else " / ".join(f"`{value}`" for value, _ in field.flatchoices)


def _enums() -> dict[tuple[tuple[Any, str], ...], str]:
    return {tuple((value, str(label)) for value, label in one.choices): one.__qualname__ for one in choice_classes()}


def choice_classes() -> list[Any]:
    """Every TextChoices and IntegerChoices of the house."""
    names = {config.name for config in our_apps()}
    found = [
        one
        for base in (models.TextChoices, models.IntegerChoices)
        for one in base.__subclasses__()
        if one.__module__.split(".")[0] in names
    ]
    return sorted(found, key=lambda one: (one.__module__, one.__qualname__))


def _indexes(model: type[models.Model]) -> Iterator[str]:
    for index in model._meta.indexes:
        yield f"| `{index.name}` | index: {', '.join(f'`{name}`' for name in index.fields)} | |"


def _constraints(model: type[models.Model]) -> Iterator[str]:
    for constraint in model._meta.constraints:
        message = str(constraint.violation_error_message)
        if message == str(constraint.default_violation_error_message):
            message = ""
        yield f"| `{constraint.name}` | {_cell(_holds(constraint))} | {_cell(message)} |"


def _holds(constraint: Any) -> str:
    if isinstance(constraint, models.CheckConstraint):
        return f"check: `{_condition(constraint.condition)}`"
    fields = ", ".join(f"`{name}`" for name in constraint.fields)
    where = f" where `{_condition(constraint.condition)}`" if constraint.condition else ""
    return f"unique: {fields}{where}"


def _condition(node: Any) -> str:
    """A Q as a sentence: `state = 'paid' or not (…)`."""
    if isinstance(node, models.Q):
        parts = [_condition(child) for child in node.children]
        text = f" {node.connector.lower()} ".join(f"({part})" if " or " in part else part for part in parts)
        return f"not ({text})" if node.negated else text
    if isinstance(node, tuple):
        name, _, lookup = node[0].rpartition("__")
        known = {"gte": "≥", "lte": "≤", "gt": ">", "lt": "<", "in": "in"}
        if lookup == "isnull":
            return f"{name} is {'' if node[1] else 'not '}empty"
        sign = known.get(lookup)
        name, sign = (name, sign) if name and sign else (node[0], "=")
        if node[1] is None:
            return f"{name} is empty"
        return f"{name} {sign} {_value(node[1])}"
    return _value(node)


def _value(value: Any) -> str:
    if isinstance(value, models.F):
        return value.name
    if isinstance(value, models.Choices):
        value = value.value
    if isinstance(value, list | tuple):
        return f"({', '.join(_value(item) for item in value)})"
    if isinstance(value, models.Lookup):
        return f"{_value(value.lhs)} {_lookup_word(value)} {_value(value.rhs)}"
    if isinstance(value, models.Func):
        return f"{type(value).__name__}({', '.join(_value(item) for item in value.source_expressions)})"
    if isinstance(value, models.Value):
        return repr(value.value)
    if isinstance(value, models.expressions.CombinedExpression):
        return f"{_value(value.lhs)} {value.connector} {_value(value.rhs)}"
    return repr(value)


def _lookup_word(lookup: Any) -> str:
    return {"exact": "=", "gte": "≥", "lte": "≤", "gt": ">", "lt": "<"}.get(lookup.lookup_name, lookup.lookup_name)


def _picture(found: Iterable[type[models.Model]]) -> str:
    lines = ["```mermaid", "erDiagram"]
    for model in found:
        lines += [_edge(model, field) for field in _drawn(model)]
    return "\n".join([*lines, "```", ""])


def _drawn(model: type[models.Model]) -> Iterator[Any]:
    for field in _columns(model):
        if not field.remote_field:
            continue
        if field.related_model.__name__ == "User" and model._meta.app_label != "station":
            continue
        yield field


def _edge(model: type[models.Model], field: Any) -> str:
    target = field.related_model.__name__
    if field.many_to_many:
        return f"    {target} }}o--o{{ {model.__name__} : {field.name}"
    one = "|o" if field.null else "||"
    many = "o|" if field.one_to_one else "o{"
    return f"    {target} {one}--{many} {model.__name__} : {field.name}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
