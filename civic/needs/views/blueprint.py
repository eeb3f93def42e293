"""Hold the blueprint of the inventory; the inbox has its own short address."""

from flask import Blueprint

bp = Blueprint("needs", __name__, template_folder="../templates")
