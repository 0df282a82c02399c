from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = "证书核发"

    def ready(self) -> None:
        # Importing them registers document kinds, acts, transitions and jobs.
        from certificates import acts, documents, journey, stage, tasks, workflow  # noqa: F401
        from station import stages

        stages.register(stage.Certifying())
        journey.register()
