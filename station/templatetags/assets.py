"""The style sheets of a page: one that was built, or the sources while pages are being worked on."""

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def style_sheets() -> SafeString:
    sheets = ((static(name),) for name in settings.STYLE_SHEETS)
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', sheets)
