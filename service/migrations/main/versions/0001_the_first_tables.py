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
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('WORK', 'REST', 'HOLIDAY')", name=op.f("ck_calendar_day_kind")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.CheckConstraint("confirmed_at IS NULL OR source <> ''", name=op.f("ck_calendar_year_source")),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by IS NULL)", name=op.f("ck_calendar_year_confirmed")
        ),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "catalogue_edition",
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from <= valid_to", name=op.f("ck_catalogue_edition_order")
        ),
        sa.PrimaryKeyConstraint("edition", name=op.f("pk_catalogue_edition")),
        sa.UniqueConstraint("sequence", name=op.f("uq_catalogue_edition_sequence")),
        sa.UniqueConstraint("valid_from", name=op.f("uq_catalogue_edition_valid_from")),
    )
    op.create_table(
        "confirmed_basis",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("confirmed_at", UTCDateTime(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_confirmed_basis")),
    )
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
        sa.Column("publish", sa.String(), nullable=False),
        sa.Column("beacon", sa.JSON(none_as_null=True), nullable=True),
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
        sa.Column("beacon_typed", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("beacon_result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("kind IN ('panel', 'supplement')", name=op.f("ck_draw_kind")),
        sa.CheckConstraint("publish IN ('at_close', 'at_draw')", name=op.f("ck_draw_publish")),
        sa.CheckConstraint(
            "state IN ('frozen', 'committed', 'void') OR plan IS NOT NULL", name=op.f("ck_draw_plan")
        ),
        sa.CheckConstraint(
            "state NOT IN ('drawn', 'replacing', 'closed') OR result IS NOT NULL", name=op.f("ck_draw_result")
        ),
        sa.CheckConstraint("(plan IS NULL) = (plan_digest IS NULL)", name=op.f("ck_draw_plan_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("plan_digest", name=op.f("uq_draw_plan_digest")),
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
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "length(identity) BETWEEN 64 AND 64 AND ltrim(identity, '0123456789abcdef') = ''",
            name=op.f("ck_expert_identity"),
        ),
        sa.CheckConstraint("merged_into IS NULL OR state = 'MERGED'", name=op.f("ck_expert_merged")),
        sa.CheckConstraint(
            "state IN ('ACTIVE', 'SUSPENDED', 'EXPIRED', 'DISMISSED', 'RESIGNED', 'DECEASED', 'MERGED')",
            name=op.f("ck_expert_state"),
        ),
        sa.ForeignKeyConstraint(["merged_into"], ["expert.id"], name=op.f("fk_expert_merged_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert")),
        sa.UniqueConstraint("identity", name=op.f("uq_expert_identity")),
        sa.UniqueConstraint("public_id", name=op.f("uq_expert_public_id")),
    )
    op.create_index(op.f("ix_expert_merged_into"), "expert", ["merged_into"], unique=False)
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
        "log_epoch",
        sa.Column("log", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("length(root) = 32", name=op.f("ck_log_epoch_root")),
        sa.CheckConstraint("log BETWEEN 1 AND 511", name=op.f("ck_log_epoch_log")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_log_epoch_size")),
        sa.PrimaryKeyConstraint("log", name=op.f("pk_log_epoch")),
    )
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_head_one_row")),
        sa.CheckConstraint("length(root) = 32", name=op.f("ck_log_head_root")),
        sa.CheckConstraint("log BETWEEN 1 AND 511", name=op.f("ck_log_head_log")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_log_head_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
    )
    op.create_table(
        "log_key",
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("vkey", sa.String(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.CheckConstraint("log BETWEEN 1 AND 511", name=op.f("ck_log_key_log")),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_log_key")),
        sa.UniqueConstraint("log", name=op.f("uq_log_key_log")),
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
        "log_witness",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("length(public_key) = 32", name=op.f("ck_log_witness_public_key")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_log_witness")),
        sa.UniqueConstraint("public_key", name=op.f("uq_log_witness_public_key")),
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
        "official_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("party_uscc", sa.String(), nullable=True),
        sa.Column("party_name", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "ground IN ('R01', 'R02', 'R03', 'R04', 'R05')", name=op.f("ck_official_declaration_ground")
        ),
        sa.CheckConstraint("party_name <> '' AND relation <> ''", name=op.f("ck_official_declaration_party")),
        sa.CheckConstraint("ends IS NULL OR begins <= ends", name=op.f("ck_official_declaration_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_declaration")),
    )
    op.create_index(
        op.f("ix_official_declaration_account"), "official_declaration", ["account"], unique=False
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
        "past_decision",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("organ_uscc", sa.String(), nullable=False),
        sa.Column("organ_name", sa.String(), nullable=False),
        sa.Column("subject_number", sa.String(), nullable=False),
        sa.Column("subject_name", sa.String(), nullable=False),
        sa.Column("polarity", sa.String(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("polarity IN ('PUNISH', 'REWARD')", name=op.f("ck_past_decision_polarity")),
        sa.CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name=op.f("ck_past_decision_order")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_past_decision")),
    )
    op.create_index(
        op.f("ix_past_decision_subject_number"), "past_decision", ["subject_number"], unique=False
    )
    op.create_table(
        "request_count",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("span", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_request_count")),
    )
    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_room_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("name", name=op.f("uq_room_name")),
    )
    op.create_table(
        "running_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_number", sa.String(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("measure_code", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("implementer_uscc", sa.String(), nullable=False),
        sa.Column("implementer_name", sa.String(), nullable=False),
        sa.Column("decision_number", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('running', 'ended')", name=op.f("ck_running_measure_state")),
        sa.CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name=op.f("ck_running_measure_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_running_measure")),
    )
    op.create_index(
        "uq_running_measure_running",
        "running_measure",
        ["subject_number", "item_code", "measure_code"],
        unique=True,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_table(
        "security_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_event")),
    )
    op.create_index(op.f("ix_security_event_account"), "security_event", ["account"], unique=False)
    op.create_index(op.f("ix_security_event_at"), "security_event", ["at"], unique=False)
    op.create_index(op.f("ix_security_event_kind"), "security_event", ["kind"], unique=False)
    op.create_table(
        "sent_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=False),
        sa.Column("led_to", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_form")),
        sa.UniqueConstraint("mark", name=op.f("uq_sent_form_mark")),
    )
    op.create_index(op.f("ix_sent_form_sent_at"), "sent_form", ["sent_at"], unique=False)
    op.create_table(
        "sheet_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("uploaded_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_upload")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sheet_upload_public_id")),
    )
    op.create_index(op.f("ix_sheet_upload_account"), "sheet_upload", ["account"], unique=False)
    op.create_table(
        "unit",
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("document_code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('member', 'non_member', 'county')", name=op.f("ck_unit_kind")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_unit_name")),
        sa.PrimaryKeyConstraint("uscc", name=op.f("pk_unit")),
    )
    op.create_index(op.f("ix_unit_name"), "unit", ["name"], unique=False)
    op.create_table(
        "unknown_name",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", UTCDateTime(), nullable=True),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_unknown_name_failures")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_unknown_name")),
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
        sa.Column("filed_by", sa.String(), nullable=False),
        sa.Column("unit_uscc", sa.String(), nullable=False),
        sa.Column("subject_number", sa.String(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_name", sa.String(), nullable=False),
        sa.Column("subject_uscc", sa.String(), nullable=True),
        sa.Column("subject_mask", sa.String(), nullable=True),
        sa.Column("polarity", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("term_least", sa.Integer(), nullable=False),
        sa.Column("term_most", sa.Integer(), nullable=False),
        sa.Column("special_group", sa.String(), nullable=False),
        sa.Column("county_uscc", sa.String(), nullable=True),
        sa.Column("conduct_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("linkage", sa.Text(), nullable=False),
        sa.Column("document_title", sa.String(), nullable=False),
        sa.Column("document_no", sa.String(), nullable=False),
        sa.Column("document_organ", sa.String(), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=False),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("withdrawal", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(subject_mask IS NOT NULL) = (subject_type = 'PERSON')", name=op.f("ck_case_mask")
        ),
        sa.CheckConstraint(
            "(subject_uscc IS NULL) = (subject_type = 'PERSON')", name=op.f("ck_case_subject")
        ),
        sa.CheckConstraint("document_no <> ''", name=op.f("ck_case_document")),
        sa.CheckConstraint("facts <> ''", name=op.f("ck_case_facts")),
        sa.CheckConstraint("linkage <> ''", name=op.f("ck_case_linkage")),
        sa.CheckConstraint("polarity IN ('PUNISH', 'REWARD')", name=op.f("ck_case_polarity")),
        sa.CheckConstraint("state <> 'withdrawn' OR withdrawal IS NOT NULL", name=op.f("ck_case_withdrawal")),
        sa.CheckConstraint(
            "subject_type IN ('LEGAL', 'UNINC', 'INDIV_BIZ', 'PERSON')", name=op.f("ck_case_subject_type")
        ),
        sa.CheckConstraint("term_months BETWEEN term_least AND term_most", name=op.f("ck_case_term")),
        sa.ForeignKeyConstraint(["county_uscc"], ["unit.uscc"], name=op.f("fk_case_county_uscc")),
        sa.ForeignKeyConstraint(["edition"], ["catalogue_edition.edition"], name=op.f("fk_case_edition")),
        sa.ForeignKeyConstraint(["unit_uscc"], ["unit.uscc"], name=op.f("fk_case_unit_uscc")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("number", name=op.f("uq_case_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_public_id")),
    )
    op.create_index(op.f("ix_case_subject_number"), "case", ["subject_number"], unique=False)
    op.create_table(
        "catalogue_change",
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.CheckConstraint("kind IN ('added', 'changed', 'removed')", name=op.f("ck_catalogue_change_kind")),
        sa.ForeignKeyConstraint(
            ["edition"], ["catalogue_edition.edition"], name=op.f("fk_catalogue_change_edition")
        ),
        sa.PrimaryKeyConstraint("edition", "code", name=op.f("pk_catalogue_change")),
    )
    op.create_table(
        "catalogue_item",
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("polarity", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("unit_uscc", sa.String(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("treatment", sa.Text(), nullable=False),
        sa.Column("subject_types", sa.JSON(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("term_min_months", sa.Integer(), nullable=False),
        sa.Column("term_max_months", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("basis_level", sa.String(), nullable=False),
        sa.Column("basis_text", sa.Text(), nullable=False),
        sa.Column("basis_source", sa.String(), nullable=False),
        sa.Column("basis_on", sa.Date(), nullable=False),
        sa.Column("basis_key", sa.String(), nullable=False),
        sa.CheckConstraint(
            "basis_level IN ('LAW', 'REGULATION', 'LOCAL_REGULATION', 'CENTRAL_POLICY', 'RULE', 'NORMATIVE', 'MEMORANDUM')",
            name=op.f("ck_catalogue_item_basis_level"),
        ),
        sa.CheckConstraint("polarity IN ('PUNISH', 'REWARD')", name=op.f("ck_catalogue_item_polarity")),
        sa.CheckConstraint("trim(basis_text) <> ''", name=op.f("ck_catalogue_item_basis_text")),
        sa.CheckConstraint("trim(domain) <> ''", name=op.f("ck_catalogue_item_domain")),
        sa.CheckConstraint("trim(evidence) <> ''", name=op.f("ck_catalogue_item_evidence")),
        sa.CheckConstraint("trim(title) <> ''", name=op.f("ck_catalogue_item_title")),
        sa.CheckConstraint("trim(treatment) <> ''", name=op.f("ck_catalogue_item_treatment")),
        sa.CheckConstraint("trim(unit_name) <> ''", name=op.f("ck_catalogue_item_unit_name")),
        sa.CheckConstraint(
            "1 <= term_min_months AND term_min_months <= term_max_months", name=op.f("ck_catalogue_item_term")
        ),
        sa.ForeignKeyConstraint(
            ["edition"], ["catalogue_edition.edition"], name=op.f("fk_catalogue_item_edition")
        ),
        sa.ForeignKeyConstraint(["unit_uscc"], ["unit.uscc"], name=op.f("fk_catalogue_item_unit_uscc")),
        sa.PrimaryKeyConstraint("edition", "code", name=op.f("pk_catalogue_item")),
    )
    op.create_table(
        "catalogue_submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("unit_uscc", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("withdraws", sa.Boolean(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("submitted_by", sa.String(), nullable=False),
        sa.Column("submitted_at", UTCDateTime(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("edition", sa.String(), nullable=True),
        sa.CheckConstraint(
            "edition IS NULL OR state IN ('taken', 'published')", name=op.f("ck_catalogue_submission_edition")
        ),
        sa.CheckConstraint(
            "state <> 'published' OR edition IS NOT NULL", name=op.f("ck_catalogue_submission_published")
        ),
        sa.CheckConstraint(
            "state <> 'returned' OR answer <> ''", name=op.f("ck_catalogue_submission_answer")
        ),
        sa.CheckConstraint("(content IS NULL) = withdraws", name=op.f("ck_catalogue_submission_content")),
        sa.ForeignKeyConstraint(
            ["edition"], ["catalogue_edition.edition"], name=op.f("fk_catalogue_submission_edition")
        ),
        sa.ForeignKeyConstraint(["unit_uscc"], ["unit.uscc"], name=op.f("fk_catalogue_submission_unit_uscc")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_submission")),
        sa.UniqueConstraint("public_id", name=op.f("uq_catalogue_submission_public_id")),
    )
    op.create_index(
        "uq_catalogue_submission_open",
        "catalogue_submission",
        ["code"],
        unique=True,
        sqlite_where=sa.text("state IN ('submitted', 'taken')"),
        postgresql_where=sa.text("state IN ('submitted', 'taken')"),
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
        "draw_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("viewer", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("what IN ('plan', 'own_line', 'audit', 'names')", name=op.f("ck_draw_view_what")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_draw_view_draw_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw_view")),
    )
    op.create_index(op.f("ix_draw_view_draw_id"), "draw_view", ["draw_id"], unique=False)
    op.create_table(
        "expert_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("recommended_by", sa.String(), nullable=True),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", UTCDateTime(), nullable=False),
        sa.Column("opinion", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("expert_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "source = 'OWN' OR recommended_by IS NOT NULL", name=op.f("ck_expert_application_recommended")
        ),
        sa.CheckConstraint(
            "source IN ('OWN', 'UNIT', 'DEPARTMENT')", name=op.f("ck_expert_application_source")
        ),
        sa.CheckConstraint(
            "state <> 'ADMITTED' OR expert_id IS NOT NULL", name=op.f("ck_expert_application_admitted")
        ),
        sa.CheckConstraint(
            "state NOT IN ('ADMITTED', 'REJECTED') OR (opinion <> '' AND opinion IS NOT NULL)",
            name=op.f("ck_expert_application_opinion"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('ADMITTED', 'REJECTED') OR decided_by IS NOT NULL",
            name=op.f("ck_expert_application_decided"),
        ),
        sa.CheckConstraint("decided_by <> entered_by", name=op.f("ck_expert_application_two_persons")),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_expert_application_expert_id")),
        sa.ForeignKeyConstraint(
            ["recommended_by"], ["unit.uscc"], name=op.f("fk_expert_application_recommended_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_application")),
        sa.UniqueConstraint("public_id", name=op.f("uq_expert_application_public_id")),
    )
    op.create_index(
        "uq_expert_application_open",
        "expert_application",
        ["identity"],
        unique=True,
        sqlite_where=sa.text("state IN ('APPLIED', 'UNDER_REVIEW')"),
        postgresql_where=sa.text("state IN ('APPLIED', 'UNDER_REVIEW')"),
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
        "expert_certificate",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_expert_certificate_expert_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_expert_certificate")),
        sa.UniqueConstraint("expert_id", "begins", name=op.f("uq_expert_certificate_expert_id_begins")),
    )
    op.create_table(
        "expert_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "substr(by, 1, 7) = 'expert:' OR evidence IS NOT NULL", name=op.f("ck_expert_confirmation_paper")
        ),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_expert_confirmation_expert_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_confirmation")),
        sa.UniqueConstraint("expert_id", "year", name=op.f("uq_expert_confirmation_expert_id_year")),
    )
    op.create_table(
        "expert_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("party_uscc", sa.String(), nullable=True),
        sa.Column("party_name", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "ground IN ('R02', 'R03', 'R04', 'R05')", name=op.f("ck_expert_declaration_ground")
        ),
        sa.CheckConstraint("party_name <> '' AND relation <> ''", name=op.f("ck_expert_declaration_party")),
        sa.CheckConstraint(
            "source IN ('CONFIRMATION', 'DECLARATION')", name=op.f("ck_expert_declaration_source")
        ),
        sa.CheckConstraint(
            "substr(by, 1, 7) = 'expert:' OR evidence IS NOT NULL", name=op.f("ck_expert_declaration_paper")
        ),
        sa.CheckConstraint("ends IS NULL OR begins <= ends", name=op.f("ck_expert_declaration_order")),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_expert_declaration_expert_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_declaration")),
    )
    op.create_index("ix_expert_declaration_expert", "expert_declaration", ["expert_id"], unique=False)
    op.create_index(
        "uq_expert_declaration_lasting",
        "expert_declaration",
        ["expert_id", "ground", "party_name"],
        unique=True,
        sqlite_where=sa.text("ends IS NULL"),
        postgresql_where=sa.text("ends IS NULL"),
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
        "expert_evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("veto", sa.Boolean(), nullable=False),
        sa.Column("deductions", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("commented_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(comment IS NULL) = (commented_at IS NULL)", name=op.f("ck_expert_evaluation_comment")
        ),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_expert_evaluation_score")),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_expert_evaluation_expert_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_evaluation")),
        sa.UniqueConstraint("expert_id", "meeting", name=op.f("uq_expert_evaluation_expert_id_meeting")),
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
        "expert_leave",
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("begins <= ends", name=op.f("ck_expert_leave_order")),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_expert_leave_expert_id")),
        sa.PrimaryKeyConstraint("expert_id", "begins", name=op.f("pk_expert_leave")),
    )
    op.create_table(
        "expert_state_change",
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(state = 'DISMISSED') = (ground IS NOT NULL)", name=op.f("ck_expert_state_change_dismissal")
        ),
        sa.CheckConstraint(
            "ground IN ('UNFIT', 'PARTIAL', 'LEAK', 'UNDISCLOSED', 'BRIBE', 'FALSE_APPLICATION', 'UNANSWERING', 'ABUSE', 'CRIMINAL')",
            name=op.f("ck_expert_state_change_ground"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_expert_state_change_reason")),
        sa.CheckConstraint(
            "state IN ('ACTIVE', 'SUSPENDED', 'EXPIRED', 'DISMISSED', 'RESIGNED', 'DECEASED', 'MERGED')",
            name=op.f("ck_expert_state_change_state"),
        ),
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
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("minutes_number", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("special_group", sa.String(), nullable=False),
        sa.Column("lead_unit_uscc", sa.String(), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("unsealed_at", UTCDateTime(), nullable=True),
        sa.Column("unsealed_by", sa.String(), nullable=True),
        sa.Column("held_until", UTCDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('ordinary', 'special')", name=op.f("ck_meeting_kind")),
        sa.CheckConstraint("state <> 'held' OR minutes_number IS NOT NULL", name=op.f("ck_meeting_minutes")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_times")),
        sa.ForeignKeyConstraint(["lead_unit_uscc"], ["unit.uscc"], name=op.f("fk_meeting_lead_unit_uscc")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_meeting_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("minutes_number", name=op.f("uq_meeting_minutes_number")),
        sa.UniqueConstraint("number", name=op.f("uq_meeting_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_meeting_public_id")),
    )
    op.create_index(
        op.f("ix_meeting_lead_unit_uscc_starts_at_id"),
        "meeting",
        ["lead_unit_uscc", "starts_at", "id"],
        unique=False,
    )
    op.create_table(
        "sheet_upload_page",
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["sheet_upload.id"],
            name=op.f("fk_sheet_upload_page_upload_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("upload_id", "state", "number", name=op.f("pk_sheet_upload_page")),
    )
    op.create_table(
        "special_group",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("lead_unit_uscc", sa.String(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_special_group_name")),
        sa.ForeignKeyConstraint(
            ["lead_unit_uscc"], ["unit.uscc"], name=op.f("fk_special_group_lead_unit_uscc")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_special_group")),
    )
    op.create_table(
        "unit_former_name",
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["uscc"], ["unit.uscc"], name=op.f("fk_unit_former_name_uscc")),
        sa.PrimaryKeyConstraint("uscc", "name", name=op.f("pk_unit_former_name")),
    )
    op.create_index(op.f("ix_unit_former_name_name"), "unit_former_name", ["name"], unique=False)
    op.create_table(
        "access_link",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("keeps_factor", sa.Boolean(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_access_link_account_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_access_link")),
    )
    op.create_index(op.f("ix_access_link_account_id"), "access_link", ["account_id"], unique=False)
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
        sa.Column("withdrawn", sa.Text(), nullable=True),
        sa.CheckConstraint("withdrawn <> ''", name=op.f("ck_agenda_item_withdrawn")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_agenda_item_case_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("meeting_id", "position", name=op.f("uq_agenda_item_meeting_id_position")),
        sa.UniqueConstraint("public_id", name=op.f("uq_agenda_item_public_id")),
    )
    op.create_index(
        "uq_agenda_item_case",
        "agenda_item",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn IS NULL"),
        postgresql_where=sa.text("withdrawn IS NULL"),
    )
    op.create_table(
        "api_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.public_id"], name=op.f("fk_api_answer_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_answer")),
        sa.UniqueConstraint("account", "key", name=op.f("uq_api_answer_account_key")),
    )
    op.create_index(op.f("ix_api_answer_at"), "api_answer", ["at"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("last_used_at", UTCDateTime(), nullable=True),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_api_token_account_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_api_token")),
        sa.UniqueConstraint("public_id", name=op.f("uq_api_token_public_id")),
    )
    op.create_index(op.f("ix_api_token_account_id"), "api_token", ["account_id"], unique=False)
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
        "case_item",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("special_group", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_item_case_id")),
        sa.ForeignKeyConstraint(
            ["edition", "code"],
            ["catalogue_item.edition", "catalogue_item.code"],
            name=op.f("fk_case_item_edition_code"),
        ),
        sa.ForeignKeyConstraint(
            ["special_group"], ["special_group.name"], name=op.f("fk_case_item_special_group")
        ),
        sa.PrimaryKeyConstraint("case_id", "code", name=op.f("pk_case_item")),
        sa.UniqueConstraint("case_id", "edition", "code", name=op.f("uq_case_item_case_id_edition_code")),
    )
    op.create_table(
        "case_review",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("opinion <> ''", name=op.f("ck_case_review_opinion")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_review_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_review")),
    )
    op.create_table(
        "catalogue_measure",
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("measure_class", sa.String(), nullable=False),
        sa.Column("implementer_uscc", sa.String(), nullable=False),
        sa.Column("implementer_name", sa.String(), nullable=False),
        sa.Column("basis_level", sa.String(), nullable=False),
        sa.Column("basis_text", sa.Text(), nullable=False),
        sa.Column("basis_source", sa.String(), nullable=False),
        sa.Column("basis_on", sa.Date(), nullable=False),
        sa.Column("basis_key", sa.String(), nullable=False),
        sa.CheckConstraint(
            "basis_level IN ('LAW', 'REGULATION', 'LOCAL_REGULATION', 'CENTRAL_POLICY', 'RULE', 'NORMATIVE', 'MEMORANDUM')",
            name=op.f("ck_catalogue_measure_basis_level"),
        ),
        sa.CheckConstraint(
            "measure_class IN ('RIGHTS', 'MANAGEMENT', 'MARKET')",
            name=op.f("ck_catalogue_measure_measure_class"),
        ),
        sa.CheckConstraint("trim(basis_text) <> ''", name=op.f("ck_catalogue_measure_basis_text")),
        sa.CheckConstraint("trim(content) <> ''", name=op.f("ck_catalogue_measure_content")),
        sa.CheckConstraint("trim(implementer_name) <> ''", name=op.f("ck_catalogue_measure_implementer")),
        sa.ForeignKeyConstraint(
            ["edition", "item_code"],
            ["catalogue_item.edition", "catalogue_item.code"],
            name=op.f("fk_catalogue_measure_edition_item_code"),
        ),
        sa.ForeignKeyConstraint(
            ["implementer_uscc"], ["unit.uscc"], name=op.f("fk_catalogue_measure_implementer_uscc")
        ),
        sa.PrimaryKeyConstraint("edition", "item_code", "code", name=op.f("pk_catalogue_measure")),
    )
    op.create_table(
        "challenge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=True),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('expert', 'official')", name=op.f("ck_challenge_kind")),
        sa.CheckConstraint("person <> '' AND grounds <> ''", name=op.f("ck_challenge_grounds")),
        sa.CheckConstraint("state <> 'upheld' OR ref IS NOT NULL", name=op.f("ck_challenge_ref")),
        sa.CheckConstraint(
            "state = 'raised' OR (reason IS NOT NULL AND reason <> '' AND decided_by IS NOT NULL)",
            name=op.f("ck_challenge_decided"),
        ),
        sa.CheckConstraint("state IN ('raised', 'upheld', 'rejected')", name=op.f("ck_challenge_state")),
        sa.CheckConstraint("decided_by <> entered_by", name=op.f("ck_challenge_two_people")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_challenge_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
        sa.UniqueConstraint("public_id", name=op.f("uq_challenge_public_id")),
    )
    op.create_index(op.f("ix_challenge_case_id"), "challenge", ["case_id"], unique=False)
    op.create_table(
        "credential",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("password_since", UTCDateTime(), nullable=False),
        sa.Column("former", sa.JSON(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", UTCDateTime(), nullable=True),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_credential_failures")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_credential_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_credential")),
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
        sa.Column("renewals", sa.Integer(), nullable=False),
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
    op.create_index(op.f("ix_invitation_meeting_id"), "invitation", ["meeting_id"], unique=False)
    op.create_table(
        "log_cosignature",
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column(
            "size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("signed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["origin", "size"],
            ["log_checkpoint.origin", "log_checkpoint.size"],
            name=op.f("fk_log_cosignature_origin_size"),
        ),
        sa.ForeignKeyConstraint(["witness"], ["log_witness.name"], name=op.f("fk_log_cosignature_witness")),
        sa.PrimaryKeyConstraint("origin", "size", "witness", name=op.f("pk_log_cosignature")),
    )
    op.create_table(
        "meeting_change",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("was_starts_at", UTCDateTime(), nullable=False),
        sa.Column("was_ends_at", UTCDateTime(), nullable=False),
        sa.Column("was_place", sa.String(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("cause <> ''", name=op.f("ck_meeting_change_cause")),
        sa.CheckConstraint("kind IN ('postponed', 'cancelled')", name=op.f("ck_meeting_change_kind")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_change_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", "sequence", name=op.f("pk_meeting_change")),
    )
    op.create_table(
        "meeting_officer",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.CheckConstraint("role IN ('chair', 'recorder')", name=op.f("ck_meeting_officer_role")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_officer_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", "role", name=op.f("pk_meeting_officer")),
    )
    op.create_index(op.f("ix_meeting_officer_account"), "meeting_officer", ["account"], unique=False)
    op.create_table(
        "meeting_unit",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("determining", sa.Boolean(), nullable=False),
        sa.Column("noticed", sa.String(), nullable=False),
        sa.Column("noticed_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("noticed IN ('mail', 'paper')", name=op.f("ck_meeting_unit_noticed")),
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
        sa.Column("waived", sa.Boolean(), nullable=True),
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
        "publicity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("objections", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.CheckConstraint("(closed_on IS NULL) = (result IS NULL)", name=op.f("ck_publicity_closed")),
        sa.CheckConstraint("begins <= ends", name=op.f("ck_publicity_order")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_publicity_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity")),
        sa.UniqueConstraint("case_id", name=op.f("uq_publicity_case_id")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id")),
        sa.PrimaryKeyConstraint("account_id", "digest", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "role_loan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("lender_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("begins_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("returned_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("begins_at < ends_at", name=op.f("ck_role_loan_period")),
        sa.ForeignKeyConstraint(["deputy_id"], ["account.id"], name=op.f("fk_role_loan_deputy_id")),
        sa.ForeignKeyConstraint(["lender_id"], ["account.id"], name=op.f("fk_role_loan_lender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_loan")),
        sa.UniqueConstraint("public_id", name=op.f("uq_role_loan_public_id")),
    )
    op.create_index(op.f("ix_role_loan_deputy_id"), "role_loan", ["deputy_id"], unique=False)
    op.create_index(op.f("ix_role_loan_lender_id"), "role_loan", ["lender_id"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("began_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("proven_at", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sign_in_public_id")),
    )
    op.create_index(op.f("ix_sign_in_account_id"), "sign_in", ["account_id"], unique=False)
    op.create_table(
        "special_group_domain",
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("special_group", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["special_group"], ["special_group.name"], name=op.f("fk_special_group_domain_special_group")
        ),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_special_group_domain")),
    )
    op.create_table(
        "ballot_code",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("given_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_ballot_code_tries")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_ballot_code_invitation_id")
        ),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_ballot_code")),
    )
    op.create_table(
        "case_measure",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "edition", "item_code"],
            ["case_item.case_id", "case_item.edition", "case_item.code"],
            name=op.f("fk_case_measure_case_id_edition_item_code"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_measure_case_id")),
        sa.ForeignKeyConstraint(
            ["edition", "item_code", "code"],
            ["catalogue_measure.edition", "catalogue_measure.item_code", "catalogue_measure.code"],
            name=op.f("fk_case_measure_edition_item_code_code"),
        ),
        sa.PrimaryKeyConstraint("case_id", "item_code", "code", name=op.f("pk_case_measure")),
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
        "draw_carried",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.Column("parent_tag", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_draw_carried_draw_id")),
        sa.ForeignKeyConstraint(
            ["parent_id", "parent_tag"],
            ["draw_candidate.draw_id", "draw_candidate.tag"],
            name=op.f("fk_draw_carried_parent_id_parent_tag"),
        ),
        sa.PrimaryKeyConstraint("draw_id", "position", name=op.f("pk_draw_carried")),
    )
    op.create_table(
        "draw_exclusion_ground",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draw_id", "tag"],
            ["draw_candidate.draw_id", "draw_candidate.tag"],
            name=op.f("fk_draw_exclusion_ground_draw_id_tag"),
        ),
        sa.PrimaryKeyConstraint("draw_id", "tag", "position", name=op.f("pk_draw_exclusion_ground")),
    )
    op.create_table(
        "guest_visit",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("began_at", UTCDateTime(), nullable=False),
        sa.Column("proven_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_guest_visit_expert_id")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_guest_visit_invitation_id")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_guest_visit")),
    )
    op.create_index(op.f("ix_guest_visit_invitation_id"), "guest_visit", ["invitation_id"], unique=False)
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
        "phone_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("taken_at", UTCDateTime(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("entered_at", UTCDateTime(), nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("(outcome = 'decline') = (cause IS NOT NULL)", name=op.f("ck_phone_call_cause")),
        sa.CheckConstraint(
            "outcome IN ('accept', 'decline', 'later', 'unreached')", name=op.f("ck_phone_call_outcome")
        ),
        sa.CheckConstraint("state = 'taken' OR outcome IS NOT NULL", name=op.f("ck_phone_call_entered")),
        sa.CheckConstraint("confirmed_by <> caller", name=op.f("ck_phone_call_two_people")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_phone_call_invitation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_call")),
        sa.UniqueConstraint("public_id", name=op.f("uq_phone_call_public_id")),
    )
    op.create_index(op.f("ix_phone_call_caller"), "phone_call", ["caller"], unique=False)
    op.create_index(op.f("ix_phone_call_invitation_id"), "phone_call", ["invitation_id"], unique=False)
    op.create_index(
        "uq_phone_call_open",
        "phone_call",
        ["invitation_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('taken', 'entered')"),
        postgresql_where=sa.text("state IN ('taken', 'entered')"),
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
        sa.Column("due_estimated", sa.Boolean(), nullable=False),
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
    op.create_table(
        "paper_ballot",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", UTCDateTime(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.CheckConstraint("choice IN ('agree', 'disagree', 'abstain')", name=op.f("ck_paper_ballot_choice")),
        sa.CheckConstraint("confirmed_by <> entered_by", name=op.f("ck_paper_ballot_two_people")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_paper_ballot_vote_id")),
        sa.PrimaryKeyConstraint("vote_id", "slot", name=op.f("pk_paper_ballot")),
    )
    guard_entries(op.get_bind())
    begin_head(op.get_bind())
