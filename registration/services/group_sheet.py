"""Our own people as a workbook: who they are, where they stand, what is still to be done (R2.4)."""

from datetime import datetime

from announcements.models import Assessment
from registration import policies, selectors
from registration.services.applications import require
from station import audit, clock
from station.models import User
from station.verbs import verb

audit.register_verbs({"group.export": "导出本单位人员名册"})


@verb
def people_sheet(*, assessment: Assessment, actor: User, now: datetime) -> bytes:
    """Everybody this contact brought in; identity and mobile numbers stay masked."""
    require(actor, policies.IMPORTERS, "导出人员名册", "R2.4")
    mine = policies.brought_by(actor).filter(offering__assessment=assessment).values("pk")
    rows = selectors.with_photo_flag(selectors.whole().filter(pk__in=mine)).prefetch_related("subjects")
    people = list(rows.order_by("number", "id"))
    facts = {"rows": len(people), "assessment": str(assessment.public_id)}
    audit.record(verb="group.export", actor=actor, obj=actor, now=now, scope=assessment.audit_scope, facts=facts)
    from registration.group_sheet import drawn

    title = f"{assessment.title}集体报名人员"
    return drawn(people, title=title, author=actor.organisation or actor.name, issued=clock.local_date(now))
