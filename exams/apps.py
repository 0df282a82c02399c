from django.apps import AppConfig


class ExamsConfig(AppConfig):
    name = "exams"
    verbose_name = "组织实施"

    def ready(self) -> None:
        from exams import custody, journey, stage, tasks, workflow  # noqa: F401 -- importing them registers chain, jobs and verbs
        from station import stages

        stages.register(stage.Running())
        journey.register()
