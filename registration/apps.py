from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RegistrationConfig(AppConfig):
    name = "registration"
    verbose_name = "报名与资格审查"

    def ready(self) -> None:
        from registration import documents, reference, services, workflow  # noqa: F401 -- they register verbs and papers
        from registration.stage import RegistrationStage
        from station import stages

        stages.register(RegistrationStage())

        post_migrate.connect(reference.load, sender=self, dispatch_uid="registration.reference")
