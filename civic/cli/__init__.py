"""Give the same services to a terminal: `civic` and its commands."""
