"""Handing tasks to the worker. What must be done stands in a row; the task only says that it is time.

So a broker that is away costs nobody a request or a verb: the sweep hands over later what was not taken up
(`station.deliveries.hand_over_again`, `station.jobs.take_up_abandoned`).
"""

import logging
from typing import Any

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def after_commit(task: Task, *arguments: Any) -> None:
    transaction.on_commit(lambda: hand_over(task, *arguments))


def hand_over(task: Task, *arguments: Any) -> bool:
    """Whether the broker took it. How long it is tried: CELERY_TASK_PUBLISH_RETRY_POLICY."""
    try:
        task.delay(*arguments)
    except (OperationalError, OSError) as error:
        logger.warning("The broker did not take %s: %s", task.name, type(error).__name__)
        return False
    return True
