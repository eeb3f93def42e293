"""The access table is whole, and no route stands outside it."""

import pytest

from civic.access.actor import Actor, Duty, Role
from civic.access.permissions import Permission
from civic.access.policy import TABLE, Scope, may, may_somewhere
from civic.app import create_app
from civic.config import Settings
from civic.web.application import CivicFlask
from civic.web.guard import UnguardedRoute, permission_of, refuse_unguarded


def test_the_table_has_a_row_for_each_permission() -> None:
    assert set(TABLE) == set(Permission)


def test_every_route_names_its_permission(application: CivicFlask) -> None:
    known = {permission.value for permission in Permission} | {"public"}
    bare = [r.rule for r in application.url_map.iter_rules() if permission_of(application, r.endpoint) not in known]

    assert bare == []


def test_a_route_without_a_guard_keeps_the_app_from_starting() -> None:
    app = create_app(Settings(mode="test", database_url="sqlite://", mail="memory"))
    app.add_url_rule("/forgotten", "forgotten", lambda: "")

    with pytest.raises(UnguardedRoute, match="/forgotten"):
        refuse_unguarded(app)


def test_nobody_sees_a_running_tally() -> None:
    everyone = frozenset(Duty(role, "63000120") for role in Role)

    assert not may_somewhere(Actor(1, duties=everyone), Permission.SEE_RUNNING_TALLY)


def test_an_officer_reviews_for_their_own_agency_only() -> None:
    officer = Actor(1, duties=frozenset({Duty(Role.AGENCY, "pwd")}))

    assert may(officer, Permission.REVIEW_PROPOSAL, Scope(agencies=frozenset({"pwd", "geo"})))
    assert not may(officer, Permission.REVIEW_PROPOSAL, Scope(agencies=frozenset({"doh"})))


def test_a_technical_administrator_touches_no_content_and_no_ballots() -> None:
    admin = Actor(1, duties=frozenset({Duty(Role.ADMIN)}))
    wanted = (Permission.MODERATE, Permission.REVIEW_PROPOSAL, Permission.MANAGE_NEEDS, Permission.ASSIST_VOTER)

    assert not any(may_somewhere(admin, permission) for permission in wanted)
