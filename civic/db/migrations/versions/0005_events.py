"""Make the tables of events.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "event_type",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_zh", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_event_type")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type_code", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "completed",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("district_code", sa.String(length=8), nullable=False),
        sa.Column("village_code", sa.String(length=11), nullable=True),
        sa.Column("organiser_code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("venue", sa.String(length=200), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lng", sa.Double(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("tables", sa.Integer(), nullable=False),
        sa.Column("seats_per_table", sa.Integer(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("round_minutes", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("languages", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_event_capacity_positive")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_event_ends_after_start")),
        sa.CheckConstraint(
            "tables >= 0 AND seats_per_table >= 0 AND rounds >= 0", name=op.f("ck_event_tables_not_negative")
        ),
        sa.CheckConstraint("taken >= 0 AND taken <= capacity", name=op.f("ck_event_not_oversold")),
        sa.ForeignKeyConstraint(
            ["district_code"], ["district.code"], name=op.f("fk_event_district_code"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["organiser_code"], ["agency.code"], name=op.f("fk_event_organiser_code"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["type_code"], ["event_type.code"], name=op.f("fk_event_type_code"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["village_code"], ["village.code"], name=op.f("fk_event_village_code"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_district_code"), ["district_code"], unique=False)
        batch_op.create_index("ix_event_list", ["starts_at", "id"], unique=False)

    op.create_table(
        "cafe_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("dissent_none", sa.Boolean(), nullable=False),
        sa.Column("read_aloud", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_cafe_table_event_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cafe_table")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_cafe_table_event_id_number")),
    )
    op.create_table(
        "event_facet",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("facet_code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_facet_event_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["facet_code"], ["facet.code"], name=op.f("fk_event_facet_facet_code"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("event_id", "facet_code", name=op.f("pk_event_facet")),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=40), nullable=False),
        sa.Column("table_no", sa.Integer(), nullable=False),
        sa.Column("round_no", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "issue",
                "need",
                "idea",
                "concern",
                "character",
                "consensus",
                "dissent",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("dots", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("dots >= 0 AND dots <= 10000", name=op.f("ck_note_dots_in_range")),
        sa.CheckConstraint("length(text) <= 1000", name=op.f("ck_note_text_length")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_note_event_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("client_id", name=op.f("uq_note_client_id")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index("ix_note_event", ["event_id", "table_no", "round_no"], unique=False)

    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("arrival", sa.Integer(), nullable=False),
        sa.Column(
            "place",
            sa.Enum(
                "seat",
                "waiting",
                "offered",
                "cancelled",
                "attended",
                name="place",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("contact", sa.String(length=254), nullable=False),
        sa.Column("district_code", sa.String(length=8), nullable=True),
        sa.Column("village_code", sa.String(length=11), nullable=True),
        sa.Column(
            "sector",
            sa.Enum(
                "industry",
                "government",
                "academia",
                "research",
                "public",
                "media",
                name="sector",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("access_needs", sa.String(length=500), nullable=False),
        sa.Column("photo_consent", sa.Boolean(), nullable=False),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("table_no", sa.Integer(), nullable=True),
        sa.Column("check_in_no", sa.Integer(), nullable=True),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_code"], ["district.code"], name=op.f("fk_registration_district_code"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_registration_entered_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_registration_event_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_registration_person_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["village_code"], ["village.code"], name=op.f("fk_registration_village_code"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("event_id", "arrival", name=op.f("uq_registration_event_id_arrival")),
        sa.UniqueConstraint("event_id", "check_in_no", name=op.f("uq_registration_event_id_check_in_no")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_registration_waiting", ["event_id", "place", "arrival"], unique=False)
        batch_op.create_index(
            "uq_registration_person",
            ["event_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("place <> 'cancelled'"),
            postgresql_where=sa.text("place <> 'cancelled'"),
        )

    op.create_table(
        "note_proposal",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("linked_by", sa.Integer(), nullable=True),
        sa.Column("linked_role", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["linked_by"], ["person.id"], name=op.f("fk_note_proposal_linked_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_note_proposal_note_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_note_proposal_proposal_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("note_id", "proposal_id", name=op.f("pk_note_proposal")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("note_proposal")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_registration_person",
            sqlite_where=sa.text("place <> 'cancelled'"),
            postgresql_where=sa.text("place <> 'cancelled'"),
        )
        batch_op.drop_index("ix_registration_waiting")
        batch_op.drop_index(batch_op.f("ix_registration_person_id"))

    op.drop_table("registration")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index("ix_note_event")

    op.drop_table("note")
    op.drop_table("event_facet")
    op.drop_table("cafe_table")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_list")
        batch_op.drop_index(batch_op.f("ix_event_district_code"))

    op.drop_table("event")
    op.drop_table("event_type")
