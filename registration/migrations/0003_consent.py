import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from station.immutable import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("registration", "0002_frozen_rows"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("personal_data", "个人信息处理"), ("photo", "照片使用")],
                        max_length=20,
                        verbose_name="事项",
                    ),
                ),
                ("version", models.CharField(max_length=20, verbose_name="文本版本")),
                ("text_sha256", models.CharField(max_length=64)),
                ("granted", models.BooleanField(verbose_name="同意")),
                ("given_at", models.DateTimeField()),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="registration.candidate",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents_given",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-id"]},
        ),
        RefuseChange("registration_consent", message="a consent may not be changed"),
    ]
