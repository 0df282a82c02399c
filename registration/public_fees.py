"""What it costs, on the public page of an announcement (R2.3): by the standard in force, offering by offering."""

from collections.abc import Mapping
from datetime import datetime

from announcements.models import Assessment
from registration import pricing, selectors
from station import clock
from station.stages import Panel


def fees_of_assessment(assessment: Assessment, names: Mapping[str, str], now: datetime) -> Panel | None:
    """Two queries, whatever the number of offerings: these come loaded."""
    standard = selectors.fee_standard_in_force(clock.local_date(now))
    items = selectors.priced_items(standard) if standard else []
    rows = []
    for offering in assessment.offerings.all():
        subjects = [row.subject for row in offering.subjects.all()]
        complete = not pricing.pricing_reasons(items, level=offering.level, subjects=subjects)
        price = pricing.price(items, level=offering.level, subjects=subjects)
        name = names.get(str(offering.public_id), str(offering))
        rows.append({"name": name, "price": price if complete else None})
    return Panel("registration/public/_fees.html", {"standard": standard, "rows": rows}) if rows else None
