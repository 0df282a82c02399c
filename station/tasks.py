from celery import shared_task

from station import clock, deliveries, digests, jobs, notifications, returning, short_messages, sweep, verification


@shared_task(name="station.run_job", ignore_result=True, acks_late=True)
def run_job(job_id: int) -> None:
    jobs.run(job_id)


@shared_task(name="station.send_email", ignore_result=True)
def send_email(delivery_id: int) -> None:
    notifications.send_email(delivery_id)


@shared_task(name="station.sweep_deadlines", ignore_result=True)
def sweep_deadlines() -> None:
    sweep.sweep_deadlines(now=clock.now())


@shared_task(name="station.check_records", ignore_result=True)
def check_records() -> None:
    sweep.check_records(now=clock.now())


@shared_task(name="station.take_up_jobs", ignore_result=True)
def take_up_jobs() -> None:
    jobs.take_up_abandoned(now=clock.now())


@shared_task(name="station.hand_over_emails", ignore_result=True)
def hand_over_emails() -> None:
    deliveries.hand_over_again(now=clock.now())


@shared_task(name="station.send_digests", ignore_result=True)
def send_digests() -> None:
    digests.send_digests(now=clock.now())


@shared_task(name="station.send_short_message", ignore_result=True)
def send_short_message(message_id: int) -> None:
    short_messages.deliver(message_id)


@shared_task(name="station.hand_over_short_messages", ignore_result=True)
def hand_over_short_messages() -> None:
    short_messages.hand_over_again(now=clock.now())


@shared_task(name="station.forget_codes", ignore_result=True)
def forget_codes() -> None:
    verification.forget(now=clock.now())
    short_messages.forget(now=clock.now())
    returning.forget_expired()
