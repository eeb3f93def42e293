"""Hold the blueprint of proposals and what its views share."""

from collections.abc import Callable

from flask import Blueprint
from flask_babel import gettext

from civic.db.session import session
from civic.kit.errors import Refused
from civic.web.forms import Form

bp = Blueprint("proposals", __name__, url_prefix="/proposals", template_folder="../templates")


def accepted(form: Form, command: Callable[[], object]) -> bool:
    """Run a command for a filled form; a refusal undoes it and stands in the form, so that nothing typed is lost."""
    try:
        with session().begin_nested():
            command()
    except Refused as refusal:
        form.form_errors.append(gettext(refusal.reason.text))
        return False
    return True
