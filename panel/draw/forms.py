"""The exact form of every JSON file of a transcript: names, alphabets, bounds (§2 to §9)."""

import re

from panel.draw.codes import (
    ATTRIBUTE,
    FIELD,
    GROUP,
    HEX16,
    HEX32,
    HEX64,
    HEX_BYTES,
    PROTOCOL,
    PUBLIC_ID,
    REASON,
    REASONS,
    TYPE,
    VALUE,
)
from panel.draw.shape import (
    Form,
    ascending,
    by_kind,
    instant,
    matching,
    one_of,
    optional,
    pair,
    record,
    sequence,
    table,
    whole,
)

WITHHELD = "withheld"

_written = matching(re.compile(r"(?s).*\S.*"))
_contribution = re.compile(rf"{HEX64.pattern}|{WITHHELD}")
_announced = re.compile(r"(?:(?:(?:0|[1-9][0-9]*)\.)+/)+")
_seat = whole(0)

LEAF = record(
    {
        "attributes": table(ATTRIBUTE, matching(VALUE)),
        "employer": matching(HEX64),
        "expert": matching(PUBLIC_ID),
        "fields": ascending(FIELD, least=0),
        "identity": matching(HEX64),
        "salt": matching(HEX64),
    }
)

_SEATS = sequence(
    record(
        {
            "count": whole(1),
            "fields": ascending(FIELD),
            "id": matching(GROUP),
            "where": table(ATTRIBUTE, ascending(VALUE)),
        }
    ),
    least=1,
)

_PLAN_BEACON = by_kind(
    {
        "drand": record(
            {
                "chain_hash": matching(HEX64),
                "genesis_time": whole(0),
                "kind": one_of("drand"),
                "period": whole(1),
                "public_key": matching(HEX_BYTES),
                "round": whole(1),
                "scheme": _written,
            }
        ),
        "announced": record({"due_at": instant, "kind": one_of("announced"), "source": _written}),
    }
)

PLAN = record(
    {
        "protocol": one_of(PROTOCOL),
        "draw": matching(HEX32),
        "meeting": matching(PUBLIC_ID),
        "cases": ascending(PUBLIC_ID),
        "kind": one_of("panel", "supplement"),
        "attempt": whole(1),
        "parent": optional(matching(HEX64)),
        "cause": optional(_written),
        "frozen_at": instant,
        "reveal_by": instant,
        "register": record({"digest": matching(HEX64), "size": whole(1)}),
        "pool": record(
            {
                "digest": matching(HEX64),
                "eligible": whole(0),
                "excluded": table(re.compile("|".join(REASONS)), whole(1)),
                "size": whole(0),
                "types": table(TYPE, whole(1)),
            }
        ),
        "seats": _SEATS,
        "thin": sequence(matching(GROUP)),
        "unit_cap": optional(whole(1)),
        "carried": sequence(matching(HEX16)),
        "draw_key_hash": matching(HEX64),
        "chances": table(TYPE, pair(whole(0), whole(1))),
        "contributors": sequence(
            record(
                {
                    "commitment": matching(HEX64),
                    "party": matching(PUBLIC_ID),
                    "role": matching(PUBLIC_ID),
                }
            ),
            least=2,
        ),
        "beacon": optional(_PLAN_BEACON),
        "publish": one_of("at_close", "at_draw"),
        "replacement": record({"answer_hours": whole(1), "rule": one_of("next-in-type")}),
    }
)

BEACON_RESULT = by_kind(
    {
        "drand": record(
            {
                "kind": one_of("drand"),
                "previous_signature": optional(matching(HEX_BYTES)),
                "randomness": matching(HEX64),
                "signature": matching(HEX_BYTES),
            }
        ),
        "announced": record(
            {
                "kind": one_of("announced"),
                "parties": pair(matching(PUBLIC_ID), matching(PUBLIC_ID)),
                "text": matching(_announced),
            }
        ),
    }
)

REVEALS = record(
    {
        "beacon": optional(BEACON_RESULT),
        "contributions": sequence(pair(matching(PUBLIC_ID), matching(_contribution))),
    }
)

_DRAWN = record(
    {
        "composition": table(TYPE, whole(1)),
        "panel": sequence(
            record(
                {
                    "group": matching(GROUP),
                    "seat": _seat,
                    "tag": matching(HEX32),
                    "ticket": matching(HEX64),
                    "type": matching(TYPE),
                }
            )
        ),
        "passed": sequence(matching(HEX32)),
        "plan_digest": matching(HEX64),
        "ticket_key": matching(HEX64),
        "tries": whole(0),
    }
)
_VOID = record(
    {
        "plan_digest": matching(HEX64),
        "void": record(
            {
                "parties": sequence(matching(PUBLIC_ID)),
                "reason": one_of(WITHHELD, "beacon", "cancelled", "cap"),
            }
        ),
    }
)


def _result(where: str, value: object) -> None:
    form = _VOID if isinstance(value, dict) and "void" in value else _DRAWN
    form(where, value)


RESULT: Form = _result

EVENTS = sequence(
    record(
        {
            "at": instant,
            "cause": matching(REASON),
            "evidence": optional(matching(HEX64)),
            "kind": one_of("declined", "timeout", "recused", "absent"),
            "panel": optional(sequence(record({"seat": _seat, "tag": matching(HEX32)}))),
            "rule": whole(1, 4),
            "successor": optional(matching(HEX32)),
            "tag": matching(HEX32),
        }
    )
)

OPENINGS = sequence(record({"blind": matching(HEX64), "leaf": LEAF, "tag": matching(HEX32)}))

AUDIT_LINE = record({"leaf": LEAF, "reason": optional(one_of(*REASONS)), "tag": matching(HEX32)})
CARRIED_LINE = record({"leaf": LEAF, "parent_tag": matching(HEX32), "unit": matching(HEX16)})
