from celery import shared_task

from announcements import services
from station import clock


@shared_task(name="announcements.forget_askers", ignore_result=True)
def forget_askers() -> None:
    services.forget_askers(now=clock.now())
