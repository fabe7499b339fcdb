"""The JSON objects of a transcript, by name; forms.py says what may stand in them."""

from typing import Literal, NotRequired, TypedDict


class Leaf(TypedDict):
    """§2: what an expert's salted commitment opens to."""

    attributes: dict[str, str]
    employer: str
    expert: str
    fields: list[str]
    identity: str
    salt: str


class SeatGroup(TypedDict):
    """§3: `count` equal seats 席位组, and who fits them."""

    count: int
    fields: list[str]
    id: str
    where: dict[str, list[str]]


class Register(TypedDict):
    """The whole expert library 专家库 at the freeze."""

    digest: str
    size: int


class PoolPart(TypedDict):
    """What the plan says about the pool 候选池."""

    digest: str
    eligible: int
    excluded: dict[str, int]
    size: int
    types: dict[str, int]


class Contributor(TypedDict):
    """Who puts a secret into the seed, in the order of revealing; `commitment` 承诺值."""

    commitment: str
    party: str
    role: str


class PlanBeacon(TypedDict):
    """Public randomness of the future: a drand round, or an announced result."""

    kind: Literal["drand", "announced"]
    chain_hash: NotRequired[str]
    genesis_time: NotRequired[int]
    period: NotRequired[int]
    public_key: NotRequired[str]
    round: NotRequired[int]
    scheme: NotRequired[str]
    due_at: NotRequired[str]
    source: NotRequired[str]


class Replacement(TypedDict):
    answer_hours: int
    rule: Literal["next-in-type"]


class Plan(TypedDict):
    """§5: everything that is fixed before the first reveal."""

    protocol: str
    draw: str
    meeting: str
    cases: list[str]
    kind: Literal["panel", "supplement"]
    attempt: int
    parent: str | None
    cause: str | None
    frozen_at: str
    reveal_by: str
    register: Register
    pool: PoolPart
    seats: list[SeatGroup]
    thin: list[str]
    unit_cap: int | None
    carried: list[str]
    draw_key_hash: str
    chances: dict[str, list[int]]
    contributors: list[Contributor]
    beacon: PlanBeacon | None
    publish: Literal["at_close", "at_draw"]
    replacement: Replacement


class BeaconResult(TypedDict):
    """What the beacon gave."""

    kind: Literal["drand", "announced"]
    previous_signature: NotRequired[str | None]
    randomness: NotRequired[str]
    signature: NotRequired[str]
    parties: NotRequired[list[str]]
    text: NotRequired[str]


class Reveals(TypedDict):
    """§6: the values 揭示 behind the commitments, in plan order, and the beacon's."""

    beacon: BeaconResult | None
    contributions: list[list[str]]


class SeatTaken(TypedDict):
    group: str
    seat: int
    tag: str
    ticket: str
    type: str


class Void(TypedDict):
    """A void attempt 流抽: why, and whose reveals were missing."""

    parties: list[str]
    reason: Literal["withheld", "beacon", "cancelled", "cap"]


class Result(TypedDict):
    """result.json: a drawn panel, or `void`."""

    plan_digest: str
    composition: NotRequired[dict[str, int]]
    panel: NotRequired[list[SeatTaken]]
    passed: NotRequired[list[str]]
    ticket_key: NotRequired[str]
    tries: NotRequired[int]
    void: NotRequired[Void]


class SeatHeld(TypedDict):
    seat: int
    tag: str


class Event(TypedDict):
    """§8: a member's departure, and who succeeds 补抽."""

    at: str
    cause: str
    evidence: str | None
    kind: Literal["declined", "timeout", "recused", "absent"]
    panel: list[SeatHeld] | None
    rule: int
    successor: str | None
    tag: str


class Opening(TypedDict):
    """A leaf shown with the blind that ties it to this draw."""

    blind: str
    leaf: Leaf
    tag: str


class AuditLine(TypedDict):
    leaf: Leaf
    reason: str | None
    tag: str


class CarriedLine(TypedDict):
    leaf: Leaf
    parent_tag: str
    unit: str
