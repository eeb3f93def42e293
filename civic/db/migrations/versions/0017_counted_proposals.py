"""Count published proposals by state from an index alone: every list does.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PUBLISHED = sa.text("published_at IS NOT NULL")


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(
            "ix_proposal_counted",
            ["state", "district_code", "facet_code"],
            unique=False,
            sqlite_where=PUBLISHED,
            postgresql_where=PUBLISHED,
        )


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_counted")
