"""Text messages: each handed to the gateway at most once, what became of it said, its text gone when it has served."""

import json
import logging
import stat
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from kombu.exceptions import OperationalError

from station import clock, short_messages, verification
from station.clock import at
from station.enums import Role
from station.models import ShortMessage
from station.short_messages import gateways
from station.short_messages.gateways import shown_for_the_demonstration
from tests.factories.station import make_user

pytestmark = pytest.mark.django_db
NOW = at(datetime(2026, 9, 14).date(), 9, 0)
MINUTE = timedelta(minutes=1)
MOBILE, WORDS = "13900000001", "您的验证码是 271828"


@pytest.fixture(autouse=True)
def standing_clock(db: None, settings, tmp_path: Path) -> None:
    clock.move_to(NOW, frozen=True)
    settings.SHORT_MESSAGE_FOLDER = tmp_path / "short-messages"


def written(recipient: str = MOBILE, useless_after: datetime = NOW + 10 * MINUTE) -> ShortMessage:
    return short_messages.send(purpose="code", recipient=recipient, text=WORDS, useless_after=useless_after, now=NOW)


def state(message: ShortMessage, now: datetime = NOW) -> str:
    return short_messages.with_state(ShortMessage.objects.filter(pk=message.pk), now).get().delivery_state


def delivered(message: ShortMessage) -> ShortMessage:
    short_messages.deliver(message.pk)
    message.refresh_from_db()
    return message


# --- at most once --------------------------------------------------------------------------------------------------------


class Recorder:
    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def send(self, *, mobile: str, text: str, reference: str, now: datetime) -> None:
        self.sent.append((mobile, text))


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr(gateways, "current", lambda: recorder)
    return recorder


def test_a_message_goes_out_once_however_often_it_is_handed_over(recorder: Recorder) -> None:
    message = written()
    assert state(message) == "delivery_waiting"
    for _ in range(3):
        delivered(message)
    assert recorder.sent == [(MOBILE, f"【山东职业学院职业技能鉴定所】{WORDS}")]
    assert (message.sent_at, message.text, state(message)) == (NOW, "", "delivery_sent")


def test_it_is_handed_to_the_worker_after_commit(recorder: Recorder, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        message = written()
        assert recorder.sent == []
    assert len(recorder.sent) == 1
    assert message.handed_over is True


def test_a_broker_that_is_away_costs_nobody_the_page_and_is_said(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    def away(*args: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr("station.tasks.send_short_message.delay", away)
    with django_capture_on_commit_callbacks(execute=True):
        message = written()
    assert message.handed_over is False
    assert state(message) == "delivery_waiting"


def test_what_was_forgotten_is_handed_over_again_and_what_is_useless_is_given_up(recorder: Recorder) -> None:
    forgotten, late = written(), written(useless_after=NOW + MINUTE)
    assert short_messages.hand_over_again(now=NOW + 2 * MINUTE) == 1
    late.refresh_from_db()
    assert (late.error, late.text, state(late)) == ("过了有效时间还没有发出，不再发送", "", "delivery_failed")
    assert [mobile for mobile, _ in recorder.sent] == [MOBILE]
    assert state(forgotten) == "delivery_sent"


def test_a_code_that_comes_too_late_is_not_sent(recorder: Recorder) -> None:
    message = written(useless_after=NOW)
    delivered(message)
    assert recorder.sent == []
    assert (message.text, state(message)) == ("", "delivery_failed")


def test_where_a_worker_died_nobody_can_say_and_the_text_goes(recorder: Recorder) -> None:
    message = written()
    ShortMessage.objects.filter(pk=message.pk).update(claimed_at=NOW)
    assert state(message, NOW + MINUTE) == "delivery_sending"
    later = NOW + 11 * MINUTE
    assert state(message, later) == "delivery_uncertain"
    assert short_messages.hand_over_again(now=later) == 0
    short_messages.forget(now=later)
    message.refresh_from_db()
    assert (message.text, recorder.sent) == ("", [])


def test_old_rows_go_when_their_time_of_keeping_is_over() -> None:
    written()
    assert short_messages.forget(now=NOW + timedelta(days=179)) == 0
    short_messages.forget(now=NOW + timedelta(days=181))
    assert ShortMessage.objects.count() == 0


def test_a_number_and_a_text_stand_encrypted_in_the_table() -> None:
    written()
    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient, text FROM station_shortmessage")
        kept = " ".join(cursor.fetchone())
    assert MOBILE not in kept
    assert "271828" not in kept


# --- what the station says of itself -------------------------------------------------------------------------------------


def test_messages_that_wait_or_fail_in_a_row_are_said_of_the_station() -> None:
    assert not short_messages.out_of_order(now=NOW)
    waiting = written()
    assert not short_messages.out_of_order(now=NOW + timedelta(seconds=40))
    assert short_messages.out_of_order(now=NOW + MINUTE)
    delivered(waiting)
    assert not short_messages.out_of_order(now=NOW + MINUTE)
    failed = [written() for _ in range(3)]
    ShortMessage.objects.filter(pk__in=[row.pk for row in failed]).update(claimed_at=NOW, error="短信通道答复 500")
    assert short_messages.out_of_order(now=NOW + MINUTE)


# --- console and folder --------------------------------------------------------------------------------------------------


def test_the_folder_holds_one_file_per_message_for_its_owner_alone(settings) -> None:
    message = delivered(written())
    (file,) = Path(settings.SHORT_MESSAGE_FOLDER).iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    said = json.loads(file.read_text(encoding="utf-8"))
    assert (said["mobile"], WORDS in said["text"]) == (MOBILE, True)
    assert shown_for_the_demonstration(message) == ""  # no demonstration: never on a page
    settings.DEMO_MODE = True
    assert WORDS in shown_for_the_demonstration(message)


def test_a_folder_that_cannot_be_written_is_a_failure_with_its_reason(settings, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    settings.SHORT_MESSAGE_FOLDER = tmp_path / "taken"
    message = delivered(written())
    assert "不能写入短信文件夹" in message.error
    assert state(message) == "delivery_failed"


def test_the_console_prints_the_message(settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.SHORT_MESSAGE_GATEWAY = "console"
    assert state(delivered(written())) == "delivery_sent"
    assert WORDS in capsys.readouterr().err


# --- a provider's interface, at a real server ----------------------------------------------------------------------------


class Provider:
    """A server that answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], str]] = []
        self.answer: Callable[[BaseHTTPRequestHandler], None] = lambda handler: reply(handler, 200, b'{"code": 0}')
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
                provider.asked.append((self.command, self.path, dict(self.headers), body))
                provider.answer(self)

            def do_PUT(self) -> None:
                self.do_POST()

            def do_GET(self) -> None:
                self.do_POST()

            def log_message(self, *args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/send"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def reply(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    provider = Provider()
    settings.SHORT_MESSAGE_GATEWAY = "http"
    settings.SHORT_MESSAGE_URL = provider.url
    settings.SHORT_MESSAGE_HEADERS = {"Content-Type": "application/json", "Authorization": "Bearer secret"}
    settings.SHORT_MESSAGE_BODY = {"to": ["{mobile}"], "message": {"content": "{text}"}, "id": "{reference}", "n": 1}
    settings.SHORT_MESSAGE_SUCCESS = {"code": "0"}
    settings.SHORT_MESSAGE_TIMEOUT = 1
    yield provider
    provider.server.shutdown()
    provider.server.server_close()


def test_the_provider_gets_the_body_and_the_headers_as_described(provider: Provider) -> None:
    message = delivered(written())
    ((method, path, headers, body),) = provider.asked
    assert (method, path, headers["Authorization"]) == ("POST", "/send", "Bearer secret")
    assert json.loads(body) == {
        "to": [MOBILE],
        "message": {"content": f"【山东职业学院职业技能鉴定所】{WORDS}"},
        "id": str(message.public_id),
        "n": 1,
    }
    assert state(message) == "delivery_sent"


def test_a_text_cannot_smuggle_in_a_placeholder(provider: Provider) -> None:
    text = "回复{mobile}和{reference}"
    message = short_messages.send(purpose="code", recipient=MOBILE, text=text, useless_after=NOW + MINUTE, now=NOW)
    delivered(message)
    assert json.loads(provider.asked[0][3])["message"]["content"].endswith(text)


def test_a_body_may_be_a_form_and_the_method_another(provider: Provider, settings) -> None:
    settings.SHORT_MESSAGE_HEADERS = {"content-type": "application/x-www-form-urlencoded"}
    settings.SHORT_MESSAGE_BODY = {"mobile": "{mobile}", "content": "{text}"}
    settings.SHORT_MESSAGE_METHOD = "PUT"
    delivered(written())
    assert provider.asked[0][0] == "PUT"
    assert provider.asked[0][3].startswith(f"mobile={MOBILE}&content=%E3%80%90")


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (500, b"oops", "短信通道答复 500"),
        (401, b"", "短信通道答复 401"),
        (200, b'{"code": 17, "msg": "13900000001"}', "短信通道没有受理（code：17）"),
        (200, b'{"code": "bad number 13900000001"}', "短信通道没有受理（code：略）"),
        (200, b"<html>", "短信通道的答复不是 JSON，不能确认已受理"),
        (200, b"[]", "短信通道没有受理（code：None）"),
    ],
)
def test_a_refusal_is_a_failure_with_its_reason_and_nothing_personal(
    provider: Provider, caplog: pytest.LogCaptureFixture, status: int, body: bytes, error: str
) -> None:
    provider.answer = lambda handler: reply(handler, status, body)
    with caplog.at_level(logging.DEBUG):
        message = delivered(written())
    assert (message.error, message.text, message.sent_at) == (error, "", None)
    assert MOBILE not in caplog.text
    assert "271828" not in caplog.text


def test_the_answer_may_be_read_at_any_depth_or_not_at_all(provider: Provider, settings) -> None:
    provider.answer = lambda handler: reply(handler, 200, b'{"result": {"state": "ok"}}')
    settings.SHORT_MESSAGE_SUCCESS = {"result.state": "ok"}
    assert state(delivered(written())) == "delivery_sent"
    settings.SHORT_MESSAGE_SUCCESS = {}
    provider.answer = lambda handler: reply(handler, 204, b"")
    assert state(delivered(written())) == "delivery_sent"


def test_a_provider_that_never_answers_leaves_a_doubt_and_is_not_asked_again(provider: Provider, settings) -> None:
    """The message may have gone out: neither sent nor failed, and never a second time."""
    release = threading.Event()
    settings.SHORT_MESSAGE_TIMEOUT = 0.2
    provider.answer = lambda handler: release.wait(5) and None
    message = delivered(written())
    release.set()
    assert (message.sent_at, message.error, message.text) == (None, "", "")
    assert state(message, NOW + 11 * MINUTE) == "delivery_uncertain"
    delivered(message)
    assert len(provider.asked) == 1


def test_a_provider_that_hangs_up_leaves_a_doubt(provider: Provider) -> None:
    provider.answer = lambda handler: handler.connection.close()
    message = delivered(written())
    assert (message.sent_at, message.error) == (None, "")


@pytest.mark.parametrize("status", [502, 504])
def test_a_proxy_that_got_no_answer_leaves_a_doubt(provider: Provider, status: int) -> None:
    provider.answer = lambda handler: reply(handler, status, b"")
    message = delivered(written())
    assert (message.sent_at, message.error) == (None, "")


def test_numbers_are_not_sent_on_to_where_a_provider_points(provider: Provider) -> None:
    elsewhere = Provider()
    provider.answer = lambda handler: reply(handler, 302, b"", Location=elsewhere.url)
    message = delivered(written())
    assert message.error == "短信通道答复 302"
    assert elsewhere.asked == []
    elsewhere.server.shutdown()
    elsewhere.server.server_close()


def test_a_provider_that_is_not_there_is_a_failure_and_not_a_doubt(provider: Provider, settings) -> None:
    settings.SHORT_MESSAGE_URL = "http://127.0.0.1:9/"
    message = delivered(written())
    assert message.error == "连不上短信通道（ConnectionRefusedError）"
    assert state(message) == "delivery_failed"


# --- the administrator's page --------------------------------------------------------------------------------------------


@pytest.fixture
def administrator() -> Client:
    client = Client()
    client.force_login(make_user("ada", Role.ADMINISTRATOR), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_administrator_sees_what_became_of_messages_and_nobody_s_number(administrator: Client) -> None:
    doubtful = written()
    ShortMessage.objects.filter(pk=doubtful.pk).update(claimed_at=NOW - 11 * MINUTE)
    page = administrator.get("/manage/short-messages/").content.decode()
    assert "有 1 条短信发送结果不明" in page
    assert "没有接通短信通道" in page
    assert MOBILE not in page
    assert "271828" not in page
    delivered(written())
    listed = administrator.get("/manage/short-messages/?state=delivery_sent").context["page"]
    assert [row.delivery_state for row in listed] == ["delivery_sent"]


def test_a_blind_is_told_from_a_message_to_the_administrator_alone(administrator: Client) -> None:
    delivered(written(recipient=""))
    assert "没有对应的账号，没有真正发出" in administrator.get("/manage/short-messages/").content.decode()


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_three(administrator: Client) -> None:
    counts = []
    for number in (1, 3):
        while ShortMessage.objects.count() < number:
            mobile = f"1390000001{ShortMessage.objects.count()}"
            verification.ask(purpose="sign_up", mobile=mobile, subject="x", origin="", now=NOW)
        with CaptureQueriesContext(connection) as asked:
            administrator.get("/manage/short-messages/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
