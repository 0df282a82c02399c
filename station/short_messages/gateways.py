"""Ways out for a text message: the console, a folder, or a provider's HTTP interface described by settings.

No provider is built in. What the interface expects stands in SHORT_MESSAGE_URL, _METHOD, _HEADERS, _BODY and _TIMEOUT,
what it answers when it has accepted a message in _SUCCESS (docs/operations.md).
"""

import http.client
import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

from django.conf import settings

from station.models import ShortMessage

ANSWER_BYTES = 64 * 1024
UNANSWERED = (HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT)
"""Said by a proxy of the provider's: what stands behind it was asked, and may have sent the message."""
FORM = "application/x-www-form-urlencoded"


class GatewayRefused(Exception):
    """The message certainly did not go out; the text says why and holds nothing personal."""


class GatewaySilent(Exception):
    """The message was handed over and no answer came: it may have gone out."""


class Gateway(Protocol):
    def send(self, *, mobile: str, text: str, reference: str, now: datetime) -> None: ...


class ConsoleGateway:
    """Prints the message, for development."""

    def send(self, *, mobile: str, text: str, reference: str, now: datetime) -> None:
        sys.stderr.write(f"短信 → {mobile}：{text}\n")


class FolderGateway:
    """One file per message, readable for its owner only: for demonstrations and tests."""

    def send(self, *, mobile: str, text: str, reference: str, now: datetime) -> None:
        folder = Path(settings.SHORT_MESSAGE_FOLDER)
        said = json.dumps({"mobile": mobile, "text": text, "at": now.isoformat()}, ensure_ascii=False)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(folder / f"{reference}.json", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(said + "\n")
        except OSError as error:
            raise GatewayRefused(f"不能写入短信文件夹（{type(error).__name__}）") from error


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirected POST would become a GET, and numbers would go to an address nobody entered."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class HttpGateway:
    def send(self, *, mobile: str, text: str, reference: str, now: datetime) -> None:
        values = {"{mobile}": mobile, "{text}": text, "{reference}": reference}
        request = urllib.request.Request(  # noqa: S310 - the check lets only http and https through (station.E002)
            settings.SHORT_MESSAGE_URL,
            data=_encoded(_filled(settings.SHORT_MESSAGE_BODY, values)),
            headers=settings.SHORT_MESSAGE_HEADERS,
            method=settings.SHORT_MESSAGE_METHOD,
        )
        answer = _ask(request)
        _require_success(answer, settings.SHORT_MESSAGE_SUCCESS, mobile)


def _filled(template: Any, values: Mapping[str, str]) -> Any:
    """The body with its placeholders replaced, in texts at any depth; in one pass, so that a text can't smuggle one in."""
    if isinstance(template, Mapping):
        return {key: _filled(value, values) for key, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, values) for value in template]
    if not isinstance(template, str):
        return template
    parts = [template]
    for name in values:
        parts = [piece for part in parts for piece in _split_keeping(part, name)]
    return "".join(values.get(part, part) for part in parts)


def _split_keeping(text: str, name: str) -> list[str]:
    pieces: list[str] = []
    for piece in text.split(name):
        pieces += [piece, name]
    return pieces[:-1]


def _encoded(body: Any) -> bytes:
    kind = next((value for name, value in settings.SHORT_MESSAGE_HEADERS.items() if name.lower() == "content-type"), "")
    if kind.startswith(FORM):
        return urlencode(body).encode()
    return json.dumps(body, ensure_ascii=False).encode()


def _ask(request: urllib.request.Request) -> bytes:
    """The answer to an accepted request. What failed before anything was sent is told apart from what may have gone."""
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=settings.SHORT_MESSAGE_TIMEOUT) as response:
            return bytes(response.read(ANSWER_BYTES))
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in UNANSWERED:
            raise GatewaySilent from error
        raise GatewayRefused(f"短信通道答复 {error.code}") from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError | ConnectionResetError | BrokenPipeError):
            raise GatewaySilent from error
        raise GatewayRefused(f"连不上短信通道（{type(error.reason).__name__}）") from error
    except (OSError, http.client.HTTPException) as error:
        raise GatewaySilent from error


def _require_success(answer: bytes, expected: Mapping[str, Any], mobile: str) -> None:
    """Each entry of `expected` stands in the JSON of the answer; a dotted name leads deeper. Empty: any answer will do."""
    if not expected:
        return
    try:
        said = json.loads(answer)
    except ValueError as error:
        raise GatewayRefused("短信通道的答复不是 JSON，不能确认已受理") from error
    for name, wanted in expected.items():
        found: Any = said
        for step in name.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
        if str(found) != str(wanted):
            shown = str(found)[:40]
            raise GatewayRefused(f"短信通道没有受理（{name}：{'略' if mobile in shown else shown}）")


GATEWAYS: dict[str, type[ConsoleGateway] | type[FolderGateway] | type[HttpGateway]] = {
    "console": ConsoleGateway,
    "file": FolderGateway,
    "http": HttpGateway,
}


def current() -> Gateway:
    return GATEWAYS[settings.SHORT_MESSAGE_GATEWAY]()


def shown_for_the_demonstration(message: ShortMessage) -> str:
    """What the folder's message says, on the pages of a demonstration station only: nobody has its telephones."""
    if not settings.DEMO_MODE or settings.SHORT_MESSAGE_GATEWAY != "file":
        return ""
    if message.claimed_at is None:
        return "短信正在发送，几秒后刷新本页，内容显示在这里。"
    path = Path(settings.SHORT_MESSAGE_FOLDER) / f"{message.public_id}.json"
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["text"])
    except (OSError, ValueError):
        return ""
