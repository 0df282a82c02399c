"""Rows that stand as they were written: triggers in the database itself (frozen rows)."""

from django.db import migrations

from station.immutable import RefuseChange

# The row may change together with a newly published supplement that it then points to, and with nothing else (R1.2).
# A supplement is used once: its paper was issued later than that of the one the row points to. One of words alone
# allows nothing.
BY_A_NEW_SUPPLEMENT = (
    "NEW.amended_by_id IS NOT NULL AND (OLD.amended_by_id IS NULL OR NEW.amended_by_id <> OLD.amended_by_id)"
    " AND EXISTS (SELECT 1 FROM announcements_announcement s WHERE s.id = NEW.amended_by_id"
    " AND s.kind = 'supplement' AND s.state = 'published' AND s.{owner}"
    " AND (s.purpose = 'withdrawal' OR CAST(s.amendments AS TEXT) <> '{{}}')"
    " AND s.document_id > COALESCE((SELECT p.document_id FROM announcements_announcement p"
    " WHERE p.id = OLD.amended_by_id), 0))"
)
ANNOUNCED = (
    "EXISTS (SELECT 1 FROM announcements_assessment a WHERE a.id = OLD.assessment_id AND a.announced_at IS NOT NULL)"
)


def frozen_but_for_supplements(table: str, announced: str, owner: str, message: str) -> list[RefuseChange]:
    amended = f"({announced}) AND NOT ({BY_A_NEW_SUPPLEMENT.format(owner=owner)})"
    return [
        RefuseChange(table, when=amended, delete=False, name="amended", message=message),
        RefuseChange(table, when=announced, update=False, message=message),
    ]


class Migration(migrations.Migration):
    dependencies = [("announcements", "0001_initial")]

    operations = [
        RefuseChange(
            "announcements_announcement",
            when="OLD.state = 'published'",
            message="a published announcement may not be changed (R1.2)",
        ),
        RefuseChange("announcements_opinion", message="a signed opinion may not be changed"),
        *frozen_but_for_supplements(
            "announcements_plannedassessment",
            "OLD.announced_at IS NOT NULL",
            "plan_id = OLD.plan_id",
            "a planned assessment that was made public changes by a published supplement only (R1.1)",
        ),
        RefuseChange(
            "announcements_plannedoffering",
            when="EXISTS (SELECT 1 FROM announcements_plannedassessment p WHERE p.id = OLD.planned_assessment_id"
            " AND p.announced_at IS NOT NULL)",
            message="a planned offering that was made public may not be changed (R1.1)",
        ),
        *frozen_but_for_supplements(
            "announcements_assessment",
            "OLD.announced_at IS NOT NULL",
            "assessment_id = OLD.id",
            "an announced assessment changes by a published supplement only (R1.2)",
        ),
        *frozen_but_for_supplements(
            "announcements_offering",
            ANNOUNCED,
            "assessment_id = OLD.assessment_id",
            "an announced offering changes by a published supplement only (R1.2)",
        ),
        RefuseChange(
            "announcements_offeringsubject",
            when="EXISTS (SELECT 1 FROM announcements_assessment a JOIN announcements_offering o ON o.assessment_id = a.id"
            " WHERE o.id = OLD.offering_id AND a.announced_at IS NOT NULL)",
            message="an announced subject may not be changed (R1.2)",
        ),
    ]
