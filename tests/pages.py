"""Forms as a browser would send them back: what is on the page, to be changed field by field."""

from lxml import html


def as_shown(page: str | bytes, form: str = "supplement-form") -> dict[str, object]:
    """Every field of the form with the value it is shown with; one that comes several times as a list."""
    document = html.fromstring(page if isinstance(page, str) else page.decode())
    values: dict[str, list[str]] = {}
    for name, value in document.get_element_by_id(form).form_values():
        values.setdefault(name, []).append(value)
    return {name: found[0] if len(found) == 1 else found for name, found in values.items()}


def field_values(page: bytes) -> dict[str, str]:
    """What the page's fields are filled with, whatever form they stand in; the last of a name."""
    document = html.fromstring(page.decode())
    return {name: value or "" for form in document.forms for name, value in form.form_values()}
