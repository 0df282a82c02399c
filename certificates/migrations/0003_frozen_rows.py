"""Rows that stand as they were written: triggers in the database itself (frozen rows)."""

from django.db import migrations

from station.immutable import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("certificates", "0002_initial")]

    operations = [
        RefuseChange("certificates_dossier", message="a dossier may not be changed (R6.1)"),
        RefuseChange("certificates_confirmation", message="a confirmation may not be changed (R6.1)"),
        RefuseChange("certificates_confirmedresult", message="a confirmed result may not be changed (R6.1)"),
        RefuseChange("certificates_stampingrequest", message="a stamping request may not be changed (R6.2)"),
        RefuseChange("certificates_certificatehandout", message="a hand-out may not be changed (R6.3)"),
    ]
