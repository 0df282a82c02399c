"""What later stages add to the public page of an announcement: what it costs, say (R2.3).

They register in `AppConfig.ready()`, as with the panels of the staff's page (station.stages).
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from announcements.models import Assessment
from station.stages import Panel

# The assessment with its offerings loaded; what each of them (by public id) is called in the announcement; now.
PublicPanel = Callable[[Assessment, Mapping[str, str], datetime], "Panel | None"]
_panels: list[PublicPanel] = []


def add_public_panel(build: PublicPanel) -> PublicPanel:
    """What `build` shows must be nothing personal, and in the words that were announced."""
    _panels.append(build)
    return build


def public_panels(assessment: Assessment, names: Mapping[str, str], now: datetime) -> list[Panel]:
    return [panel for build in _panels if (panel := build(assessment, names, now))]
