"""Prepare ballots as browsers would send them: session cookie, token against forgery, form nonce."""

import random
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from civic.kit.ids import random_token
from tests.bench.city import City
from tests.bench.load import HOST

CHOICES = 5
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class BallotForm:
    """Be one filled-in ballot on its way: where it goes, its cookie, its body."""

    path: str
    cookie: str
    body: str

    def raw(self, port: int) -> bytes:
        """Return the request as it travels."""
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        head = f"POST {self.path} HTTP/1.1\r\nHost: {HOST}:{port}\r\n{cookie}Content-Type: {FORM}\r\n"
        return f"{head}Content-Length: {len(self.body)}\r\n\r\n{self.body}".encode()


def fill_in(app: Flask, city: City) -> list[BallotForm]:
    """Return one ballot of five choices for each voter of the city."""
    chance = random.Random(2026)
    return [_form(app, city, token, chance.sample(city.items, CHOICES)) for token in city.tokens]


def bare_forms(ballots: int) -> list[BallotForm]:
    """Return the same number of ballots for the bare application."""
    chance = random.Random(2026)
    drawn = [chance.sample(range(1, 1001), CHOICES) for _ in range(ballots)]
    return [BallotForm("/ballot", "", urlencode([("choice", str(item)) for item in items])) for items in drawn]


def _form(app: Flask, city: City, token: str, items: list[int]) -> BallotForm:
    secret = random_token(20)
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    if signer is None:
        raise RuntimeError("the application has no secret key")
    cookie = signer.dumps({"_user_id": token, "_fresh": True, "csrf_token": secret})
    proof = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(secret)
    fields = [("csrf_token", str(proof)), ("nonce", random_token(24)), *(("item", str(item)) for item in items)]
    name = app.config["SESSION_COOKIE_NAME"]
    return BallotForm(f"/vote/{city.round_id}/cast", f"{name}={cookie!s}", urlencode(fields))
