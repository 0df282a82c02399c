from django.apps import AppConfig


class ExamsConfig(AppConfig):
    name = "exams"
    verbose_name = "组织实施"

    def ready(self) -> None:
        from announcements import amending
        from exams import custody, journey, stage, supplement_effects, tasks, workflow  # noqa: F401 -- importing them registers chain, jobs and verbs
        from exams.selectors import kept_results
        from registration.kept_results import register_results
        from station import documents, stages

        stages.register(stage.Running())
        journey.register()
        register_results(kept_results)
        amending.before_publication(supplement_effects.against_supplement)
        amending.after_publication(supplement_effects.withdraw_papers)
        documents.register_verifier(supplement_effects.verify_ticket)
