"""Make the tables of the voting desk: booths on kiosks, ballot papers, urns and their keyings.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TURNS = ("first", "second", "third")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "kiosk_booth",
        sa.Column("roll_entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("clerk_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("entered", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        _points("kiosk_booth", "roll_entry_id", "roll_entry.id"),
        _points("kiosk_booth", "round_id", "round.id"),
        _points("kiosk_booth", "clerk_id", "person.id"),
        sa.PrimaryKeyConstraint("roll_entry_id", name=op.f("pk_kiosk_booth")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_kiosk_booth_secret_hash")),
    )
    op.create_index(op.f("ix_kiosk_booth_round_id"), "kiosk_booth", ["round_id"], unique=False)

    op.create_table(
        "paper_urn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("state", _words("state", "handing_out", "keying", "accepted"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_the_box", sa.Integer(), nullable=False),
        sa.Column("unreadable", sa.Integer(), nullable=False),
        sa.Column("differed", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "in_the_box >= 0 AND unreadable >= 0 AND differed >= 0", name=op.f("ck_paper_urn_counted_up")
        ),
        sa.CheckConstraint("length(place) <= 80", name=op.f("ck_paper_urn_place_length")),
        _points("paper_urn", "round_id", "round.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_urn")),
        sa.UniqueConstraint("round_id", "place", name=op.f("uq_paper_urn_round_id_place")),
    )
    op.create_table(
        "paper_issue",
        sa.Column("roll_entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("urn_id", sa.Integer(), nullable=False),
        _points("paper_issue", "roll_entry_id", "roll_entry.id"),
        _points("paper_issue", "urn_id", "paper_urn.id"),
        sa.PrimaryKeyConstraint("roll_entry_id", name=op.f("pk_paper_issue")),
    )
    op.create_index(op.f("ix_paper_issue_urn_id"), "paper_issue", ["urn_id"], unique=False)

    op.create_table(
        "paper_sheet",
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("fate", _words("fate", "printed", "spoiled", "in_the_box", "unreadable"), nullable=False),
        sa.Column("urn_id", sa.Integer(), nullable=True),
        _points("paper_sheet", "round_id", "round.id"),
        _points("paper_sheet", "urn_id", "paper_urn.id"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_paper_sheet")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_paper_sheet_urn_id"), "paper_sheet", ["urn_id"], unique=False)
    op.create_index("ix_paper_sheet_round_fate", "paper_sheet", ["round_id", "fate"], unique=False)

    op.create_table(
        "paper_turn",
        sa.Column("urn_id", sa.Integer(), nullable=False),
        sa.Column("turn", _words("turn", *TURNS), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        _points("paper_turn", "urn_id", "paper_urn.id"),
        _points("paper_turn", "person_id", "person.id"),
        sa.PrimaryKeyConstraint("urn_id", "turn", name=op.f("pk_paper_turn")),
        sa.UniqueConstraint("urn_id", "person_id", name=op.f("uq_paper_turn_urn_id_person_id")),
    )
    op.create_table(
        "paper_keying",
        sa.Column("urn_id", sa.Integer(), nullable=False),
        sa.Column("turn", _words("turn", *TURNS), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        _points("paper_keying", "urn_id", "paper_urn.id"),
        _points("paper_keying", "code", "paper_sheet.code"),
        sa.PrimaryKeyConstraint("urn_id", "turn", "code", name=op.f("pk_paper_keying")),
    )
    op.create_table(
        "paper_difference",
        sa.Column("urn_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("stood", sa.String(length=40), nullable=False),
        _points("paper_difference", "urn_id", "paper_urn.id"),
        _points("paper_difference", "code", "paper_sheet.code"),
        sa.PrimaryKeyConstraint("urn_id", "code", name=op.f("pk_paper_difference")),
    )


def downgrade() -> None:
    """Take it back."""
    for table in ("paper_difference", "paper_keying", "paper_turn"):
        op.drop_table(table)
    op.drop_index("ix_paper_sheet_round_fate", "paper_sheet")
    op.drop_index(op.f("ix_paper_sheet_urn_id"), "paper_sheet")
    op.drop_table("paper_sheet")
    op.drop_index(op.f("ix_paper_issue_urn_id"), "paper_issue")
    op.drop_table("paper_issue")
    op.drop_table("paper_urn")
    op.drop_index(op.f("ix_kiosk_booth_round_id"), "kiosk_booth")
    op.drop_table("kiosk_booth")


def _points(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT")


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)
