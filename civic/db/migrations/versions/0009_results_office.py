"""Make the tables of reports, public acts, extensions, outages and rehearsals.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "extension_request",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_extension_request_person_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_extension_request_round_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_extension_request")),
    )
    op.create_table(
        "outage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("affected", sa.String(length=200), nullable=False),
        sa.Column("happened", sa.String(length=1000), nullable=False),
        sa.Column("decided", sa.String(length=1000), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ended_at IS NULL OR ended_at > began_at", name=op.f("ck_outage_ends_after_beginning")),
        sa.CheckConstraint("length(affected) <= 200", name=op.f("ck_outage_affected_length")),
        sa.CheckConstraint("length(decided) <= 1000", name=op.f("ck_outage_decided_length")),
        sa.CheckConstraint("length(happened) <= 1000", name=op.f("ck_outage_happened_length")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_outage_round_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_outage_written_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
    )
    with op.batch_alter_table("outage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outage_round_id"), ["round_id"], unique=False)

    op.create_table(
        "public_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "signed",
                "opened",
                "extension_asked",
                "extended",
                "published",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(reason) <= 1000", name=op.f("ck_public_act_reason_length")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_public_act_reason_given")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_public_act_person_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_public_act_round_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_act")),
    )
    with op.batch_alter_table("public_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_public_act_round_id"), ["round_id"], unique=False)

    op.create_table(
        "rehearsal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("rules_hash", sa.String(length=64), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("blank", sa.Integer(), nullable=False),
        sa.Column("winners", sa.Integer(), nullable=False),
        sa.Column("result_hash", sa.String(length=64), nullable=False),
        sa.Column("rows_made", sa.Integer(), nullable=False),
        sa.Column("rows_left", sa.Integer(), nullable=False),
        sa.Column("run_by", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wiped_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rows_left = 0 AND rows_made > 0", name=op.f("ck_rehearsal_wiped")),
        sa.CheckConstraint(
            "voters > 0 AND ballots >= 0 AND blank >= 0 AND winners >= 0", name=op.f("ck_rehearsal_not_negative")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_rehearsal_round_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["run_by"], ["person.id"], name=op.f("fk_rehearsal_run_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsal")),
    )
    with op.batch_alter_table("rehearsal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rehearsal_round_id"), ["round_id"], unique=False)

    op.create_table(
        "round_report",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round_result.round_id"], name=op.f("fk_round_report_round_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_report")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("round_report")
    with op.batch_alter_table("rehearsal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rehearsal_round_id"))

    op.drop_table("rehearsal")
    with op.batch_alter_table("public_act", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_public_act_round_id"))

    op.drop_table("public_act")
    with op.batch_alter_table("outage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outage_round_id"))

    op.drop_table("outage")
    op.drop_table("extension_request")
