"""Decide who may do what: one table, read by the app, its tests and any lawyer."""
