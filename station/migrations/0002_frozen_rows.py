"""Rows that stand as they were written: triggers in the database itself (frozen rows)."""

from django.db import migrations

from station.immutable import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("station", "0001_initial")]

    operations = [
        RefuseChange("station_auditentry", message="an audit row may not be changed"),
        # Personal values may be forgotten (deleted), never rewritten.
        RefuseChange(
            "station_auditpersonal", delete=False, message="personal values of an audit row may not be rewritten"
        ),
        RefuseChange("station_document", message="an issued document may not be changed"),
        RefuseChange("station_deadlineevent", message="the history of a deadline may not be changed"),
        RefuseChange(
            "station_calendarnotice", when="OLD.state = 'confirmed'", message="a confirmed notice may not be changed"
        ),
        RefuseChange(
            "station_noticeday",
            when="EXISTS (SELECT 1 FROM station_calendarnotice n WHERE n.id = OLD.notice_id AND n.state = 'confirmed')",
            message="a day of a confirmed notice may not be changed",
        ),
        RefuseChange("station_documentwithdrawal", message="a withdrawal may not be changed"),
    ]
