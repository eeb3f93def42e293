"""Make the tables of needs.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.String(length=20), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "assigned",
                "studying",
                "at_project",
                "at_coordination",
                "planned",
                "budgeted",
                "fund_applied",
                "fund_approved",
                "in_progress",
                "completed",
                "released",
                "rejected",
                "deferred",
                "merged",
                "transferred",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "origin",
            sa.Enum(
                "vote",
                "workshop",
                "survey",
                "office",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "gate",
            sa.Enum("A", "B", "C", "D", name="gate", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("district_code", sa.String(length=8), nullable=False),
        sa.Column("village_code", sa.String(length=11), nullable=True),
        sa.Column("facet_code", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lng", sa.Double(), nullable=True),
        sa.Column("votes", sa.Integer(), nullable=True),
        sa.Column("threshold", sa.Integer(), nullable=True),
        sa.Column(
            "publicness",
            sa.Enum("green", "yellow", "red", name="publicness", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "legality",
            sa.Enum("green", "yellow", "red", name="legality", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "feasibility",
            sa.Enum("green", "yellow", "red", name="feasibility", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("lead_agency_code", sa.String(length=40), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("funding_code", sa.String(length=40), nullable=False),
        sa.Column("budget_year", sa.Integer(), nullable=True),
        sa.Column("budget_amount", sa.Integer(), nullable=True),
        sa.Column("fund_document", sa.String(length=80), nullable=False),
        sa.Column("maintenance", sa.String(length=500), nullable=False),
        sa.Column("priority", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("rank_reason", sa.String(length=500), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("score_consensus", sa.Integer(), nullable=False),
        sa.Column("score_need", sa.Integer(), nullable=False),
        sa.Column("score_lights", sa.Integer(), nullable=False),
        sa.Column("score_balance", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("promise_due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column(
            "monitoring",
            sa.Enum(
                "none",
                "placed",
                "release_asked",
                "released",
                name="monitoring",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'budgeted' OR (budget_year IS NOT NULL AND budget_amount IS NOT NULL)",
            name=op.f("ck_need_budget_has_year_and_amount"),
        ),
        sa.CheckConstraint(
            "state <> 'fund_approved' OR fund_document <> ''", name=op.f("ck_need_approval_has_document")
        ),
        sa.CheckConstraint("cost IS NULL OR cost > 0", name=op.f("ck_need_cost_positive")),
        sa.CheckConstraint("length(progress) <= 2000", name=op.f("ck_need_progress_length")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_need_score_in_range")),
        sa.ForeignKeyConstraint(
            ["district_code"], ["district.code"], name=op.f("fk_need_district_code"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["facet_code"], ["facet.code"], name=op.f("fk_need_facet_code"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["funding_code"], ["funding_source.code"], name=op.f("fk_need_funding_code"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["lead_agency_code"], ["agency.code"], name=op.f("fk_need_lead_agency_code"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_need_proposal_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_need_round_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["village_code"], ["village.code"], name=op.f("fk_need_village_code"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint("case_no", name=op.f("uq_need_case_no")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_need_proposal_id")),
    )
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_facet_code"), ["facet_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_lead_agency_code"), ["lead_agency_code"], unique=False)
        batch_op.create_index("ix_need_list", ["district_code", "state"], unique=False)

    op.create_table(
        "need_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("agency_code", sa.String(length=40), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(body) <= 4000", name=op.f("ck_need_answer_body_length")),
        sa.ForeignKeyConstraint(
            ["agency_code"], ["agency.code"], name=op.f("fk_need_answer_agency_code"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_need_answer_answered_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_answer_need_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_answer")),
    )
    with op.batch_alter_table("need_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_answer_need_id"), ["need_id"], unique=False)

    op.create_table(
        "need_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_role", sa.String(length=40), nullable=False),
        sa.Column(
            "before",
            sa.Enum(
                "new",
                "assigned",
                "studying",
                "at_project",
                "at_coordination",
                "planned",
                "budgeted",
                "fund_applied",
                "fund_approved",
                "in_progress",
                "completed",
                "released",
                "rejected",
                "deferred",
                "merged",
                "transferred",
                name="before",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "after",
            sa.Enum(
                "new",
                "assigned",
                "studying",
                "at_project",
                "at_coordination",
                "planned",
                "budgeted",
                "fund_applied",
                "fund_approved",
                "in_progress",
                "completed",
                "released",
                "rejected",
                "deferred",
                "merged",
                "transferred",
                name="after",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("internal_note", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_need_change_actor_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_change_need_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_change")),
    )
    with op.batch_alter_table("need_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_change_need_id"), ["need_id"], unique=False)

    op.create_table(
        "need_co_agency",
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("agency_code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_code"], ["agency.code"], name=op.f("fk_need_co_agency_agency_code"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_co_agency_need_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("need_id", "agency_code", name=op.f("pk_need_co_agency")),
    )
    with op.batch_alter_table("need_co_agency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_co_agency_agency_code"), ["agency_code"], unique=False)

    op.create_table(
        "need_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("consensus", "actual_need", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "vote",
                "note",
                "survey",
                "facility",
                "reports",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("dots", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_need_evidence_added_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_evidence_need_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_evidence")),
    )
    with op.batch_alter_table("need_evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_evidence_need_id"), ["need_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("need_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_evidence_need_id"))

    op.drop_table("need_evidence")
    with op.batch_alter_table("need_co_agency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_co_agency_agency_code"))

    op.drop_table("need_co_agency")
    with op.batch_alter_table("need_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_change_need_id"))

    op.drop_table("need_change")
    with op.batch_alter_table("need_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_answer_need_id"))

    op.drop_table("need_answer")
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.drop_index("ix_need_list")
        batch_op.drop_index(batch_op.f("ix_need_lead_agency_code"))
        batch_op.drop_index(batch_op.f("ix_need_facet_code"))

    op.drop_table("need")
