"""Rows that stand as they were written: triggers in the database itself (frozen rows)."""

from django.db import migrations

from station.immutable import RefuseChange

# The personal values of a custody entry may be erased when their retention ends; nothing else of it may change.
CUSTODY_COLUMNS = (
    "sequence",
    "bag_id",
    "step",
    "at",
    "handed_over_by_id",
    "received_by_id",
    "seal_number",
    "seal_intact",
    "copies_counted",
    "place",
    "alarms",
    "personal_digest",
    "previous",
    "digest",
)


class Migration(migrations.Migration):
    dependencies = [("exams", "0001_initial")]

    operations = [
        RefuseChange("exams_examnotice", message="a recorded notice may not be changed (R5.1)"),
        RefuseChange("exams_admissionticket", message="a ticket may not be changed (R5.2)"),
        RefuseChange("exams_ticketissue", message="a ticket may not be changed (R5.2)"),
        RefuseChange("exams_tickethandout", message="a hand-out may not be changed (R5.2)"),
        RefuseChange(
            "exams_custodyentry", columns=CUSTODY_COLUMNS, message="a custody entry may not be changed (R5.4)"
        ),
        RefuseChange("exams_briefing", message="a briefing record may not be changed (R5.5)"),
        RefuseChange("exams_roomopening", message="a room record may not be changed (R5.5)"),
        RefuseChange("exams_checkin", message="a check-in may not be changed (R5.6)"),
        RefuseChange("exams_incident", message="an incident record may not be changed (R5.8)"),
        RefuseChange("exams_markingcode", message="a marking code may not be changed (R5.9)"),
        RefuseChange("exams_scoreentry", message="a score entry may not be changed (R5.9)"),
        RefuseChange("exams_score", message="a locked score may not be changed (R5.10)"),
        RefuseChange("exams_resultrelease", message="a release may not be changed (R5.10)"),
    ]
