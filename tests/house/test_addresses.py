"""No two pages share an address: the earlier one would answer, and the later one never be reached."""

from collections import Counter

from django.urls import URLPattern, get_resolver


def _addresses(patterns, above: str = ""):
    for item in patterns:
        here = above + str(item.pattern)
        if isinstance(item, URLPattern):
            yield here
        else:
            yield from _addresses(item.url_patterns, here)


def test_every_address_leads_to_one_page() -> None:
    counted = Counter(_addresses(get_resolver().url_patterns))
    assert [address for address, times in counted.items() if times > 1] == []
