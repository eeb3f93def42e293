"""Read the forms of accounts, the desk and duties."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, PasswordField
from wtforms.fields.choices import SelectField
from wtforms.validators import InputRequired, Length

from civic.access.actor import Role
from civic.accounts import rules
from civic.accounts.rules import RELATION_LABELS
from civic.accounts.service import Profile, SignUp
from civic.db.session import session
from civic.kit.errors import Refused
from civic.kit.languages import LANGUAGES
from civic.programme import queries as programme
from civic.programme.models import Round
from civic.web.filters import show_name
from civic.web.forms import MISSING, TOO_LONG, Form, choice_field, text_field

EMAIL_MOST = 254


def password_field(label: str, help: str = "") -> PasswordField:
    """Return a field for a password; spaces in it count."""
    checks = [InputRequired(MISSING), Length(max=rules.PASSWORD_MOST, message=TOO_LONG)]
    return PasswordField(label, checks, description=help)


@contextmanager
def refusals_on(form: Form) -> Iterator[None]:
    """Show a refusal at the head of the form; what the block wrote before it is undone."""
    try:
        with session().begin_nested():
            yield
    except Refused as refusal:
        form.form_errors.append(gettext(refusal.reason.text) % refusal.params)


class HomeForm(Form):
    """Ask where a person lives, if they like to say; the parent of sign-up and profile."""

    district_code = choice_field(lazy_gettext("District"), required=False)
    village_code = choice_field(lazy_gettext("Village"), required=False)

    def offer(self) -> None:
        """Fill districts, and villages grouped by district."""
        districts = programme.list_districts()
        self.district_code.choices = {"": gettext("Choose a district"), **{d.code: show_name(d) for d in districts}}
        groups = {show_name(d): {v.code: show_name(v) for v in programme.list_villages(d.code)} for d in districts}
        self.village_code.choices = {"": gettext("Choose a village"), **groups}

    def home(self) -> tuple[str | None, str | None]:
        """Return district and village; a village alone tells its district."""
        district, village = self.district_code.data or None, self.village_code.data or None
        if village and not district:
            district = programme.directory().village(village).district_code
        return district, village


class SignUpForm(HomeForm):
    """Ask for what an account needs, and no more."""

    name = text_field(
        lazy_gettext("Name"), rules.NAME_MOST, help=lazy_gettext("What others see. It need not be your legal name.")
    )
    email = text_field(lazy_gettext("E-mail"), EMAIL_MOST)
    password = password_field(
        lazy_gettext("Password"), lazy_gettext("At least 8 characters. A sentence is easy to remember.")
    )

    def sign_up(self, locale: str) -> SignUp:
        """Return what was typed, with the language of the page."""
        district, village = self.home()
        return SignUp(self.email.data or "", self.name.data or "", self.password.data or "", locale, district, village)


class SignInForm(Form):
    """Ask for address and password."""

    email = text_field(lazy_gettext("E-mail"), EMAIL_MOST)
    password = password_field(lazy_gettext("Password"))


class AskResetForm(Form):
    """Ask for the address of an account."""

    email = text_field(lazy_gettext("E-mail"), EMAIL_MOST)


class ResetForm(Form):
    """Ask for a new password."""

    password = password_field(
        lazy_gettext("New password"), lazy_gettext("At least 8 characters. A sentence is easy to remember.")
    )


class ProfileForm(HomeForm):
    """Ask for name, language and way of writing dates."""

    name = text_field(lazy_gettext("Name"), rules.NAME_MOST)
    locale = SelectField(lazy_gettext("Language"), choices={each.code: each.name for each in LANGUAGES.values()})
    date_style = choice_field(lazy_gettext("Dates"))

    def offer(self) -> None:
        """Fill the choices."""
        super().offer()
        self.date_style.choices = {"roc": gettext("Years of the Republic (ROC)"), "ce": gettext("Common era")}

    def profile(self) -> Profile:
        """Return what was typed."""
        return Profile(self.name.data or "", self.locale.data, self.date_style.data, *self.home())


class CloseForm(Form):
    """Ask for the password before an account is closed."""

    password = password_field(lazy_gettext("Password"))


class CodeForm(Form):
    """Ask for a voter code."""

    code = text_field(lazy_gettext("Voter code"), 40, help=lazy_gettext("Twelve characters, such as ABCD-EFGH-JKMN."))


class EnrolForm(Form):
    """Ask the clerk for relation, village and number after the papers were seen."""

    relation = choice_field(lazy_gettext("Relation to the district"))
    village = choice_field(
        lazy_gettext("Village"),
        required=False,
        help=lazy_gettext("As the papers show it; none for who lives elsewhere. Only turnout is counted by it."),
    )
    identity = text_field(
        lazy_gettext("Identity or permit number"),
        40,
        help=lazy_gettext("It is hashed at once; neither this page nor the database keeps it."),
    )
    seen = BooleanField(lazy_gettext("I have seen papers that show the relation and the age"), [InputRequired(MISSING)])

    def offer(self, round_: Round) -> "EnrolForm":
        """Offer the relations the round allows and the district's villages."""
        self.relation.choices = {each.value: gettext(RELATION_LABELS[each]) for each in round_.relations_allowed}
        villages = programme.list_villages(round_.district_code)
        named = {each.code: show_name(each) for each in villages}
        self.village.choices = {"": gettext("None of this district"), **named}
        return self


class ReissueForm(Form):
    """Ask the clerk for the number of a voter whose code is lost."""

    lost_identity = text_field(lazy_gettext("Identity or permit number"), 40)


class RollFileForm(Form):
    """Ask for the spreadsheet with the roll."""

    file = FileField(
        lazy_gettext("File (CSV, ODS or XLSX)"),
        [FileRequired(MISSING)],
        description=lazy_gettext(
            "Columns: identity, relation; born and village if you have them. The file is not kept."
        ),
    )


class DutyForm(Form):
    """Ask whom to give which duty where."""

    email = text_field(lazy_gettext("E-mail of the person"), EMAIL_MOST)
    role = choice_field(lazy_gettext("Duty"))
    agency = choice_field(lazy_gettext("Agency (for an officer)"), required=False)
    district = choice_field(lazy_gettext("District (for a clerk)"), required=False)
    event = text_field(lazy_gettext("Number of the event (for a facilitator)"), 10, required=False)

    def offer(self) -> "DutyForm":
        """Fill duties, agencies and districts."""
        names = programme.directory()
        self.role.choices = {role.value: gettext(rules.ROLE_LABELS[role]) for role in rules.GIVEN_BY_OFFICE}
        self.agency.choices = {"": "–", **{each.code: show_name(each) for each in names.agencies}}
        self.district.choices = {"": "–", **{each.code: show_name(each) for each in names.districts}}
        return self

    def scope(self) -> str:
        """Return the scope that goes with the chosen duty."""
        fields = {Role.AGENCY: self.agency, Role.MODERATOR: self.district, Role.FACILITATOR: self.event}
        return str(fields[Role(self.role.data)].data or "")
