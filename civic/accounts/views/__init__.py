"""Serve accounts: the way in, one's own account, the desk and the list of duties."""
