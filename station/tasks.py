from celery import shared_task

from station import jobs, notifications


@shared_task(name="station.run_job", ignore_result=True, acks_late=True)
def run_job(job_id: int) -> None:
    jobs.run(job_id)


@shared_task(name="station.send_email", ignore_result=True)
def send_email(delivery_id: int) -> None:
    notifications.send_email(delivery_id)
