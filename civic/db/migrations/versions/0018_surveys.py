"""Make the tables of needs surveys, and of the counts that needs cite from them.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_code", sa.String(length=8), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("counted_at IS NULL OR counted_at >= closes_at", name=op.f("ck_survey_counted_after_close")),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_survey_opens_before_it_closes")),
        sa.ForeignKeyConstraint(
            ["district_code"], ["district.code"], name=op.f("fk_survey_district_code"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("district_code", "year", name=op.f("uq_survey_district_code_year")),
    )
    op.create_table(
        "survey_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("sheet_no", sa.Integer(), nullable=True),
        sa.Column(
            "age_band",
            sa.Enum(
                "under_18", "under_35", "under_50", "under_65", "from_65",
                name="age_band", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "sector",
            sa.Enum(
                "industry", "government", "academia", "research", "public", "media",
                name="sector", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=True,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("person_id IS NULL OR sheet_no IS NULL", name=op.f("ck_survey_answer_account_or_sheet")),
        sa.CheckConstraint("sheet_no BETWEEN 1 AND 99999", name=op.f("ck_survey_answer_sheet_in_range")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_survey_answer_person_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_answer_survey_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
        sa.UniqueConstraint("survey_id", "person_id", name=op.f("uq_survey_answer_survey_id_person_id")),
        sa.UniqueConstraint("survey_id", "sheet_no", name=op.f("uq_survey_answer_survey_id_sheet_no")),
    )
    with op.batch_alter_table("survey_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_answer_person_id"), ["person_id"], unique=False)

    op.create_table(
        "survey_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("facet_code", sa.String(length=40), nullable=False),
        sa.Column("village_code", sa.String(length=11), nullable=True),
        sa.Column("sentence", sa.String(length=120), nullable=False),
        sa.Column(
            "reading",
            sa.Enum(
                "waiting", "approved", "hidden",
                name="reading", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("length(sentence) <= 120 AND sentence <> ''", name=op.f("ck_survey_need_sentence_length")),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name=op.f("ck_survey_need_position_in_range")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["survey_answer.id"], name=op.f("fk_survey_need_answer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["facet_code"], ["facet.code"], name=op.f("fk_survey_need_facet_code"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["village_code"], ["village.code"], name=op.f("fk_survey_need_village_code"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_need")),
        sa.UniqueConstraint("answer_id", "position", name=op.f("uq_survey_need_answer_id_position")),
    )
    with op.batch_alter_table("survey_need", schema=None) as batch_op:
        batch_op.create_index("ix_survey_need_place", ["facet_code", "village_code"], unique=False)

    op.create_table(
        "survey_urgency",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("facet_code", sa.String(length=40), nullable=False),
        sa.Column(
            "urgency",
            sa.Enum(
                "now", "soon", "later",
                name="urgency", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["survey_answer.id"], name=op.f("fk_survey_urgency_answer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["facet_code"], ["facet.code"], name=op.f("fk_survey_urgency_facet_code"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("answer_id", "facet_code", name=op.f("pk_survey_urgency")),
    )
    op.create_table(
        "need_survey_figure",
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("facet_code", sa.String(length=40), nullable=False),
        sa.Column("village_code", sa.String(length=11), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("of_answers", sa.Integer(), nullable=False),
        sa.Column("citation", sa.String(length=120), nullable=False),
        sa.CheckConstraint("answers BETWEEN 5 AND of_answers", name=op.f("ck_need_survey_figure_answers_not_small")),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["need_evidence.id"], name=op.f("fk_need_survey_figure_evidence_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["facet_code"], ["facet.code"], name=op.f("fk_need_survey_figure_facet_code"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_need_survey_figure_survey_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["village_code"], ["village.code"], name=op.f("fk_need_survey_figure_village_code"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("evidence_id", name=op.f("pk_need_survey_figure")),
        sa.UniqueConstraint("citation", name=op.f("uq_need_survey_figure_citation")),
    )
    with op.batch_alter_table("need_survey_figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_survey_figure_survey_id"), ["survey_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("need_survey_figure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_survey_figure_survey_id"))
    op.drop_table("need_survey_figure")
    op.execute("DELETE FROM need_evidence WHERE source = 'survey' AND subject LIKE 'survey:%'")
    op.drop_table("survey_urgency")
    with op.batch_alter_table("survey_need", schema=None) as batch_op:
        batch_op.drop_index("ix_survey_need_place")

    op.drop_table("survey_need")
    with op.batch_alter_table("survey_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_answer_person_id"))

    op.drop_table("survey_answer")
    op.drop_table("survey")
