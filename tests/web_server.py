"""The station's web server alone, as production runs it: gunicorn, collected static files, compressed pages."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import services

TOP = Path(__file__).parents[1]
SETTINGS = {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "DEBUG": "0", "HOST": "127.0.0.1", "LOG_LEVEL": "ERROR"}


def collected_files(folder: Path) -> dict[str, str]:
    """Static files as `make install` leaves them, in `folder`; the variables that point a server at them."""
    variables = {"STATIC_ROOT": str(folder / "static"), "VAR_DIR": str(folder / "var")}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=TOP,
        env=os.environ | SETTINGS | variables,
        check=True,
    )
    return variables


@contextmanager
def web_server(folder: Path, **variables: str) -> Iterator[str]:
    """Its address. Keys come from this process, so what the test writes can be read there."""
    port = services.free_port()
    environment = os.environ | SETTINGS | {"PORT": str(port), "VAR_DIR": str(folder / "var")} | variables
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--config", "config/webserver.py"]
    with services.running(command, folder, lambda: services.answers(port), cwd=TOP, env=environment):
        yield f"http://127.0.0.1:{port}"
