"""Make the tables of voting.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "boxed_ballot",
        sa.Column("leaf", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("slot_revision", sa.String(length=80), nullable=False),
        sa.CheckConstraint("length(leaf) = 64", name=op.f("ck_boxed_ballot_leaf_is_a_hash")),
        sa.CheckConstraint("revision > 0", name=op.f("ck_boxed_ballot_revision_positive")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_boxed_ballot_round_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("leaf", name=op.f("pk_boxed_ballot")),
        sa.UniqueConstraint("round_id", "submission", name=op.f("uq_boxed_ballot_round_id_submission")),
        sa.UniqueConstraint("slot_revision", name=op.f("uq_boxed_ballot_slot_revision")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("boxed_ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_boxed_ballot_round_id"), ["round_id"], unique=False)

    op.create_table(
        "opening_signature",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_opening_signature_person_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_opening_signature_round_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_opening_signature")),
    )
    op.create_table(
        "round_result",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=120), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("blank", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("ballots_hash", sa.String(length=64), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["counted_by"], ["person.id"], name=op.f("fk_round_result_counted_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["person.id"], name=op.f("fk_round_result_published_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_result_round_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_result")),
    )
    op.create_table(
        "ballot_item",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_ballot_item_cost_not_negative")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_ballot_item_proposal_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_ballot_item_round_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("round_id", "proposal_id", name=op.f("pk_ballot_item")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_ballot_item_round_id_number")),
    )
    op.create_table(
        "item_result",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum("selected", "not_selected", name="verdict", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("votes_lacking", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column(
            "gate",
            sa.Enum("A", "B", "C", "D", name="gate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_item_result_proposal_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round_result.round_id"], name=op.f("fk_item_result_round_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("round_id", "proposal_id", name=op.f("pk_item_result")),
    )
    op.create_table(
        "voter_mark",
        sa.Column("roll_entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("online", "kiosk", "paper", name="channel", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["roll_entry_id"], ["roll_entry.id"], name=op.f("fk_voter_mark_roll_entry_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_voter_mark_round_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("roll_entry_id", name=op.f("pk_voter_mark")),
    )
    with op.batch_alter_table("voter_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voter_mark_round_id"), ["round_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("voter_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_voter_mark_round_id"))

    op.drop_table("voter_mark")
    op.drop_table("item_result")
    op.drop_table("ballot_item")
    op.drop_table("round_result")
    op.drop_table("opening_signature")
    with op.batch_alter_table("boxed_ballot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_boxed_ballot_round_id"))

    op.drop_table("boxed_ballot")
