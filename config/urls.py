"""The addresses of the whole house; the only module besides the settings that knows every stage."""

from importlib.util import find_spec

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("station.accounts_urls")),
    *(
        path("", include(f"{app}.urls"))
        for app in ("station", "announcements", "registration", "sessions", "exams", "certificates")
        if find_spec(f"{app}.urls")
    ),
]
