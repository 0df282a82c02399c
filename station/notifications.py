"""Telling people: a row in the application, and an e-mail where an address is known."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail

from station import broker, clock
from station.models import EmailDelivery, Notification, User


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
    return count


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
