"""Rows that stand as they were written: triggers in the database itself (frozen rows)."""

from django.db import migrations

from station.immutable import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial")]

    operations = [
        RefuseChange("certificates_dossier", message="a dossier may not be changed (R6.1)"),
        RefuseChange("certificates_confirmation", message="a confirmation may not be changed (R6.1)"),
        RefuseChange("certificates_confirmedresult", message="a confirmed result may not be changed (R6.1)"),
        RefuseChange("certificates_stampingrequest", message="a stamping request may not be changed (R6.2)"),
        RefuseChange("certificates_certificatehandout", message="a hand-out may not be changed (R6.3)"),
        # What the centre gave stays; only what is printed, and where it stands, changes. Nothing is deleted.
        RefuseChange(
            "certificates_certificate",
            columns=("public_id", "result_id", "number", "issued_on", "registered_by_id", "registered_at"),
            message="a certificate's number may not be changed (R6.2)",
        ),
        RefuseChange(
            "certificates_certificate",
            when="OLD.state = 'handed_out'",
            delete=False,
            name="handed_out",
            message="a certificate that was handed out may not be changed (R6.3)",
        ),
    ]
