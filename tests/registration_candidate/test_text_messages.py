"""What was decided about an application reaches the applicant's telephone, where a gateway reaches telephones (R2.1)."""

import pytest

from announcements.models import Offering
from registration import services
from registration.enums import Channel
from registration.models import Application, Candidate
from station.models import Notification, ProfileValue
from tests.factories.accounts import texts_to
from tests.factories.registration import OPEN, Counter, person

HERS = "13900000002"


@pytest.fixture
def application(alice: Candidate, offering: Offering) -> Application:
    services.enter_application(
        offering=offering, person=person(2, name="爱丽丝"), channel=Channel.COUNTER, actor=Counter().officer, now=OPEN
    )
    application = Application.objects.get()
    services.submit_application(application=application, actor=Counter().officer, now=OPEN)
    return application


def send_back(application: Application) -> list[str]:
    before = len(texts_to(HERS))
    services.return_application(application=application, actor=Counter().officer, now=OPEN, reason="毕业证照片看不清")
    return texts_to(HERS)[before:]


def test_who_is_sent_back_gets_a_text_message_once_a_gateway_is_there(application: Application, settings) -> None:
    settings.SHORT_MESSAGE_GATEWAY = "http"
    (text,) = send_back(application)
    assert "毕业证照片看不清" in text
    assert text.endswith("详情请登录查看。")


@pytest.mark.parametrize("gateway", ["file", "console"])
def test_a_demonstration_sends_none_and_the_notice_stands_all_the_same(
    application: Application, settings, gateway: str
) -> None:
    settings.SHORT_MESSAGE_GATEWAY = gateway
    assert send_back(application) == []
    assert Notification.objects.filter(kind="application", text__contains="退回修改").count() == 1


def test_the_station_may_switch_it_off(application: Application, settings) -> None:
    settings.SHORT_MESSAGE_GATEWAY = "http"
    ProfileValue.objects.filter(key="short_messages.decisions").update(value=False)
    assert send_back(application) == []


def test_a_long_reason_is_cut(application: Application, settings) -> None:
    settings.SHORT_MESSAGE_GATEWAY = "http"
    before = len(texts_to(HERS))
    services.return_application(application=application, actor=Counter().officer, now=OPEN, reason="补" * 250)
    (text,) = texts_to(HERS)[before:]
    assert len(text) < 160
