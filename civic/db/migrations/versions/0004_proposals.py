"""Make the tables of proposals.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.String(length=20), nullable=True),
        sa.Column("case_serial", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "screening",
                "returned",
                "assembly",
                "stage_one",
                "stage_two",
                "on_ballot",
                "voting",
                "adopted",
                "below_threshold",
                "in_inventory",
                "withdrawn",
                "merged",
                "infeasible",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column(
            "relation",
            sa.Enum(
                "registered",
                "resident",
                "studying",
                "working",
                name="relation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("district_code", sa.String(length=8), nullable=False),
        sa.Column("village_code", sa.String(length=11), nullable=True),
        sa.Column("facet_code", sa.String(length=40), nullable=True),
        sa.Column("lead_agency_code", sa.String(length=40), nullable=True),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("summary_html", sa.Text(), nullable=False),
        sa.Column("background", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_html", sa.Text(), nullable=False),
        sa.Column("benefits", sa.Text(), nullable=False),
        sa.Column("need_basis", sa.String(length=500), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lng", sa.Double(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'draft') = (case_no IS NULL)", name=op.f("ck_proposal_case_number_when_submitted")
        ),
        sa.CheckConstraint("cost IS NULL OR cost > 0", name=op.f("ck_proposal_cost_positive")),
        sa.CheckConstraint("length(background) <= 4000", name=op.f("ck_proposal_background_length")),
        sa.CheckConstraint("length(benefits) <= 4000", name=op.f("ck_proposal_benefits_length")),
        sa.CheckConstraint("length(content) <= 8000", name=op.f("ck_proposal_content_length")),
        sa.CheckConstraint("length(summary) <= 2000", name=op.f("ck_proposal_summary_length")),
        sa.CheckConstraint("length(title) <= 100", name=op.f("ck_proposal_title_length")),
        sa.CheckConstraint("support_count >= 0", name=op.f("ck_proposal_support_not_negative")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_proposal_author_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["district_code"], ["district.code"], name=op.f("fk_proposal_district_code"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_proposal_entered_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["facet_code"], ["facet.code"], name=op.f("fk_proposal_facet_code"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["lead_agency_code"], ["agency.code"], name=op.f("fk_proposal_lead_agency_code"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["proposal.id"], name=op.f("fk_proposal_merged_into_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_proposal_round_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["village_code"], ["village.code"], name=op.f("fk_proposal_village_code"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("case_no", name=op.f("uq_proposal_case_no")),
        sa.UniqueConstraint("round_id", "case_serial", name=op.f("uq_proposal_round_id_case_serial")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_district_code"), ["district_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_facet_code"), ["facet_code"], unique=False)
        batch_op.create_index("ix_proposal_list", ["round_id", "state", "id"], unique=False)
        batch_op.create_index("ix_proposal_public", ["district_code", "published_at", "id"], unique=False)

    op.create_table(
        "proposal_argument",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column(
            "side",
            sa.Enum("for", "against", name="side", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(body) <= 2000", name=op.f("ck_proposal_argument_body_length")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_proposal_argument_author_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_argument_proposal_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_argument")),
    )
    with op.batch_alter_table("proposal_argument", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_argument_shown", ["proposal_id", "hidden_at"], unique=False)

    op.create_table(
        "proposal_co_agency",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("agency_code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_code"], ["agency.code"], name=op.f("fk_proposal_co_agency_agency_code"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_co_agency_proposal_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "agency_code", name=op.f("pk_proposal_co_agency")),
    )
    op.create_table(
        "proposal_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum("one", "two", name="stage", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("agency_code", sa.String(length=40), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
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
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("cost_note", sa.String(length=500), nullable=False),
        sa.Column("public_answer", sa.Text(), nullable=False),
        sa.Column("internal_note", sa.Text(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "completed_at IS NULL OR (publicness IS NOT NULL AND legality IS NOT NULL AND feasibility IS NOT NULL)",
            name=op.f("ck_proposal_review_lights_when_completed"),
        ),
        sa.CheckConstraint("cost IS NULL OR cost > 0", name=op.f("ck_proposal_review_cost_positive")),
        sa.ForeignKeyConstraint(
            ["agency_code"], ["agency.code"], name=op.f("fk_proposal_review_agency_code"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_review_proposal_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["person.id"], name=op.f("fk_proposal_review_reviewer_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_review")),
        sa.UniqueConstraint("proposal_id", "stage", name=op.f("uq_proposal_review_proposal_id_stage")),
    )
    with op.batch_alter_table("proposal_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_review_agency_code"), ["agency_code"], unique=False)

    op.create_table(
        "proposal_state_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_role", sa.String(length=40), nullable=False),
        sa.Column(
            "before",
            sa.Enum(
                "draft",
                "submitted",
                "screening",
                "returned",
                "assembly",
                "stage_one",
                "stage_two",
                "on_ballot",
                "voting",
                "adopted",
                "below_threshold",
                "in_inventory",
                "withdrawn",
                "merged",
                "infeasible",
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
                "draft",
                "submitted",
                "screening",
                "returned",
                "assembly",
                "stage_one",
                "stage_two",
                "on_ballot",
                "voting",
                "adopted",
                "below_threshold",
                "in_inventory",
                "withdrawn",
                "merged",
                "infeasible",
                name="after",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["person.id"], name=op.f("fk_proposal_state_change_actor_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_state_change_proposal_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_state_change")),
    )
    with op.batch_alter_table("proposal_state_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_state_change_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "proposal_support",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_proposal_support_person_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_support_proposal_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_proposal_support")),
    )
    op.create_table(
        "proposal_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edited_by"], ["person.id"], name=op.f("fk_proposal_version_edited_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_version_proposal_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_version")),
        sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_proposal_version_proposal_id_number")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("proposal_version")
    op.drop_table("proposal_support")
    with op.batch_alter_table("proposal_state_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_state_change_proposal_id"))

    op.drop_table("proposal_state_change")
    with op.batch_alter_table("proposal_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_review_agency_code"))

    op.drop_table("proposal_review")
    op.drop_table("proposal_co_agency")
    with op.batch_alter_table("proposal_argument", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_argument_shown")

    op.drop_table("proposal_argument")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_public")
        batch_op.drop_index("ix_proposal_list")
        batch_op.drop_index(batch_op.f("ix_proposal_facet_code"))
        batch_op.drop_index(batch_op.f("ix_proposal_district_code"))
        batch_op.drop_index(batch_op.f("ix_proposal_author_id"))

    op.drop_table("proposal")
