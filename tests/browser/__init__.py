"""Drive the real site in Chromium."""
