from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = "证书核发"

    def ready(self) -> None:
        # Importing them registers document kinds, acts, transitions and jobs.
        from certificates import acts, documents, journey, stage, tasks, workflow  # noqa: F401
        from certificates.selectors import granted_certificates
        from registration.granted import register_granted
        from station import stages

        stages.register(stage.Certifying())
        register_granted(granted_certificates)
        journey.register()
