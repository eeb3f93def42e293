"""Offer the application to any WSGI server; a small installation delivers its mail from here too."""

from civic.app import create_app
from civic.jobs.queue import start_embedded

app = create_app()
if app.house.settings.embedded:
    worker = start_embedded(app.extensions["civic.queue"])
