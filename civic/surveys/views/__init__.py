"""Serve the surveys' pages: the residents', the clerk's and the office's."""

from civic.surveys.views import answering, office, public
from civic.surveys.views.blueprint import bp

__all__ = ["answering", "bp", "office", "public"]
