"""Rows that stand as they were written: triggers in the database itself (frozen rows)."""

from django.db import migrations

from station.immutable import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("assessment_sessions", "0001_initial")]

    operations = [
        RefuseChange(
            "assessment_sessions_filingpackage",
            when="OLD.state = 'filed'",
            message="a filed package may not be changed (R4.1)",
        ),
        RefuseChange("assessment_sessions_filing", message="a filing may not be changed (R4.2)"),
        RefuseChange("assessment_sessions_centreanswer", message="the answer of the centre may not be changed (R4.3)"),
        RefuseChange(
            "assessment_sessions_refusedapplicant", message="the answer of the centre may not be changed (R4.3)"
        ),
        RefuseChange("assessment_sessions_settlement", message="a settlement may not be changed (R4.3)"),
    ]
