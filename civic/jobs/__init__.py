"""Run work later: Huey with a queue that fits the settings."""
