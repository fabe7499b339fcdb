"""The first tables."""

import sqlalchemy as sa
from alembic import op

from kernel.database import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credit_subject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=True),
        sa.Column("identity", sa.String(), nullable=True),
        sa.Column("id_mask", sa.String(), nullable=True),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.Column("legal_representative", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(id_mask IS NOT NULL) = (type = 'PERSON')", name=op.f("ck_credit_subject_id_mask")
        ),
        sa.CheckConstraint(
            "(identity IS NOT NULL) = (type = 'PERSON')", name=op.f("ck_credit_subject_identity")
        ),
        sa.CheckConstraint("(uscc IS NULL) = (type = 'PERSON')", name=op.f("ck_credit_subject_uscc")),
        sa.CheckConstraint(
            "type IN ('LEGAL', 'UNINC', 'INDIV_BIZ', 'PERSON')", name=op.f("ck_credit_subject_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_subject")),
        sa.UniqueConstraint("identity", name=op.f("uq_credit_subject_identity")),
        sa.UniqueConstraint("number", name=op.f("uq_credit_subject_number")),
        sa.UniqueConstraint("uscc", name=op.f("uq_credit_subject_uscc")),
    )
    op.create_table(
        "query_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.CheckConstraint("who <> '' AND purpose <> ''", name=op.f("ck_query_log_stated")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_query_log")),
    )
    op.create_table(
        "conduct_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("polarity", sa.String(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("document_kind", sa.String(), nullable=False),
        sa.Column("document_no", sa.String(), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=False),
        sa.Column("document_organ", sa.String(), nullable=False),
        sa.Column("document_organ_uscc", sa.String(), nullable=False),
        sa.CheckConstraint("polarity IN ('REWARD', 'PUNISH')", name=op.f("ck_conduct_record_polarity")),
        sa.CheckConstraint(
            "severity IN ('MINOR', 'GENERAL', 'SERIOUS')", name=op.f("ck_conduct_record_severity")
        ),
        sa.CheckConstraint("occurred_on <= document_on", name=op.f("ck_conduct_record_order")),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["credit_subject.id"], name=op.f("fk_conduct_record_subject_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_record")),
        sa.UniqueConstraint(
            "document_organ_uscc", "document_no", "subject_id", "item_code", name="uq_conduct_record_document"
        ),
        sa.UniqueConstraint("number", name=op.f("uq_conduct_record_number")),
    )
    op.create_index(op.f("ix_conduct_record_subject_id"), "conduct_record", ["subject_id"], unique=False)
