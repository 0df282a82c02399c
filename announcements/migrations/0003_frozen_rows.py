"""Rows that stand as they were written: triggers in the database itself (frozen rows)."""

from django.db import migrations

from station.immutable import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("announcements", "0002_initial")]

    operations = [
        RefuseChange(
            "announcements_announcement",
            when="OLD.state = 'published'",
            message="a published announcement may not be changed (R1.2)",
        ),
        RefuseChange("announcements_opinion", message="a signed opinion may not be changed"),
        RefuseChange(
            "announcements_plannedassessment",
            when="OLD.announced_at IS NOT NULL",
            message="a planned assessment that was made public may not be changed (R1.1)",
        ),
        RefuseChange(
            "announcements_plannedoffering",
            when="EXISTS (SELECT 1 FROM announcements_plannedassessment p WHERE p.id = OLD.planned_assessment_id"
            " AND p.announced_at IS NOT NULL)",
            message="a planned offering that was made public may not be changed (R1.1)",
        ),
        RefuseChange(
            "announcements_assessment",
            when="OLD.announced_at IS NOT NULL",
            message="an announced assessment may not be changed (R1.2)",
        ),
        RefuseChange(
            "announcements_offering",
            when="EXISTS (SELECT 1 FROM announcements_assessment a WHERE a.id = OLD.assessment_id"
            " AND a.announced_at IS NOT NULL)",
            message="an announced offering may not be changed (R1.2)",
        ),
        RefuseChange(
            "announcements_offeringsubject",
            when="EXISTS (SELECT 1 FROM announcements_assessment a JOIN announcements_offering o ON o.assessment_id = a.id"
            " WHERE o.id = OLD.offering_id AND a.announced_at IS NOT NULL)",
            message="an announced subject may not be changed (R1.2)",
        ),
    ]
