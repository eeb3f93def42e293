"""Carry what residents ask for: drafts, cases, reviews by agencies, support and arguments."""
