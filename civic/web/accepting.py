"""Run a command for a filled form, so that a refusal stands in the form and nothing typed is lost."""

from collections.abc import Callable

from flask import g
from flask_babel import gettext

from civic.db.session import session
from civic.kit.errors import Refused
from civic.web.errors import STATUS
from civic.web.forms import Form


def accepted(form: Form, command: Callable[[], object]) -> bool:
    """Run a command for a filled form; a refusal undoes it and stands in the form, so that nothing typed is lost."""
    try:
        with session().begin_nested():
            command()
    except Refused as refusal:
        form.form_errors.append(gettext(refusal.reason.text) % refusal.params)
        g.refused_as = STATUS[refusal.reason.kind]
        return False
    return True


def status_of(form: Form) -> int:
    """Return the status of a page with a form: the refusal's, 422 when fields are wrong, 200 before it is sent."""
    if not form.is_submitted():
        return 200
    refused: int = g.get("refused_as", 422)
    return refused
