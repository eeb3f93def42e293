"""Civic: from a resident's sentence to an agency's budget line, with evidence at every hand-over."""
