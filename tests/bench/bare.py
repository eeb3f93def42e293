"""Be the least Flask and SQLAlchemy that can do the same: the yardstick of the benchmark.

A list of 25 of 1,000 rows as about 23 kB of HTML, one row's page, and a ballot of five choices in one commit.
"""

import os
import secrets

from flask import Flask, Response, request
from sqlalchemy import ForeignKey, String, Text, create_engine, event, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

URL = os.environ["BARE_DATABASE_URL"]
FILLER = "智慧生態社區的提案從一句話開始，走到一筆預算。" * 12


class Base(DeclarativeBase):
    """Be the parent of the two tables."""


class Item(Base):
    """Be one row of the list."""

    __tablename__ = "bare_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
    body: Mapped[str] = mapped_column(Text)


class Choice(Base):
    """Be one choice of a ballot."""

    __tablename__ = "bare_choice"
    id: Mapped[int] = mapped_column(primary_key=True)
    voter: Mapped[str] = mapped_column(String(32), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("bare_item.id"))


engine = create_engine(URL, pool_size=4, connect_args={"timeout": 10} if URL.startswith("sqlite") else {})
if URL.startswith("sqlite"):

    @event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, _record: object) -> None:
        connection.cursor().execute("PRAGMA journal_mode=WAL")
        connection.cursor().execute("PRAGMA synchronous=FULL")


app = Flask(__name__)


def fill() -> None:
    """Make the tables and 1,000 rows."""
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(Item(title=f"提案 {n}", body=FILLER) for n in range(1000))
        session.commit()


@app.get("/items")
def items() -> str:
    """List 25 rows."""
    with Session(engine) as session:
        rows = session.execute(select(Item.id, Item.title, Item.body).order_by(Item.id.desc()).limit(25)).all()
    lines = "".join(f"<li><a href='/items/{r.id}'>{r.title}</a><p>{r.body}</p></li>" for r in rows)
    return f"<!doctype html><title>bare</title><ul>{lines}</ul>"


@app.get("/items/<int:item_id>")
def item(item_id: int) -> str:
    """Show one row."""
    with Session(engine) as session:
        found = session.get_one(Item, item_id)
    return f"<!doctype html><title>{found.title}</title><h1>{found.title}</h1><p>{found.body}</p>"


@app.post("/ballot")
def ballot() -> Response:
    """Record five choices in one commit."""
    voter = secrets.token_hex(16)
    with Session(engine) as session:
        session.add_all(Choice(voter=voter, item_id=int(n)) for n in request.form.getlist("choice")[:5])
        session.commit()
    return Response(voter, 201)
