"""What `manage.py check` says of settings that would only fail when they are first used."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from station.short_messages.gateways import GATEWAYS

HERE = ("localhost", "127.0.0.1", "::1")


@register("station")
def short_message_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    name = settings.SHORT_MESSAGE_GATEWAY
    if name not in GATEWAYS:
        known = ", ".join(GATEWAYS)
        return [Error(f"SHORT_MESSAGE_GATEWAY is {name!r}; it may be one of {known}.", id="station.E001")]
    if name != "http":
        return []
    problems: list[CheckMessage] = []
    if urlsplit(settings.SHORT_MESSAGE_URL).scheme not in ("http", "https"):
        problems.append(Error("SHORT_MESSAGE_URL must be an address with https:// (or http://).", id="station.E002"))
    body = json.dumps(settings.SHORT_MESSAGE_BODY, ensure_ascii=False)
    if not isinstance(settings.SHORT_MESSAGE_BODY, dict) or "{mobile}" not in body or "{text}" not in body:
        hint = 'For example {"mobile": "{mobile}", "text": "{text}"}.'
        problems.append(
            Error("SHORT_MESSAGE_BODY must be a JSON object that names {mobile} and {text}.", hint, id="station.E003")
        )
    if not isinstance(settings.SHORT_MESSAGE_HEADERS, dict) or not isinstance(settings.SHORT_MESSAGE_SUCCESS, dict):
        problems.append(
            Error("SHORT_MESSAGE_HEADERS and SHORT_MESSAGE_SUCCESS must be JSON objects.", id="station.E004")
        )
    return problems


@register("station", deploy=True)
def short_messages_in_production(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.SHORT_MESSAGE_GATEWAY != "http":
        hint = "Codes reach nobody's telephone: candidates can neither sign up nor set a new password."
        return [Warning("SHORT_MESSAGE_GATEWAY is not http.", hint, id="station.W001")]
    address = urlsplit(settings.SHORT_MESSAGE_URL)
    if address.scheme != "https" and address.hostname not in HERE:
        return [Warning("SHORT_MESSAGE_URL is not https: codes and numbers travel in the clear.", id="station.W002")]
    return []
