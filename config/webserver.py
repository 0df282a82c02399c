"""The web server of `make run`. A production station may use it too: everything comes from the environment."""

import os

bind = f"{os.environ.get('HOST', '0.0.0.0')}:{os.environ.get('PORT', '8000')}"  # noqa: S104 -- phones on the same net
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Browsers open connections in advance and leave them idle, and each holds a thread until it speaks: two processes of one
# thread are stopped by two of them, with four threads by eight. Behind a proxy that buffers, one thread is enough.
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
max_requests = 5000
max_requests_jitter = 500
loglevel = "warning"
control_socket_disable = True


def when_ready(server: object) -> None:
    print(os.environ.get("GREETING", ""), flush=True)  # composed by config.serve
