"""Set a vote up, rehearse it, act in public by two, and keep the log of outages."""
