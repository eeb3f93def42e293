"""Make the tables of programme.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "agency",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_zh", sa.String(length=80), nullable=False),
        sa.Column("short_zh", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_agency")),
    )
    op.create_table(
        "district",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("letters", sa.String(length=2), nullable=False),
        sa.Column("name_zh", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("eligible_estimate", sa.Integer(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lng", sa.Double(), nullable=False),
        sa.Column("participating", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_district")),
        sa.UniqueConstraint("letters", name=op.f("uq_district_letters")),
        sa.UniqueConstraint("slug", name=op.f("uq_district_slug")),
    )
    op.create_table(
        "funding_source",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_zh", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_funding_source")),
    )
    op.create_table(
        "zone",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=160), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_zone")),
    )
    op.create_table(
        "budget_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("zone_code", sa.String(length=40), nullable=False),
        sa.Column("agency_code", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "status IN ('planned', 'approved', 'removed_by_council')", name=op.f("ck_budget_line_status")
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_budget_line_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["agency_code"], ["agency.code"], name=op.f("fk_budget_line_agency_code"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["zone_code"], ["zone.code"], name=op.f("fk_budget_line_zone_code"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
        sa.UniqueConstraint("zone_code", "year", name=op.f("uq_budget_line_zone_code_year")),
    )
    op.create_table(
        "facet",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_zh", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("lead_agency_code", sa.String(length=40), nullable=False),
        sa.Column("scope_zh", sa.String(length=200), nullable=False),
        sa.Column("scope_en", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_agency_code"], ["agency.code"], name=op.f("fk_facet_lead_agency_code"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_facet")),
    )
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_code", sa.String(length=8), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("eligible_source", sa.String(length=200), nullable=False),
        sa.Column("eligibility_date", sa.Date(), nullable=False),
        sa.Column("minimum_age", sa.Integer(), nullable=False),
        sa.Column("relations", sa.String(length=80), nullable=False),
        sa.Column(
            "ballot_kind",
            sa.Enum(
                "approval",
                "knapsack",
                "ranking",
                "points",
                name="ballot_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("min_choices", sa.Integer(), nullable=False),
        sa.Column("max_choices", sa.Integer(), nullable=False),
        sa.Column(
            "threshold_kind",
            sa.Enum("share", "votes", name="threshold_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("threshold_value", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=120), nullable=False),
        sa.Column("pot", sa.Integer(), nullable=False),
        sa.Column("winners_cap", sa.Integer(), nullable=True),
        sa.Column(
            "reading",
            sa.Enum(
                "off", "recommended", "required", name="reading", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "revote",
            sa.Enum("until_close", "final", name="revote", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("paper_allowed", sa.Boolean(), nullable=False),
        sa.Column("kiosk_allowed", sa.Boolean(), nullable=False),
        sa.Column("seed_hash", sa.String(length=64), nullable=False),
        sa.Column("frozen_hash", sa.String(length=64), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("min_choices >= 0 AND max_choices >= min_choices", name=op.f("ck_round_choices_in_order")),
        sa.CheckConstraint("pot >= 0 AND eligible >= 0 AND minimum_age >= 0", name=op.f("ck_round_not_negative")),
        sa.CheckConstraint("threshold_value >= 0", name=op.f("ck_round_threshold_not_negative")),
        sa.ForeignKeyConstraint(
            ["district_code"], ["district.code"], name=op.f("fk_round_district_code"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("district_code", "year", name=op.f("uq_round_district_code_year")),
    )
    op.create_table(
        "village",
        sa.Column("code", sa.String(length=11), nullable=False),
        sa.Column("district_code", sa.String(length=8), nullable=False),
        sa.Column("name_zh", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lng", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_code"], ["district.code"], name=op.f("fk_village_district_code"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_village")),
        sa.UniqueConstraint("district_code", "name_zh", name=op.f("uq_village_district_code_name_zh")),
    )
    with op.batch_alter_table("village", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_village_district_code"), ["district_code"], unique=False)

    op.create_table(
        "phase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "collect",
                "assembly",
                "review",
                "exhibit",
                "vote",
                "results",
                "follow_up",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_phase_closes_after_opening")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_phase_round_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase")),
        sa.UniqueConstraint("round_id", "kind", name=op.f("uq_phase_round_id_kind")),
    )
    with op.batch_alter_table("phase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phase_round_id"), ["round_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("phase", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_phase_round_id"))

    op.drop_table("phase")
    with op.batch_alter_table("village", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_village_district_code"))

    op.drop_table("village")
    op.drop_table("round")
    op.drop_table("facet")
    op.drop_table("budget_line")
    op.drop_table("zone")
    op.drop_table("funding_source")
    op.drop_table("district")
    op.drop_table("agency")
