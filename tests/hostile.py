"""What people and programs type that no form foresaw, and a walk through every form that somebody can reach."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html

# Bytes as they come over the wire: half a character can't be typed, but it can be sent.
VALUES: dict[str, bytes] = {
    "nothing": b"",
    "a null byte": b"\x00",
    "a null byte inside": "王\x00芳".encode(),
    "half a surrogate pair": b"\xed\xa0\x80",
    "bytes of no encoding": b"\xff\xfe\xb9\xda",
    "rare characters": "䶮𬭚𠮷".encode(),
    "forty characters with dots": ("买买提" * 6 + "·" + "阿卜杜拉" * 5 + "·")[:40].encode(),
    "far too long": ("长" * 40_000).encode(),
    "turned writing": "\u202e321\u202c\u200b\ufeff".encode(),
    "a script": b"<script>alert(1)</script>'\"--;{{7*7}}",
    "a huge number": b"9" * 400,
    "not a number": b"NaN",
    "digits of another script": "٣٤٥".encode(),
    "a date that is none": b"2026-02-30",
    "a far date": b"9999-12-31",
    "a formula": b"=cmd|' /C calc'!A0",
}
SKIPPED = ("/static/", "/accounts/logout/", "/manage/clock", "mailto:", "tel:")
Sent = tuple[str, str, str]


@dataclass(frozen=True)
class Form:
    """One form of a page: where it goes, by which method, and what it holds as it is shown."""

    page: str
    action: str
    method: str
    values: tuple[tuple[str, str], ...]
    typed: tuple[str, ...]

    @property
    def name(self) -> tuple[str, str, tuple[str, ...]]:
        return (view_name(self.action), self.method, self.typed)


def view_name(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def forms_of(path: str, page: bytes) -> Iterator[Form]:
    for form in html.fromstring(page.decode()).forms:
        names = [field.name for field in form.inputs if getattr(field, "name", None)]
        typed = [
            field.name
            for field in form.inputs
            if getattr(field, "name", None)
            and field.name != "csrfmiddlewaretoken"
            and getattr(field, "type", "") not in ("submit", "button", "file", "checkbox")
        ]
        if names and typed:
            action = urljoin(path, form.action or path)
            yield Form(path, action, form.method.upper(), tuple(form.form_values()), tuple(dict.fromkeys(typed)))


def walk(client: Client, *starts: str, limit: int = 400) -> tuple[list[str], list[Form]]:
    """Every page within reach, one of each view, and every form on them, one of each kind."""
    waiting, seen, pages, forms = list(starts), set(), [], {}
    while waiting and len(pages) < limit:
        path = waiting.pop(0)
        name = view_name(path)
        key = name if name not in {view_name(start) for start in starts} else path
        if not name or key in seen:
            continue
        seen.add(key)
        answer = client.get(path)
        assert answer.status_code < 500, path
        if answer.status_code in (301, 302):
            waiting.append(urljoin(path, answer["Location"]))
        if answer.status_code != 200 or answer.streaming or not answer["Content-Type"].startswith("text/html"):
            answer.close()
            continue
        pages.append(path)
        for form in forms_of(path, answer.content):
            forms.setdefault(form.name, form)
        links = html.fromstring(answer.content.decode()).xpath("//a/@href")
        waiting += [urljoin(path, link) for link in links if not link.startswith(SKIPPED) and not urlsplit(link).netloc]
    return pages, list(forms.values())


def encoded(form: Form, value: bytes, only: str = "") -> str:
    """The form with `value` in every box, or in one of them."""
    struck = {only} if only else set(form.typed)
    pairs = [(name, quote(kept)) for name, kept in form.values if name not in struck]
    pairs += [(name, quote(value)) for name in form.typed if name in struck]
    return "&".join(f"{quote(name)}={text}" for name, text in pairs)


def send(client: Client, form: Form, value: bytes, only: str = "") -> HttpResponse:
    """What it does is undone, so that the next one finds the same station."""
    body = encoded(form, value, only)
    with transaction.atomic():
        if form.method == "GET":
            answer: Any = client.get(f"{urlsplit(form.action).path}?{body}")
        else:
            answer = client.post(form.action, body, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    return answer


def trouble(answer: HttpResponse) -> str:
    """What is wrong with an answer: a traceback, an English sentence of the machine's, or nothing at all."""
    if answer.status_code >= 500:
        return f"{answer.status_code}"
    if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
        answer.close()
        return ""
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    english = re.search(
        r"Traceback|Exception|Enter a valid|This field|Ensure this|is not a valid|cannot contain|Select a valid", text
    )
    return english.group() if english else ""


def query(**values: str) -> str:
    return urlencode(values)
