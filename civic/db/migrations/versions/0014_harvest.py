"""Keep the plenum, places of local character, published minutes, and needs that began at a table.

Events completed before had published their notes with that step: their minutes count as published then.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "plenum_point",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_plenum_point_position_positive")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_plenum_point_event_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_plenum_point_note_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_plenum_point")),
    )
    with op.batch_alter_table("plenum_point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plenum_point_event_id"), ["event_id"], unique=False)

    op.create_table(
        "plenum_source",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_plenum_source_note_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["point_id"], ["plenum_point.note_id"], name=op.f("fk_plenum_source_point_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_plenum_source")),
    )
    with op.batch_alter_table("plenum_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plenum_source_point_id"), ["point_id"], unique=False)

    op.create_table(
        "note_place",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lng", sa.Double(), nullable=True),
        sa.CheckConstraint("(lat IS NULL) = (lng IS NULL)", name=op.f("ck_note_place_whole_point")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_note_place_note_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_note_place")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("minutes_remarks", sa.Text(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("minutes_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("minutes_role", sa.String(length=40), nullable=False, server_default=sa.text("''"))
        )
    op.execute("UPDATE event SET minutes_at = ends_at, minutes_role = 'office' WHERE state = 'completed'")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.alter_column("minutes_remarks", server_default=None)
        batch_op.alter_column("minutes_role", server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_event_minutes_after_the_event"), "minutes_at IS NULL OR state = 'completed'"
        )
        batch_op.create_check_constraint(
            op.f("ck_event_minutes_remarks_length"), "length(minutes_remarks) <= 4000"
        )
        batch_op.create_index("ix_event_minutes", ["district_code", "minutes_at"], unique=False)

    with op.batch_alter_table("note_proposal", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_note_proposal_proposal_id"), type_="foreignkey")
        batch_op.create_foreign_key(
            batch_op.f("fk_note_proposal_proposal_id"), "proposal", ["proposal_id"], ["id"], ondelete="CASCADE"
        )
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.add_column(sa.Column("note_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_need_note_id"), "note", ["note_id"], ["id"], ondelete="RESTRICT")
        batch_op.create_unique_constraint(batch_op.f("uq_need_note_id"), ["note_id"])
    with op.batch_alter_table("need_evidence", schema=None) as batch_op:
        batch_op.create_index(
            "uq_need_evidence_note",
            ["need_id", "kind", "subject"],
            unique=True,
            sqlite_where=sa.text("subject LIKE 'note:%'"),
            postgresql_where=sa.text("subject LIKE 'note:%'"),
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("need_evidence", schema=None) as batch_op:
        batch_op.drop_index("uq_need_evidence_note")
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_need_note_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_need_note_id"), type_="foreignkey")
        batch_op.drop_column("note_id")
    with op.batch_alter_table("note_proposal", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_note_proposal_proposal_id"), type_="foreignkey")
        batch_op.create_foreign_key(
            batch_op.f("fk_note_proposal_proposal_id"), "proposal", ["proposal_id"], ["id"], ondelete="RESTRICT"
        )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_minutes")
        batch_op.drop_constraint(op.f("ck_event_minutes_after_the_event"), type_="check")
        batch_op.drop_constraint(op.f("ck_event_minutes_remarks_length"), type_="check")
        batch_op.drop_column("minutes_role")
        batch_op.drop_column("minutes_at")
        batch_op.drop_column("minutes_remarks")
    op.drop_table("note_place")
    with op.batch_alter_table("plenum_source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plenum_source_point_id"))
    op.drop_table("plenum_source")
    with op.batch_alter_table("plenum_point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plenum_point_event_id"))
    op.drop_table("plenum_point")
