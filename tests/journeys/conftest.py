"""A real Chromium, a real server on a free port, a real database file. Journeys say page.goto("/my/").

Every journey fails when the browser reports an error: a script that broke, a file that was not found, or anything the
content policy refused.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import ConsoleMessage, Page, Response
from pytest_django.live_server_helper import LiveServer

from tests import services

# Playwright's loop lives on in the thread of the tests, whose ORM calls are none the less synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    return browser_type_launch_args | {
        "executable_path": services.chromium(),
        "args": services.CHROMIUM_SWITCHES,
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return browser_context_args | {
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1440, "height": 900},
    }


@pytest.fixture(scope="session")
def station_server(django_db_setup: None) -> Iterator[LiveServer]:
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def base_url(station_server: LiveServer) -> str:
    """So that a journey says page.goto("/my/")."""
    return station_server.url


@pytest.fixture(autouse=True)
def real_commits(lasting_database: None) -> None:
    """What the test writes is seen by the server, and put back afterwards."""


@pytest.fixture(autouse=True)
def untroubled(page: Page) -> Iterator[None]:
    troubles: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # A refused page is reported here as well; whether that was expected is for the journey to say.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            troubles.append(message.text)

    def see(response: Response) -> None:
        part_of_page = response.request.resource_type in ("stylesheet", "script", "font", "image")
        if response.status >= (400 if part_of_page else 500):
            troubles.append(f"{response.status} {response.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("response", see)
    yield
    assert troubles == []
