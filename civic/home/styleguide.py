"""Show every component with its states on one page, in the reader's language."""

import re
from dataclasses import replace

from flask import Blueprint, Response, current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FileField, PasswordField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its stubs
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from civic.kit.clock import now
from civic.kit.qr import qr_code
from civic.programme.outlines import city_map, district_map
from civic.programme.queries import Named, directory, list_districts, list_facets
from civic.web.filters import show_name
from civic.web.forms import (
    MISSING,
    Form,
    MoneyField,
    PointField,
    RocDateField,
    choice_field,
    long_field,
    number_field,
    text_field,
)
from civic.web.guard import public
from civic.web.pages import page

bp = Blueprint("styleguide", __name__, template_folder="templates")
SAMPLE_CODE = "DS2X-6Q8V-008P-YA00-C"
SYMBOL = re.compile(rb'<symbol id="([a-z]+)"')


class EveryField(Form):
    """Hold one field of every kind; what is sent here goes nowhere."""

    sentence = text_field(_("What should change, in one sentence?"), 100, help=_("Two or three sentences."))
    reason = long_field(_("Background and reason"), 200, required=False)
    district = choice_field(_("District"))
    village = choice_field(_("Village"), required=False)
    point = PointField(_("Point on the map"), [Optional()])
    day = RocDateField(_("Date"), [InputRequired(MISSING)])
    cost = MoneyField(_("Cost"), [Optional()])
    number = number_field(_("Number of places"), 1, 500)
    side = RadioField(
        _("Your argument is"),
        [InputRequired(MISSING)],
        choices=[SelectChoice("for", _("For")), SelectChoice("against", _("Against"))],
    )
    facets = SelectMultipleField(
        _("Facets"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validators=[Optional()]
    )
    consent = BooleanField(_("Photos that show me may be published"))
    password = PasswordField(_("Password"), [InputRequired(MISSING)])
    file = FileField(_("File"))

    def offer(self) -> "EveryField":
        """Set the choices: districts, their villages in groups, facets."""
        names = directory()
        nothing = SelectChoice("", gettext("Not chosen"))
        self.district.choices = [nothing, *map(_choice, list_districts())]
        self.village.choices = [nothing] + [
            replace(_choice(village), optgroup=show_name(district))
            for district in list_districts()
            for village in names.villages_of(district.code)[:3]
        ]
        self.facets.choices = list(map(_choice, list_facets()))
        return self


@bp.get("/styleguide")
@public
def show() -> Response:
    """Show the parts this site is made of."""
    blank, refused = (EveryField(formdata=None, prefix=name, meta={"csrf": False}).offer() for name in ("blank", "bad"))
    refused.validate()
    smallest = min(list_districts(), key=lambda district: len(directory().villages_of(district.code)))
    return page(
        "home/styleguide.html",
        blank=blank,
        refused=refused,
        moment=now(),
        one=1,
        facets=list_facets(),
        districts=_districts(),
        map_height=city_map().height,
        drawing=district_map(smallest.code),
        qr=qr_code(SAMPLE_CODE),
        code=SAMPLE_CODE,
        icons=_icons(),
    )


def _choice(thing: Named) -> SelectChoice:
    return SelectChoice(thing.code, show_name(thing))


def _icons() -> list[str]:
    """Return the names of the sprite's symbols as they are served."""
    sprite = current_app.extensions["civic.assets"].by_name["img/sprite.svg"]
    return [name.decode() for name in SYMBOL.findall(sprite.body)]


def _districts() -> list[dict[str, object]]:
    known = {district.code: district for district in list_districts()}
    first = list_districts()[0].code
    return [
        {
            "code": outline.code, "name": show_name(known.get(outline.code)).removesuffix(" District"),
            "path": outline.path, "x": outline.x, "y": outline.y, "active": outline.code in known,
            "current": outline.code == first, "url": "#map" if outline.code in known else "",
        }
        for outline in city_map().outlines
    ]  # fmt: skip
