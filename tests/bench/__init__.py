"""Measure Civic beside a bare Flask app in the same run: figures and ratios, no pass or fail."""
