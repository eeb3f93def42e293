"""Make the public board, the sealing and what it leaves.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _kind(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _round(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f(f"fk_{table}_round_id"), ondelete="RESTRICT")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "board_leaf",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("leaf", sa.String(length=64), nullable=False),
        sa.Column("fate", _kind("fate", "counted", "superseded", "invalid"), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_board_leaf_position_not_negative")),
        sa.CheckConstraint("length(leaf) = 64", name=op.f("ck_board_leaf_leaf_is_a_hash")),
        _round("board_leaf"),
        sa.PrimaryKeyConstraint("round_id", "position", name=op.f("pk_board_leaf")),
        sa.UniqueConstraint("leaf", name=op.f("uq_board_leaf_leaf")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "board_checkpoint",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", _kind("kind", "opening", "hourly", "closing", "paper"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.CheckConstraint("number > 0 AND size >= 0", name=op.f("ck_board_checkpoint_counted_up")),
        sa.CheckConstraint(
            "length(root) = 64 AND length(head) = 64 AND length(previous) = 64",
            name=op.f("ck_board_checkpoint_hashes"),
        ),
        _round("board_checkpoint"),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_board_checkpoint")),
    )
    op.create_table(
        "seal_act",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("step", _kind("step", "first_word", "second_word", "first_seal", "second_seal"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("word", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_seal_act_person_id"), ondelete="RESTRICT"),
        _round("seal_act"),
        sa.PrimaryKeyConstraint("round_id", "step", name=op.f("pk_seal_act")),
    )
    op.create_table(
        "sealing",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("sample_seed", sa.String(length=64), nullable=False),
        sa.Column("sampled", sa.Integer(), nullable=False),
        sa.Column("sample_misfits", sa.Integer(), nullable=False),
        sa.Column("leaves", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("superseded", sa.Integer(), nullable=False),
        sa.Column("invalid", sa.Integer(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("length(note) <= 500", name=op.f("ck_sealing_note_length")),
        _round("sealing"),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_sealing")),
    )
    op.create_table(
        "open_ballot",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        _round("open_ballot"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_ballot")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("open_ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_open_ballot_round_id"), ["round_id"], unique=False)

    op.create_table(
        "participation_told",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        _round("participation_told"),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_participation_told")),
    )


def downgrade() -> None:
    """Take it back."""
    for table in ("participation_told", "open_ballot", "sealing", "seal_act", "board_checkpoint", "board_leaf"):
        op.drop_table(table)
