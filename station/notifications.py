"""Telling people: a row in the application, an e-mail where an address is known, a text message where it matters."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail

from station import broker, clock, profile, short_messages
from station.models import EmailDelivery, Notification, User

# News that applicants wait for: what was decided about their application. A day later they have seen it elsewhere.
BY_TEXT_MESSAGE = ("application",)
TEXT_MESSAGE_SERVES = timedelta(days=1)
LONGEST_TEXT_MESSAGE = 120
PhoneBook = Callable[[User], str]
_phone_books: list[PhoneBook] = []


def add_phone_book(mobile_of: PhoneBook) -> None:
    """Have `mobile_of` asked for the mobile number of somebody who is told something; "" where it knows none."""
    _phone_books.append(mobile_of)


def holders_of(*roles: str) -> Iterable[User]:
    """Active holders of any of the roles."""
    return User.objects.filter(is_active=True, role_grants__role__in=roles, role_grants__revoked_at=None).distinct()


def notify(
    recipients: Iterable[User],
    *,
    kind: str,
    text: str,
    now: datetime,
    url: str = "",
    scope: str = "",
    key: str = "",
    subject: str = "",
    body: str = "",
) -> int:
    """Leave `text` for each recipient; with a `key`, at most once each. Returns how many were new.

    Call it inside the verb that gives the occasion; the e-mail goes out after commit. It carries `text`, or `subject`
    and `body` where they are given.
    """
    count = 0
    for user in recipients:
        values = {"kind": kind, "text": text[:300], "url": url, "scope": scope, "created_at": now}
        if key:
            notification, created = Notification.objects.get_or_create(recipient=user, key=key, defaults=values)
            if not created:
                continue
        else:
            notification = Notification.objects.create(recipient=user, **values)
        count += 1
        if user.email:
            delivery = EmailDelivery(notification=notification, subject=subject[:120], body=body)
            delivery.save(force_insert=True)
            _enqueue_email(delivery)
        if kind in BY_TEXT_MESSAGE:
            _send_text_message(user, kind, text, now)
    return count


def _send_text_message(user: User, kind: str, text: str, now: datetime) -> None:
    """Where a gateway reaches telephones and the station wants it so."""
    if not short_messages.gateway_is_real():
        return
    if not profile.value("short_messages.decisions", on=clock.local_date(now)):
        return
    mobile = next((found for find in _phone_books if (found := find(user))), "")
    if mobile:
        said = text if len(text) <= LONGEST_TEXT_MESSAGE else f"{text[: LONGEST_TEXT_MESSAGE - 1]}…"
        useless = now + TEXT_MESSAGE_SERVES
        short_messages.send(
            purpose=kind, recipient=mobile, text=f"{said} 详情请登录查看。", useless_after=useless, now=now
        )


def _enqueue_email(delivery: EmailDelivery) -> None:
    from station.tasks import send_email as task

    broker.after_commit(task, delivery.pk)


def send_email(delivery_id: int) -> None:
    """Send one e-mail at most once: claimed first, so that a second worker passes over it."""
    unclaimed = EmailDelivery.objects.filter(pk=delivery_id, claimed_at=None, error="")
    if not unclaimed.update(claimed_at=clock.now()):
        return
    delivery = EmailDelivery.objects.select_related("notification__recipient").get(pk=delivery_id)
    notification = delivery.notification
    body = f"{notification.recipient.name}：\n\n{delivery.body or notification.text}\n\n{settings.STATION_NAME}"
    # One line: a title that was pasted in two would be refused as a header, and the e-mail never sent.
    subject = " ".join(f"{settings.STATION_NAME}：{delivery.subject or notification.text[:40]}".split())
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [notification.recipient.email])
    except OSError as error:
        EmailDelivery.objects.filter(pk=delivery_id).update(error=str(error)[:200] or type(error).__name__)
    else:
        EmailDelivery.objects.filter(pk=delivery_id).update(sent_at=clock.now())
