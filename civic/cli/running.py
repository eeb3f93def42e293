"""Run the site: the web server, the worker."""

import ctypes
import socket
from contextlib import suppress

import click
from granian import Granian
from granian.constants import Interfaces

from civic.app import create_app
from civic.config import Settings, load
from civic.jobs.queue import make_worker

M_ARENA_MAX = -8
"""The number of that setting in glibc's malloc.h."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=5000, show_default=True, help="Port; the next free one is taken when it is in use.")
def serve(host: str, port: int) -> None:
    """Serve the site with the right workers and threads for its database."""
    run_server(load(), host, free_port(host, port))


@click.command()
def worker() -> None:
    """Deliver letters and do the work of the clock until stopped."""
    app = create_app()
    make_worker(app.extensions["civic.queue"]).run()


def run_server(settings: Settings, host: str, port: int) -> None:
    """Serve until stopped: one process on SQLite, as many as the settings say on PostgreSQL.

    A process that dies is started again; one that dies at once again ends the server, and its supervisor decides.
    """
    workers = 1 if settings.sqlite else int(settings.processes)
    _share_arenas()
    Granian(
        "wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4 if settings.sqlite else 2,
        backlog=1024,
        workers_kill_timeout=20,
        respawn_failed_workers=True,
        log_enabled=False,
    ).serve()


def _share_arenas() -> None:
    """Let the threads of a worker share two arenas of memory where the C library knows such: saves 7 MiB each."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def free_port(host: str, wanted: int) -> int:
    """Return the wanted port, or the next one nobody listens on."""
    for port in range(wanted, wanted + 50):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex((host, port)) != 0:
                return port
        click.echo(f"Port {port} is taken; trying {port + 1}.")
    raise click.ClickException(f"no free port from {wanted} to {wanted + 49}")


COMMANDS = (serve, worker)
