"""Rows that stand as they were written: triggers in the database itself (frozen rows)."""

from django.db import migrations

from station.immutable import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("registration", "0002_initial")]

    operations = [
        RefuseChange("registration_sighting", message="a sighting may not be changed (R2.1)"),
        RefuseChange("registration_receipt", message="an issued receipt may not be changed (R2.3)"),
        RefuseChange("registration_payment", message="a payment may not be changed (R2.3)"),
        RefuseChange("registration_chargeline", message="a charge may not be changed (R2.3)"),
        RefuseChange("registration_registrationclosing", message="a signed closing may not be changed (R2.4)"),
    ]
