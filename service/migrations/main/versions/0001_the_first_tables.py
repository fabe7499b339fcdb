"""The first tables."""

import sqlalchemy as sa
from alembic import op

from kernel.database import UTCDateTime
from ledger.guards import begin_head, guard_entries

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("frozen_at", UTCDateTime(), nullable=False),
        sa.Column("reveal_by", UTCDateTime(), nullable=False),
        sa.Column("seats", sa.JSON(), nullable=False),
        sa.Column("unit_cap", sa.Integer(), nullable=True),
        sa.Column("answer_hours", sa.Integer(), nullable=False),
        sa.Column("register_digest", sa.String(), nullable=False),
        sa.Column("register_size", sa.Integer(), nullable=False),
        sa.Column("pool", sa.LargeBinary(), nullable=False),
        sa.Column("pool_digest", sa.String(), nullable=False),
        sa.Column("excluded", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("chances", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("approved_cause", sa.String(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("plan_digest", sa.String(), nullable=True),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("kind IN ('panel', 'supplement')", name=op.f("ck_draw_kind")),
        sa.CheckConstraint(
            "state NOT IN ('drawn', 'closed') OR result IS NOT NULL", name=op.f("ck_draw_result")
        ),
        sa.CheckConstraint(
            "state NOT IN ('planned', 'drawn', 'closed') OR plan IS NOT NULL", name=op.f("ck_draw_plan")
        ),
        sa.CheckConstraint("(plan IS NULL) = (plan_digest IS NULL)", name=op.f("ck_draw_plan_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("public_id", name=op.f("uq_draw_public_id")),
    )
    op.create_index(op.f("ix_draw_meeting"), "draw", ["meeting"], unique=False)
    op.create_table(
        "expert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("mobile", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint(
            "length(identity) BETWEEN 64 AND 64 AND ltrim(identity, '0123456789abcdef') = ''",
            name=op.f("ck_expert_identity"),
        ),
        sa.CheckConstraint("state IN ('ACTIVE', 'SUSPENDED')", name=op.f("ck_expert_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert")),
        sa.UniqueConstraint("identity", name=op.f("uq_expert_identity")),
        sa.UniqueConstraint("public_id", name=op.f("uq_expert_public_id")),
    )
    op.create_table(
        "log_entry",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("idem", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("idem <> ''", name=op.f("ck_log_entry_idem")),
        sa.CheckConstraint("length(leaf_hash) = 32", name=op.f("ck_log_entry_leaf_hash")),
        sa.CheckConstraint("seq >= 0", name=op.f("ck_log_entry_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_log_entry")),
        sa.UniqueConstraint("idem", name=op.f("uq_log_entry_idem")),
    )
    op.create_index(op.f("ix_log_entry_subject"), "log_entry", ["subject"], unique=False)
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_head_one_row")),
        sa.CheckConstraint("length(root) = 32", name=op.f("ck_log_head_root")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_log_head_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
    )
    op.create_table(
        "log_key",
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("vkey", sa.String(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_log_key")),
    )
    op.create_table(
        "log_node",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(hash) = 32", name=op.f("ck_log_node_hash")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_log_node")),
    )
    op.create_table(
        "number_series",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("last >= 1", name=op.f("ck_number_series_last")),
        sa.PrimaryKeyConstraint("series", "year", name=op.f("pk_number_series")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_table(
        "unit",
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("document_code", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("uscc", name=op.f("pk_unit")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("unit_uscc", sa.String(), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_account_name")),
        sa.ForeignKeyConstraint(["unit_uscc"], ["unit.uscc"], name=op.f("fk_account_unit_uscc")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_account_public_id")),
    )
    op.create_table(
        "case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("filed_at", UTCDateTime(), nullable=False),
        sa.Column("unit_uscc", sa.String(), nullable=False),
        sa.Column("subject_uscc", sa.String(), nullable=False),
        sa.Column("subject_name", sa.String(), nullable=False),
        sa.Column("polarity", sa.String(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("item_title", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("term_least", sa.Integer(), nullable=False),
        sa.Column("term_most", sa.Integer(), nullable=False),
        sa.Column("special_group", sa.String(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("basis_confirmed", sa.Boolean(), nullable=False),
        sa.Column("conduct_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("document_title", sa.String(), nullable=False),
        sa.Column("document_no", sa.String(), nullable=False),
        sa.Column("document_organ", sa.String(), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=False),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.CheckConstraint("document_no <> ''", name=op.f("ck_case_document")),
        sa.CheckConstraint("facts <> ''", name=op.f("ck_case_facts")),
        sa.CheckConstraint("polarity IN ('PUNISH')", name=op.f("ck_case_polarity")),
        sa.CheckConstraint("term_months BETWEEN term_least AND term_most", name=op.f("ck_case_term")),
        sa.ForeignKeyConstraint(["unit_uscc"], ["unit.uscc"], name=op.f("fk_case_unit_uscc")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("number", name=op.f("uq_case_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_public_id")),
    )
    op.create_table(
        "draw_case",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_draw_case_draw_id")),
        sa.PrimaryKeyConstraint("draw_id", "case_id", name=op.f("pk_draw_case")),
    )
    op.create_index(
        "uq_draw_case_open",
        "draw_case",
        ["case_id", "kind"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_table(
        "draw_contributor",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.CheckConstraint("role IN ('convener', 'supervisor')", name=op.f("ck_draw_contributor_role")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_draw_contributor_draw_id")),
        sa.PrimaryKeyConstraint("draw_id", "position", name=op.f("pk_draw_contributor")),
        sa.UniqueConstraint("commitment", name=op.f("uq_draw_contributor_commitment")),
        sa.UniqueConstraint("draw_id", "party", name=op.f("uq_draw_contributor_draw_id_party")),
        sa.UniqueConstraint("draw_id", "role", name=op.f("uq_draw_contributor_draw_id_role")),
    )
    op.create_table(
        "draw_departure",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("event", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('declined', 'timeout', 'recused', 'absent')", name=op.f("ck_draw_departure_kind")
        ),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_draw_departure_draw_id")),
        sa.PrimaryKeyConstraint("draw_id", "position", name=op.f("pk_draw_departure")),
        sa.UniqueConstraint("draw_id", "tag", name=op.f("uq_draw_departure_draw_id_tag")),
    )
    op.create_table(
        "expert_attribute",
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 16 AND ltrim(name, 'abcdefghijklmnopqrstuvwxyz_') = ''",
            name=op.f("ck_expert_attribute_name"),
        ),
        sa.CheckConstraint(
            "length(value) BETWEEN 1 AND 12 AND ltrim(value, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789') = ''",
            name=op.f("ck_expert_attribute_value"),
        ),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_expert_attribute_expert_id")),
        sa.PrimaryKeyConstraint("expert_id", "name", name=op.f("pk_expert_attribute")),
    )
    op.create_table(
        "expert_employment",
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("employer", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.CheckConstraint("begins <= ends", name=op.f("ck_expert_employment_order")),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_expert_employment_expert_id")),
        sa.PrimaryKeyConstraint("expert_id", "begins", "employer", name=op.f("pk_expert_employment")),
    )
    op.create_table(
        "expert_field",
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.CheckConstraint(
            "length(code) BETWEEN 1 AND 8 AND ltrim(code, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789') = ''",
            name=op.f("ck_expert_field_code"),
        ),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_expert_field_expert_id")),
        sa.PrimaryKeyConstraint("expert_id", "code", name=op.f("pk_expert_field")),
    )
    op.create_table(
        "expert_leaf",
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("leaf", sa.String(), nullable=False),
        sa.Column("opening", sa.String(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "length(leaf) BETWEEN 64 AND 64 AND ltrim(leaf, '0123456789abcdef') = ''",
            name=op.f("ck_expert_leaf_leaf"),
        ),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_expert_leaf_expert_id")),
        sa.PrimaryKeyConstraint("expert_id", "version", name=op.f("pk_expert_leaf")),
        sa.UniqueConstraint("leaf", name=op.f("uq_expert_leaf_leaf")),
    )
    op.create_index(
        "ix_expert_leaf_current",
        "expert_leaf",
        ["expert_id"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "expert_state_change",
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_expert_state_change_reason")),
        sa.CheckConstraint("state IN ('ACTIVE', 'SUSPENDED')", name=op.f("ck_expert_state_change_state")),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_expert_state_change_expert_id")),
        sa.PrimaryKeyConstraint("expert_id", "version", name=op.f("pk_expert_state_change")),
    )
    op.create_table(
        "expert_term",
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.CheckConstraint("begins <= ends", name=op.f("ck_expert_term_order")),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_expert_term_expert_id")),
        sa.PrimaryKeyConstraint("expert_id", "begins", name=op.f("pk_expert_term")),
    )
    op.create_table(
        "log_checkpoint",
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column(
            "size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("signed_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("length(root) = 32", name=op.f("ck_log_checkpoint_root")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_log_checkpoint_size")),
        sa.ForeignKeyConstraint(["origin"], ["log_key.origin"], name=op.f("fk_log_checkpoint_origin")),
        sa.PrimaryKeyConstraint("origin", "size", name=op.f("pk_log_checkpoint")),
    )
    op.create_index(op.f("ix_log_checkpoint_size"), "log_checkpoint", ["size"], unique=False)
    op.create_table(
        "log_payload",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("erased_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "visibility IN ('public', 'closed', 'sealed')", name=op.f("ck_log_payload_visibility")
        ),
        sa.CheckConstraint("(payload IS NULL) = (erased_at IS NOT NULL)", name=op.f("ck_log_payload_erased")),
        sa.CheckConstraint("(payload IS NULL) = (salt IS NULL)", name=op.f("ck_log_payload_whole")),
        sa.CheckConstraint("length(salt) = 32", name=op.f("ck_log_payload_salt")),
        sa.ForeignKeyConstraint(["seq"], ["log_entry.seq"], name=op.f("fk_log_payload_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_log_payload")),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("minutes_number", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("special_group", sa.String(), nullable=False),
        sa.Column("lead_unit_uscc", sa.String(), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("unsealed_at", UTCDateTime(), nullable=True),
        sa.Column("unsealed_by", sa.String(), nullable=True),
        sa.Column("held_until", UTCDateTime(), nullable=True),
        sa.CheckConstraint("state <> 'held' OR minutes_number IS NOT NULL", name=op.f("ck_meeting_minutes")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_times")),
        sa.ForeignKeyConstraint(["lead_unit_uscc"], ["unit.uscc"], name=op.f("fk_meeting_lead_unit_uscc")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("minutes_number", name=op.f("uq_meeting_minutes_number")),
        sa.UniqueConstraint("number", name=op.f("uq_meeting_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_meeting_public_id")),
    )
    op.create_table(
        "account_role",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_role_account_id")),
        sa.PrimaryKeyConstraint("account_id", "role", name=op.f("pk_account_role")),
    )
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_agenda_item_case_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("case_id", name=op.f("uq_agenda_item_case_id")),
        sa.UniqueConstraint("meeting_id", "position", name=op.f("uq_agenda_item_meeting_id_position")),
        sa.UniqueConstraint("public_id", name=op.f("uq_agenda_item_public_id")),
    )
    op.create_table(
        "attendance",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('unit', 'expert')", name=op.f("ck_attendance_kind")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", "kind", "ref", name=op.f("pk_attendance")),
    )
    op.create_table(
        "case_evidence",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_evidence_case_id")),
        sa.PrimaryKeyConstraint("case_id", "digest", name=op.f("pk_case_evidence")),
    )
    op.create_table(
        "case_measure",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("implementer_uscc", sa.String(), nullable=False),
        sa.Column("implementer_name", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("basis_confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_measure_case_id")),
        sa.PrimaryKeyConstraint("case_id", "code", name=op.f("pk_case_measure")),
    )
    op.create_table(
        "draw_candidate",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("leaf_version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_draw_candidate_draw_id")),
        sa.ForeignKeyConstraint(
            ["expert_id", "leaf_version"],
            ["expert_leaf.expert_id", "expert_leaf.version"],
            name=op.f("fk_draw_candidate_expert_id_leaf_version"),
        ),
        sa.PrimaryKeyConstraint("draw_id", "tag", name=op.f("pk_draw_candidate")),
        sa.UniqueConstraint("draw_id", "expert_id", name=op.f("uq_draw_candidate_draw_id_expert_id")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("invited_at", UTCDateTime(), nullable=False),
        sa.Column("delivered_at", UTCDateTime(), nullable=True),
        sa.Column("answer_by", UTCDateTime(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_invitation_draw_id")),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_invitation_expert_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_invitation_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("draw_id", "tag", name=op.f("uq_invitation_draw_id_tag")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitation_public_id")),
    )
    op.create_table(
        "meeting_unit",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("determining", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_unit_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", "uscc", name=op.f("pk_meeting_unit")),
    )
    op.create_table(
        "prior_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("manner", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("defence", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.CheckConstraint("(review IS NULL) = (answered_on IS NULL)", name=op.f("ck_prior_notice_reviewed")),
        sa.CheckConstraint(
            "answered_on IS NULL OR answered_on >= served_on", name=op.f("ck_prior_notice_order")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_prior_notice_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prior_notice")),
        sa.UniqueConstraint("case_id", name=op.f("uq_prior_notice_case_id")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("adoption", sa.Text(), nullable=False),
        sa.Column("departure_reason", sa.Text(), nullable=True),
        sa.Column("drafted_by", sa.String(), nullable=False),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("reviewed_by", sa.String(), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("scan_digest", sa.String(), nullable=True),
        sa.Column("issued_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "state NOT IN ('sealed', 'issued') OR scan_digest IS NOT NULL", name=op.f("ck_decision_scan")
        ),
        sa.CheckConstraint(
            "state NOT IN ('signed', 'sealed', 'issued') OR number IS NOT NULL",
            name=op.f("ck_decision_number"),
        ),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_decision_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("item_id", name=op.f("uq_decision_item_id")),
        sa.UniqueConstraint("number", name=op.f("uq_decision_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_decision_public_id")),
    )
    op.create_table(
        "item_recusal",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_item_recusal_item_id")),
        sa.PrimaryKeyConstraint("item_id", "kind", "ref", name=op.f("pk_item_recusal")),
    )
    op.create_table(
        "opinion",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("given_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_opinion_item_id")),
        sa.PrimaryKeyConstraint("item_id", "tag", name=op.f("pk_opinion")),
    )
    op.create_table(
        "vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("roster", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("opened", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("tally", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_vote_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
        sa.UniqueConstraint("item_id", "round", name=op.f("uq_vote_item_id_round")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vote_public_id")),
    )
    op.create_table(
        "ballot",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("c", sa.String(), nullable=False),
        sa.Column("cast_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("choice IN ('agree', 'disagree', 'abstain')", name=op.f("ck_ballot_choice")),
        sa.CheckConstraint("rev >= 1", name=op.f("ck_ballot_rev")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_ballot_vote_id")),
        sa.PrimaryKeyConstraint("vote_id", "slot", "rev", name=op.f("pk_ballot")),
        sa.UniqueConstraint("c", name=op.f("uq_ballot_c")),
    )
    op.create_table(
        "decision_recipient",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_recipient_decision_id")
        ),
        sa.PrimaryKeyConstraint("decision_id", "uscc", name=op.f("pk_decision_recipient")),
    )
    op.create_table(
        "filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("package_digest", sa.String(), nullable=False),
        sa.Column("report_scan_digest", sa.String(), nullable=True),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("handled_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "state = 'pending' OR report_scan_digest IS NOT NULL", name=op.f("ck_filing_report")
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'sent') OR number IS NOT NULL", name=op.f("ck_filing_number")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_filing_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_filing_decision_id")),
        sa.UniqueConstraint("number", name=op.f("uq_filing_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_filing_public_id")),
    )
    op.create_table(
        "official_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('decision', 'minutes', 'draw_record', 'sign_in', 'tally', 'filing_report')",
            name=op.f("ck_official_paper_kind"),
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_official_paper_decision_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_official_paper_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_paper")),
        sa.UniqueConstraint(
            "meeting_id", "decision_id", "kind", name=op.f("uq_official_paper_meeting_id_decision_id_kind")
        ),
    )
    op.create_index(op.f("ix_official_paper_meeting_id"), "official_paper", ["meeting_id"], unique=False)
    guard_entries(op.get_bind())
    begin_head(op.get_bind())
