"""What later stages add to the public page of an announcement: what it costs, say (R2.3).

They register in `AppConfig.ready()`, as with the panels of the staff's page (station.stages).
"""

from collections.abc import Callable
from datetime import datetime

from announcements.models import Assessment
from station.stages import Panel

PublicPanel = Callable[[Assessment, datetime], "Panel | None"]
_panels: list[PublicPanel] = []


def add_public_panel(build: PublicPanel) -> PublicPanel:
    """`build` gets the assessment with its offerings loaded, and must say nothing personal."""
    _panels.append(build)
    return build


def public_panels(assessment: Assessment, now: datetime) -> list[Panel]:
    return [panel for build in _panels if (panel := build(assessment, now))]
