"""Rows that stand as they were written, and money that can't contradict the standard: triggers in the database itself."""

from django.db import migrations

from registration.ledger import RefuseInsert
from station.immutable import RefuseChange

CHARGED = "EXISTS (SELECT 1 FROM registration_chargeline WHERE registration_chargeline.item_id = OLD.id)"


class Migration(migrations.Migration):
    dependencies = [("registration", "0001_initial")]

    operations = [
        RefuseChange("registration_consent", message="a consent may not be changed"),
        RefuseChange("registration_namechange", message="a change of name may not be changed (R2.1)"),
        RefuseChange("registration_likenessdecision", message="a decision on a likeness may not be changed (R2.4)"),
        RefuseChange("registration_sighting", message="a sighting may not be changed (R2.1)"),
        RefuseChange("registration_receipt", message="an issued receipt may not be changed (R2.3)"),
        RefuseChange("registration_payment", message="a payment may not be changed (R2.3)"),
        RefuseChange("registration_charge", message="a charge may not be changed (R2.3)"),
        RefuseChange("registration_chargeline", message="a charge may not be changed (R2.3)"),
        RefuseChange("registration_registrationclosing", message="a signed closing may not be changed (R2.4)"),
        RefuseChange(
            "registration_feeitem", when=CHARGED, name="charged", message="this amount was charged by already (R2.3)"
        ),
        RefuseInsert(
            "registration_chargeline",
            when="NEW.amount <> (SELECT amount FROM registration_feeitem WHERE id = NEW.item_id)",
            name="by_standard",
            message="a charge is made by the fee standard (R2.3)",
        ),
        RefuseInsert(
            "registration_payment",
            when=(
                "NEW.amount <> (SELECT amount FROM registration_charge WHERE id = NEW.charge_id) "
                "OR NEW.amount <> (SELECT amount FROM registration_receipt WHERE id = NEW.receipt_id) "
                "OR NEW.amount <> (SELECT SUM(amount) FROM registration_chargeline WHERE charge_id = NEW.charge_id)"
            ),
            name="adds_up",
            message="payment, receipt and charge are one amount (R2.3)",
        ),
        RefuseChange("registration_supplementnotice", message="that somebody was told may not be changed (R1.2)"),
        RefuseChange("registration_acknowledgement", message="an answer to a supplement may not be changed (R1.2)"),
        RefuseChange("registration_refund", when="OLD.state = 'paid'", message="a refund paid out may not be changed"),
        RefuseInsert(
            "registration_refund",
            when="NEW.amount <> (SELECT amount FROM registration_payment WHERE id = NEW.payment_id)",
            name="whole",
            message="a refund is the whole of one payment (R2.3)",
        ),
        RefuseInsert(
            "registration_receipt",
            when=(
                "NEW.kind = 'paper' AND NOT EXISTS (SELECT 1 FROM registration_receiptbook WHERE id = NEW.book_id "
                "AND code = NEW.code AND CAST(NEW.number AS bigint) BETWEEN first AND last)"
            ),
            name="in_book",
            message="a paper receipt comes from its registered book (R2.3)",
        ),
    ]
