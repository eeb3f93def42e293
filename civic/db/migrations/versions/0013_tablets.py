"""Make the tables of the facilitators' tablets; notes count their changes and may stand in a cluster.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "note_cluster",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=40), nullable=False),
        sa.Column("table_no", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("into_uid", sa.String(length=40), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint("into_uid <> uid", name=op.f("ck_note_cluster_not_into_itself")),
        sa.CheckConstraint("length(title) <= 1000", name=op.f("ck_note_cluster_title_length")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_note_cluster_event_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["into_uid"], ["note_cluster.uid"], name=op.f("fk_note_cluster_into_uid"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_cluster")),
        sa.UniqueConstraint("uid", name=op.f("uq_note_cluster_uid")),
    )
    with op.batch_alter_table("note_cluster", schema=None) as batch_op:
        batch_op.create_index("ix_note_cluster_event", ["event_id", "table_no"], unique=False)

    op.create_table(
        "poster_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=40), nullable=False),
        sa.Column("table_no", sa.Integer(), nullable=False),
        sa.Column("round_no", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=60), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_poster_photo_has_size")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_poster_photo_event_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poster_photo")),
        sa.UniqueConstraint("file_name", name=op.f("uq_poster_photo_file_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_poster_photo_uid")),
    )
    with op.batch_alter_table("poster_photo", schema=None) as batch_op:
        batch_op.create_index("ix_poster_photo_event", ["event_id", "table_no"], unique=False)

    op.create_table(
        "tablet_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("table_no", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("lock_salt", sa.String(length=64), nullable=False),
        sa.Column("lock_hash", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_tablet_device_event_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tablet_device")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_tablet_device_token_hash")),
    )
    with op.batch_alter_table("tablet_device", schema=None) as batch_op:
        batch_op.create_index("ix_tablet_device_table", ["event_id", "table_no"], unique=False)

    op.create_table(
        "table_operation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("op_id", sa.String(length=40), nullable=False),
        sa.Column("table_no", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(body) <= 8000", name=op.f("ck_table_operation_body_length")),
        sa.CheckConstraint("seq > 0", name=op.f("ck_table_operation_seq_positive")),
        sa.ForeignKeyConstraint(
            ["device_id"], ["tablet_device.id"], name=op.f("fk_table_operation_device_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_table_operation_event_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_table_operation_person_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_operation")),
        sa.UniqueConstraint("event_id", "seq", name=op.f("uq_table_operation_event_id_seq")),
        sa.UniqueConstraint("op_id", name=op.f("uq_table_operation_op_id")),
    )
    with op.batch_alter_table("table_operation", schema=None) as batch_op:
        batch_op.create_index("ix_table_operation_table", ["event_id", "table_no", "seq"], unique=False)

    with op.batch_alter_table("cafe_table", schema=None) as batch_op:
        batch_op.create_index("ix_cafe_table_code_hash", ["code_hash"], unique=False)

    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rev", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("cluster_uid", sa.String(length=40), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_note_cluster_uid"), "note_cluster", ["cluster_uid"], ["uid"], ondelete="RESTRICT"
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_note_cluster_uid"), type_="foreignkey")
        batch_op.drop_column("cluster_uid")
        batch_op.drop_column("rev")

    with op.batch_alter_table("cafe_table", schema=None) as batch_op:
        batch_op.drop_index("ix_cafe_table_code_hash")

    with op.batch_alter_table("table_operation", schema=None) as batch_op:
        batch_op.drop_index("ix_table_operation_table")

    op.drop_table("table_operation")
    with op.batch_alter_table("tablet_device", schema=None) as batch_op:
        batch_op.drop_index("ix_tablet_device_table")

    op.drop_table("tablet_device")
    with op.batch_alter_table("poster_photo", schema=None) as batch_op:
        batch_op.drop_index("ix_poster_photo_event")

    op.drop_table("poster_photo")
    with op.batch_alter_table("note_cluster", schema=None) as batch_op:
        batch_op.drop_index("ix_note_cluster_event")

    op.drop_table("note_cluster")
