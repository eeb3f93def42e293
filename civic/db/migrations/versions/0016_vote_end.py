"""Keep when the clock was first seen past a vote's close.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "vote_end",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_vote_end_round_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_vote_end")),
    )


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_table("vote_end")
