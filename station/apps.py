from django.apps import AppConfig
from django.db.models.signals import post_migrate


class StationConfig(AppConfig):
    name = "station"
    label = "station"
    verbose_name = "基础"

    def ready(self) -> None:
        from station import (
            calendar_links,  # noqa: F401 - registers its audit verbs
            checks,  # noqa: F401 - registers what `manage.py check` says of our settings
            deadline_book,
            navigation,  # noqa: F401 - adds the ground floor's lines to the left rail
            notices,  # noqa: F401 - registers its audit verbs
            stages,
            sweep,  # noqa: F401 - registers the verbs of the clock
            verbs,
        )
        from station.deadline_panel import nearest_deadlines
        from station.reference import load

        verbs.before_sealing(deadline_book.follow)
        stages.add_dashboard_panel(nearest_deadlines)
        # After every migration, and after a test database is flushed: the reference data is always there.
        post_migrate.connect(load, sender=self, dispatch_uid="station.reference")
