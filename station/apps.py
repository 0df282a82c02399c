from django.apps import AppConfig


class StationConfig(AppConfig):
    name = "station"
    verbose_name = "鉴定站"
