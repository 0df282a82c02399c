"""Two texts in one: what was struck out and what was put in, marked so that ear and eye both notice without colour."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from announcements.comparison import GONE, SAME, Part, compare, shortened

register = template.Library()


@register.simple_tag
def marked(before: str, after: str, whole: bool = False) -> SafeString:
    """`before` with its changes into `after`. Unless `whole`, long stretches that stay are left out."""
    parts = compare(before, after) if whole else shortened(compare(before, after))
    follows = (SAME, *(part.kind for part in parts))
    pieces = ((_part(part, kind_before),) for part, kind_before in zip(parts, follows, strict=False))
    return format_html_join("", "{}", pieces)


def _part(part: Part, kind_before: str) -> str | SafeString:
    """What is read out around a piece is hidden from the eye, which sees the strike-through and the underline."""
    if part.kind == SAME:
        return part.text
    tag, spoken = ("del", "删去") if part.kind == GONE else ("ins", "改为" if kind_before == GONE else "加上")
    hidden = '<span class="visually-hidden">{}</span>'
    frame = f"<{tag}>{hidden}{{}}{hidden}</{tag}>"
    return format_html(frame, f"（{spoken}：", part.text, "）")
