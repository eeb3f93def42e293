"""Let the roll name a voter's village.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("roll_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("village_code", sa.String(length=11), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_roll_entry_village_code"), "village", ["village_code"], ["code"], ondelete="RESTRICT"
        )


def downgrade() -> None:
    """Bring the schema back."""
    with op.batch_alter_table("roll_entry", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_roll_entry_village_code"), type_="foreignkey")
        batch_op.drop_column("village_code")
