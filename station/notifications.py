"""Telling people: a row in the application, and an e-mail where an address is known."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from station import clock
from station.models import EmailDelivery, Notification, User


def holders_of(*roles: str) -> Iterable[User]:
    """Active holders of any of the roles."""
    return User.objects.filter(is_active=True, role_grants__role__in=roles, role_grants__revoked_at=None).distinct()


def notify(
    recipients: Iterable[User], *, kind: str, text: str, now: datetime, url: str = "", scope: str = "", key: str = ""
) -> int:
    """Leave `text` for each recipient; with a `key`, at most once each. Returns how many were new.

    Call it inside the verb that gives the occasion; the e-mail goes out after commit.
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
            _enqueue_email(EmailDelivery.objects.create(notification=notification))
    return count


def _enqueue_email(delivery: EmailDelivery) -> None:
    from station.tasks import send_email as task

    transaction.on_commit(lambda: task.delay(delivery.pk))


def send_email(delivery_id: int) -> None:
    """Send one e-mail at most once: claimed first, so that a second worker passes over it."""
    if not EmailDelivery.objects.filter(pk=delivery_id, claimed_at=None).update(claimed_at=clock.now()):
        return
    delivery = EmailDelivery.objects.select_related("notification__recipient").get(pk=delivery_id)
    notification = delivery.notification
    body = f"{notification.recipient.name}：\n\n{notification.text}\n\n{settings.STATION_NAME}"
    subject = f"{settings.STATION_NAME}：{notification.text[:40]}"
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [notification.recipient.email])
    except OSError as error:
        EmailDelivery.objects.filter(pk=delivery_id).update(error=str(error)[:200])
    else:
        EmailDelivery.objects.filter(pk=delivery_id).update(sent_at=clock.now())
