"""No dead ends: whoever follows any link that a page offers them arrives at a page, whatever their role."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from html.parser import HTMLParser

from django.conf import settings
from django.test import Client

from station.models import User
from tests.journeys import small_year

# Pages of one kind are alike: two of each are followed.
OF_A_KIND = 2
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


class Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = (dict(attrs).get("href") or "").partition("#")[0]
        if tag == "a" and address.startswith(("/", "?")):
            self.found.append(address)


def _followed(client: Client, start: str) -> Iterator[tuple[int, str, str]]:
    """Breadth first from `start`: status, address, and the page that led there."""
    seen, waiting, kinds = {start}, deque([(start, "")]), Counter()
    while waiting:
        address, source = waiting.popleft()
        answer = client.get(address, follow=True)
        yield answer.status_code, address, source
        if answer.streaming:
            answer.getvalue()  # read and closed
            continue
        for link in Links(answer.content.decode()).found if "html" in answer["Content-Type"] else []:
            link = address.partition("?")[0] + link if link.startswith("?") else link
            kind = IDENTIFIER.sub("…", link.partition("?")[0])
            if link not in seen and kinds[kind] < OF_A_KIND:
                kinds[kind] += 1
                seen.add(link)
                waiting.append((link, address))


def test_every_link_leads_somewhere_for_whom_it_is_shown(lasting_database: None) -> None:
    small_year.build()
    dead = []
    for user in [None, *User.objects.order_by("pk")]:
        client = Client(raise_request_exception=False)
        if user:
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        steps = _followed(client, "/home/" if user else "/")
        dead += [(str(user), *step) for step in steps if step[0] != 200]
    assert dead == []
