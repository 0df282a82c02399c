from django.apps import AppConfig
from django.db.models.signals import post_migrate


class StationConfig(AppConfig):
    name = "station"
    label = "station"
    verbose_name = "基础"

    def ready(self) -> None:
        from station import (
            deadline_book,
            navigation,  # noqa: F401 - adds the ground floor's lines to the left rail
            verbs,
        )
        from station.reference import load

        # After every migration, and after a test database is flushed: the reference data is always there.
        verbs.before_sealing(deadline_book.follow)
        post_migrate.connect(load, sender=self, dispatch_uid="station.reference")
