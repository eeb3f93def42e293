"""Add series, features, draws, seats kept, moves on the list and seating to events; groups to registrations.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "event_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_code", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_code"], ["district.code"], name=op.f("fk_event_series_district_code"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_series")),
    )
    with op.batch_alter_table("event_series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_series_district_code"), ["district_code"], unique=False)

    op.create_table(
        "event_draw",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("draw_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.CheckConstraint("drawn_at IS NULL OR drawn_at >= draw_at", name=op.f("ck_event_draw_not_drawn_early")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_draw_event_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_draw")),
    )
    op.create_table(
        "event_feature",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "feature",
            sa.Enum(
                "mandarin",
                "taigi",
                "hakka",
                "english",
                "vietnamese",
                "indonesian",
                "sign_language",
                "captions",
                "childcare",
                "pictures",
                "step_free",
                "lift",
                "toilet",
                "hearing_loop",
                "parking",
                name="feature",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_feature_event_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("event_id", "feature", name=op.f("pk_event_feature")),
    )
    op.create_table(
        "event_quota",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("group_code", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("sector", "village", "age", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats > 0", name=op.f("ck_event_quota_seats_positive")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_quota_event_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("event_id", "group_code", name=op.f("pk_event_quota")),
    )
    op.create_table(
        "seating_plan",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rounds > 0", name=op.f("ck_seating_plan_rounds_positive")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_seating_plan_event_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_seating_plan")),
    )
    op.create_table(
        "place_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "before",
            sa.Enum(
                "seat",
                "waiting",
                "offered",
                "cancelled",
                "attended",
                name="before",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "after",
            sa.Enum(
                "seat",
                "waiting",
                "offered",
                "cancelled",
                "attended",
                name="after",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_place_change_event_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_place_change_registration_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_change")),
    )
    with op.batch_alter_table("place_change", schema=None) as batch_op:
        batch_op.create_index("ix_place_change_event", ["event_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_change_registration_id"), ["registration_id"], unique=False)

    op.create_table(
        "seating",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("round_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("table_no", sa.Integer(), nullable=False),
        sa.Column("same_sector", sa.Integer(), nullable=False),
        sa.Column("same_village", sa.Integer(), nullable=False),
        sa.Column("met_before", sa.Integer(), nullable=False),
        sa.CheckConstraint("table_no > 0 AND round_no > 0", name=op.f("ck_seating_numbers_positive")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_seating_event_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_seating_registration_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("registration_id", "round_no", name=op.f("pk_seating")),
    )
    with op.batch_alter_table("seating", schema=None) as batch_op:
        batch_op.create_index("ix_seating_event", ["event_id", "round_no", "table_no"], unique=False)

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address", sa.String(length=200), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("series_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "admission",
                sa.Enum(
                    "first_come",
                    "lottery",
                    "quota",
                    name="admission",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=False,
                server_default=sa.text("'first_come'"),
            )
        )
        batch_op.add_column(sa.Column("offer_hours", sa.Integer(), nullable=False, server_default=sa.text("24")))
        batch_op.add_column(sa.Column("ask_age", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("cost", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(
            sa.Column("call_off_reason", sa.String(length=300), nullable=False, server_default=sa.text("''"))
        )
        batch_op.create_index(batch_op.f("ix_event_series_id"), ["series_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_event_series_id"), "event_series", ["series_id"], ["id"], ondelete="RESTRICT"
        )

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("queue_no", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("people", sa.Integer(), nullable=False, server_default=sa.text("1")))
        batch_op.add_column(
            sa.Column(
                "age_band",
                sa.Enum(
                    "under_18",
                    "under_35",
                    "under_50",
                    "under_65",
                    "from_65",
                    name="age_band",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column("locale", sa.String(length=20), nullable=False, server_default=sa.text("'zh_Hant_TW'"))
        )
        batch_op.add_column(sa.Column("client_id", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("is_host", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("door", sa.String(length=40), nullable=False, server_default=sa.text("''")))
        batch_op.drop_index(batch_op.f("ix_registration_waiting"))
        batch_op.create_index("ix_registration_waiting", ["event_id", "place", "queue_no"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_registration_event_id_client_id"), ["event_id", "client_id"])

    op.execute("UPDATE registration SET queue_no = arrival")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.alter_column("address", server_default=None)
        batch_op.alter_column("admission", server_default=None)
        batch_op.alter_column("offer_hours", server_default=None)
        batch_op.alter_column("ask_age", server_default=None)
        batch_op.alter_column("sequence", server_default=None)
        batch_op.alter_column("call_off_reason", server_default=None)
        batch_op.create_check_constraint(op.f("ck_event_waiting_not_negative"), "waiting >= 0")
        batch_op.create_check_constraint(op.f("ck_event_cost_not_negative"), "cost >= 0")
        batch_op.create_check_constraint(op.f("ck_event_offer_hours_in_range"), "offer_hours BETWEEN 1 AND 168")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.alter_column("queue_no", server_default=None)
        batch_op.alter_column("people", server_default=None)
        batch_op.alter_column("locale", server_default=None)
        batch_op.alter_column("is_host", server_default=None)
        batch_op.alter_column("door", server_default=None)
        batch_op.create_check_constraint(op.f("ck_registration_people_in_range"), "people BETWEEN 1 AND 10")


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_registration_people_in_range"), type_="check")
        batch_op.drop_constraint(op.f("ck_registration_age_band"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_registration_event_id_client_id"), type_="unique")
        batch_op.drop_index("ix_registration_waiting")
        batch_op.create_index(batch_op.f("ix_registration_waiting"), ["event_id", "place", "arrival"], unique=False)
        batch_op.drop_column("door")
        batch_op.drop_column("is_host")
        batch_op.drop_column("client_id")
        batch_op.drop_column("locale")
        batch_op.drop_column("age_band")
        batch_op.drop_column("people")
        batch_op.drop_column("queue_no")

    with op.batch_alter_table("event", schema=None) as batch_op:
        for check in ("waiting_not_negative", "cost_not_negative", "offer_hours_in_range", "admission"):
            batch_op.drop_constraint(op.f(f"ck_event_{check}"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_event_series_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_event_series_id"))
        batch_op.drop_column("call_off_reason")
        batch_op.drop_column("sequence")
        batch_op.drop_column("cost")
        batch_op.drop_column("ask_age")
        batch_op.drop_column("offer_hours")
        batch_op.drop_column("admission")
        batch_op.drop_column("series_id")
        batch_op.drop_column("address")

    with op.batch_alter_table("seating", schema=None) as batch_op:
        batch_op.drop_index("ix_seating_event")

    op.drop_table("seating")
    with op.batch_alter_table("place_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_change_registration_id"))
        batch_op.drop_index("ix_place_change_event")

    op.drop_table("place_change")
    op.drop_table("seating_plan")
    op.drop_table("event_quota")
    op.drop_table("event_feature")
    op.drop_table("event_draw")
    with op.batch_alter_table("event_series", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_series_district_code"))

    op.drop_table("event_series")
