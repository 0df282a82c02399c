"""The components that wrap content, post something or need the request; plain ones are included (docs/look.md)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from station.calendar import WorkingCalendar
from station.deadlines import Deadline
from station.look import UnknownLook, known_tone, state_look, urgency_tone
from station.wording import dialable as _dialable
from station.wording import remaining

register = template.Library()

BUTTONS = ("primary", "seal", "quiet", "link", "bare")


def _component(context: Context, name: str, /, **values: Any) -> SafeString:
    """Render a component with its arguments only, plus what a form needs."""
    values["csrf_token"] = context.get("csrf_token")
    return context.template.engine.get_template(f"components/{name}.html").render(context.new(values))


def _known_button(tone: str) -> str:
    if tone not in BUTTONS:
        raise UnknownLook(f"button {tone!r}; the house has {', '.join(BUTTONS)}")
    return tone


# --- words with a colour ---------------------------------------------------------------------------------------------


@register.inclusion_tag("components/state_badge.html")
def state_badge(obj: Any, field: str = "state") -> dict[str, Any]:
    """The state of `obj`: its word (get_<field>_display), icon and tone. Derived states work too, if they carry a label."""
    value = getattr(obj, field)
    display = getattr(obj, f"get_{field}_display", None)
    text = display() if display else getattr(value, "label", None)
    if text is None:
        raise UnknownLook(f"{field} of {type(obj).__name__} has no word: give it get_{field}_display")
    model = obj._meta.model_name if hasattr(obj, "_meta") else type(obj).__name__.lower()
    value = getattr(value, "value", value)
    look = state_look(value, model=model)
    return {"text": text, "tone": look.tone, "icon": look.icon}


@register.inclusion_tag("components/state_badge.html")
def badge(text: str, tone: str = "quiet", icon: str = "") -> dict[str, Any]:
    return {"text": text, "tone": known_tone(tone), "icon": icon}


@register.inclusion_tag("components/state_badge.html")
def value_badge(value: str, text: str) -> dict[str, Any]:
    """For a state that is no model's: its value (known to station.look) and its word."""
    look = state_look(value)
    return {"text": text, "tone": look.tone, "icon": look.icon}


@register.simple_tag
def state_tone(value: str) -> str:
    return state_look(value).tone


@register.simple_tag
def state_icon(value: str) -> str:
    return state_look(value).icon


@register.inclusion_tag("components/clause.html")
def clause(number: str) -> dict[str, Any]:
    """A small tag that leads to the clause's text; nothing where there is no clause."""
    return {"number": number}


# --- what waits, and until when -----------------------------------------------------------------------------------------


def _waiting(item: Any, today: date, calendar: WorkingCalendar) -> dict[str, Any]:
    if item.due is None:
        return {"item": item, "left": "", "tone": "quiet", "provisional": False}
    working_days = calendar.working_days_left(today, item.due)
    return {
        "item": item,
        "left": remaining(working_days, item.due, today),
        "tone": urgency_tone(working_days, item.due, today),
        # The date itself was counted over a year without its notice, or what is left until then is.
        "provisional": item.provisional or (today < item.due and calendar.is_provisional(today, item.due)),
    }


@register.inclusion_tag("components/todo_list.html")
def todo_list(todos: Iterable[Any], today: date, calendar: WorkingCalendar, empty_text: str = "") -> dict[str, Any]:
    """待办, as `station.stages.Todo` has it."""
    return {"rows": [_waiting(todo, today, calendar) for todo in todos], "empty_text": empty_text}


@register.inclusion_tag("components/deadline_list.html")
def deadline_list(deadlines: Iterable[Deadline], today: date, calendar: WorkingCalendar) -> dict[str, Any]:
    rows = [_waiting(deadline, today, calendar) for deadline in deadlines]
    for row in rows:
        if row["item"].met_on:
            row["tone"] = "done"
    return {"rows": rows}


# --- blocks ----------------------------------------------------------------------------------------------------------


@register.simple_block_tag(takes_context=True)
def page_header(
    context: Context,
    content: str,
    title: str,
    lead: str = "",
    clause: str = "",
    back_url: str = "",
    back_label: str = "返回",
    state_of: Any = None,
) -> SafeString:
    """The h1 of a page; what stands between the tags are its actions."""
    return _component(
        context,
        "page_header",
        title=title,
        lead=lead,
        clause=clause,
        back_url=back_url,
        back_label=back_label,
        state_of=state_of,
        content=mark_safe(content.strip()),  # noqa: S308 -- rendered, hence escaped, by the block itself
    )


@register.simple_block_tag(takes_context=True)
def card(
    context: Context, content: str, title: str = "", clause: str = "", tone: str = "", ident: str = ""
) -> SafeString:
    if tone:
        known_tone(tone)
    return _component(context, "card", title=title, clause=clause, tone=tone, ident=ident, content=content)


@register.simple_block_tag(takes_context=True)
def notice(context: Context, content: str, tone: str = "quiet", title: str = "") -> SafeString:
    return _component(context, "notice", title=title, tone=known_tone(tone), content=content)


@register.simple_block_tag(takes_context=True)
def data_table(
    context: Context, content: str, caption: str, hide_caption: bool = False, stack: bool = False
) -> SafeString:
    """thead and tbody stand between the tags. `stack`: on a phone each row is a card; then every cell has data-label."""
    return _component(context, "table", caption=caption, hide_caption=hide_caption, stack=stack, content=content)


@register.simple_block_tag(takes_context=True)
def filter_bar(context: Context, content: str, clear_url: str = "", verb: str = "筛选") -> SafeString:
    """Fields stand between the tags; the filter lives in the address (GET)."""
    return _component(context, "filter_bar", clear_url=clear_url, verb=verb, content=content)


@register.simple_block_tag(takes_context=True)
def batch_bar(context: Context, content: str, noun: str = "项") -> SafeString:
    """At the foot of a list inside one form; the rows' checkboxes are named `chosen`. Buttons stand between the tags."""
    return _component(context, "batch_bar", noun=noun, content=content)


# --- lists -----------------------------------------------------------------------------------------------------------


def _address(context: Context, **changes: Any) -> str:
    """The present address with some parameters changed; everything else in the query string stays."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = value
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def same_address(context: Context, **changes: Any) -> str:
    return _address(context, **changes)


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page, noun: str = "项", parameter: str = "page") -> dict[str, Any]:
    pages = [
        {"number": number, "url": _address(context, **{parameter: number}) if isinstance(number, int) else ""}
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "page": page,
        "noun": noun,
        "pages": pages,
        "previous": _address(context, **{parameter: page.number - 1}) if page.has_previous() else "",
        "next": _address(context, **{parameter: page.number + 1}) if page.has_next() else "",
    }


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(
    context: Context, label: str, key: str, number: bool = False, parameter: str = "sort"
) -> dict[str, Any]:
    """A <th> that sorts by `key`, a second time backwards (`-key`); goes back to the first page."""
    present = context["request"].GET.get(parameter, "")
    direction = {key: "ascending", f"-{key}": "descending"}.get(present, "")
    following = f"-{key}" if direction == "ascending" else key
    return {
        "label": label,
        "number": number,
        "direction": direction,
        "url": _address(context, **{parameter: following, "page": None}),
    }


# --- acts ------------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def post_button(
    context: Context,
    url: str,
    verb: str,
    tone: str = "primary",
    icon: str = "",
    name: str = "",
    value: str = "",
    small: bool = False,
) -> SafeString:
    """A form of one button. The button carries the verb (发布公告, not 确定)."""
    return _component(
        context,
        "post_button",
        url=url,
        verb=verb,
        tone=_known_button(tone),
        icon=icon,
        name=name,
        value=value,
        small=small,
    )


@register.simple_tag(takes_context=True)
def post_form(
    context: Context, form: Any, verb: str, url: str = "", cancel_url: str = "", tone: str = "primary", note: str = ""
) -> SafeString:
    """A whole form: error summary, fields, the button with the verb. Uploads are recognised."""
    return _component(
        context,
        "post_form",
        form=form,
        verb=verb,
        url=url,
        cancel_url=cancel_url,
        tone=_known_button(tone),
        note=note,
    )


@register.simple_tag(takes_context=True)
def confirm_act(
    context: Context,
    verb: str,
    will: Any,
    whom: str = "",
    final: Any = "",
    cancel_url: str = "",
    clause: str = "",
    form: Any = None,
    url: str = "",
    tone: str = "seal",
) -> SafeString:
    """Before what can't be undone: what will happen (`will`), to whom, what is final; sentences or lists of them."""
    return _component(
        context,
        "confirm",
        verb=verb,
        will=[will] if isinstance(will, str) else will,
        whom=whom,
        final=[final] if isinstance(final, str) and final else final,
        cancel_url=cancel_url,
        clause=clause,
        form=form,
        url=url,
        tone=_known_button(tone),
    )


@register.simple_tag(takes_context=True)
def masked(context: Context, value: str, reveal_url: str = "") -> SafeString:
    """A masked identity number; showing it in full is an audited act, so it is a POST."""
    return _component(context, "masked", value=value, reveal_url=reveal_url)


register.filter("dialable", _dialable)
