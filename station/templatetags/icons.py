"""Bootstrap's icons, drawn into the page from the npm package: no font, no request, no script."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from station.look import UnknownLook

register = template.Library()

_SHAPES = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_NAME = re.compile(r"[a-z0-9-]+")


@cache
def icon_shapes(name: str) -> str:
    """The inside of the package's SVG file. The package is ours to trust: it is pinned by hash in package-lock.json."""
    path = Path(settings.NODE_DIR) / "bootstrap-icons" / "icons" / f"{name}.svg"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise UnknownLook(f"icon {name!r} is not in bootstrap-icons")
    return _SHAPES.search(path.read_text("utf-8")).group(1).strip()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Decorative (hidden from screen readers) unless `label` gives it a meaning of its own."""
    shapes = mark_safe(icon_shapes(name))  # noqa: S308 -- a file of the pinned package, by a checked name
    if label:
        return format_html('<svg class="icon" viewBox="0 0 16 16" role="img" aria-label="{}">{}</svg>', label, shapes)
    return format_html('<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>', shapes)
