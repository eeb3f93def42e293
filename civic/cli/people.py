"""Appoint the first officials of an installation."""

import click

from civic.access.actor import SYSTEM, Role
from civic.accounts import queries, service
from civic.accounts.models import Person
from civic.accounts.service import Newcomer
from civic.config import load
from civic.db.session import opened
from civic.kit.clock import now
from civic.kit.ids import random_token

ROLES = {"admin": Role.ADMIN, "office": Role.OFFICE, "observer": Role.OBSERVER}


@click.command("create-admin")
@click.argument("email")
@click.option("--role", type=click.Choice(list(ROLES)), default="admin", show_default=True, help="Duty to give.")
def create_admin(email: str, role: str) -> None:
    """Make the account EMAIL, or take the one it has, and give it a duty nobody can give on a page alone."""
    password = random_token(16)
    with opened(load().database_url) as database, database.writing():
        known = queries.find_person_by_email(email)
        person = known or _make(email, password)
        service.give_duty(SYSTEM, person, ROLES[role], "", now())
    click.echo(f"{person.email} now holds the duty “{role}”.")
    if known is None:
        click.echo(f"First password: {password}")
        click.echo("Sign in with it once, then set your own by “Forgotten your password?”.")


def _make(email: str, password: str) -> Person:
    """Make a confirmed account: whoever runs this command vouches for the address."""
    (person,) = service.sign_up_many([Newcomer(email, email.partition("@")[0])], password, now())
    return person


COMMANDS = (create_admin,)
