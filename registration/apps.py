from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RegistrationConfig(AppConfig):
    name = "registration"
    verbose_name = "报名与资格审查"

    def ready(self) -> None:
        from announcements import amending
        from announcements.public_panels import add_public_panel
        from registration import documents, reference, services, supplement_guards, tasks, workflow  # noqa: F401 -- they register verbs and papers
        from registration.public_fees import fees_of_assessment
        from registration.services.own_account import mobile_of
        from registration.stage import RegistrationStage
        from station import notifications, stages

        stages.register(RegistrationStage())
        notifications.add_phone_book(mobile_of)
        amending.before_publication(supplement_guards.against_supplement)
        amending.after_publication(services.carry_to_applicants)
        add_public_panel(fees_of_assessment)

        post_migrate.connect(reference.load, sender=self, dispatch_uid="registration.reference")
