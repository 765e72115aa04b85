"""The portal's WSGI application for tests that kill its server: a POST says when its worker is to die by SIGKILL.

X-Die: after so many seconds, where the press of this number on its browser came in, taking "worker" or
"master" along, as "0.0123 17 worker".
"""

import io
import os
import signal
import threading
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

portal = get_wsgi_application()
PAGES = get_resolver().url_patterns  # read before gunicorn forks, as each new worker would do again


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    order = environ.get("HTTP_X_DIE", "")
    if order and environ["REQUEST_METHOD"] == "POST":
        after, number, who = order.split()
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        environ["wsgi.input"] = io.BytesIO(body)
        if parse_qs(body.decode()).get("sequence") == [number]:
            threading.Timer(float(after), die, [who]).start()
    return portal(environ, start_response)


def die(who: str) -> None:
    if who == "master":
        os.kill(os.getppid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
