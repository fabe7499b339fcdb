"""The verifier's steps on plan, pool, draw, replacements and openings, each using what came before."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from panel.draw import audit
from panel.draw.chances import check_chances
from panel.draw.documents import BeaconResult, Event, Opening, Plan, PlanBeacon, Result, Reveals
from panel.draw.draw import Outcome, outcome
from panel.draw.events import replay
from panel.draw.faults import BrokenRuleError, UnreadableError, broken, compare
from panel.draw.forms import EVENTS, OPENINGS, PLAN, RESULT, REVEALS
from panel.draw.people import People
from panel.draw.plan import plan_digest
from panel.draw.plan_rules import check_plan
from panel.draw.pool import Pool, read_pool
from panel.draw.replacement import Sitting
from panel.draw.report import NotDoneError, UncheckedError
from panel.draw.reveals import check_reveals
from panel.draw.seats import Group, groups_of
from panel.draw.shape import Form
from panel.draw.strict_json import parse
from panel.draw.terms import Terms
from panel.draw.transcript import Transcript

T = TypeVar("T")

BeaconCheck = Callable[[PlanBeacon, BeaconResult], bool | None]
"""Whether a drand result is signed as planned; None where nothing here can tell. Pairings are no business of
this pure room: `panel.beacon_signature.check_signature` is one.
"""


def needed(value: T | None, zh: str, en: str) -> T:
    """`value`, or the end of a step that cannot be done without it."""
    if value is None:
        raise NotDoneError(f"须先有正确的{zh}", f"needs {en} to be right first")
    return value


class Case:
    """The steps, in order; each uses what earlier ones found right, and is not done without it."""

    def __init__(
        self,
        transcript: Transcript,
        leaves: Iterable[str] | None,
        beacon_check: BeaconCheck | None = None,
    ) -> None:
        self.transcript = transcript
        self.leaves = leaves
        self.beacon_check = beacon_check
        self.problems: list[BrokenRuleError] = []
        self.written: Plan | None = self._load("plan.json", PLAN)
        self.reveals: Reveals | None = self._load("reveals.json", REVEALS)
        self.result: Result | None = self._load("result.json", RESULT)
        self.events: list[Event] | None = self._load("events.json", EVENTS)
        self.openings: list[Opening] | None = self._load("openings.json", OPENINGS)
        self.plan: Plan | None = None
        self.pool: Pool | None = None
        self.terms: Terms | None = None
        self.revealed: Reveals | None = None
        self.outcome: Outcome | None = None
        self.draw_key: bytes | None = None
        self.register: frozenset[bytes] | None = None
        self.eligible: set[str] | None = None

    def _load(self, name: str, form: Form) -> Any:
        try:
            value = parse(name, self.transcript.read(name))
            form(name, value)
        except BrokenRuleError as problem:
            self.problems.append(problem)
            return None
        return value

    def checks(self) -> list[tuple[str, str, Callable[[], None]]]:
        """Every step: its sentence in Chinese and English, and what it does."""
        return [
            ("各文件齐全，且为JSON。", "The files are there, and are JSON.", self.check_files),
            ("各文件的写法合乎规程。", "The files are written as the protocol says.", self.check_forms),
            ("方案合乎规则。", "The plan keeps the rules.", self.check_plan),
            ("候选池与方案一致。", "The pool is the one in the plan.", self.check_pool),
            ("机会尽可能均等。", "The chances are as equal as the seats allow.", self.check_chances),
            ("揭示值与承诺值相符。", "The reveals are what was committed to.", self.check_reveals),
            ("信标的签名有效。", "The beacon's signature is valid.", self.check_signature),
            ("结果出自此方案。", "The result belongs to this plan.", self.check_result_names_plan),
            ("重新抽取，结果相同。", "Drawing again gives the same result.", self.check_result),
            ("逐一重做递补，结果相同。", "Every replacement, done again, is the same.", self.check_events),
            (
                "专家库承诺清单与方案一致。",
                "The register's leaves are those in the plan.",
                self.check_register,
            ),
            (
                "审计：抽取密钥与方案一致。",
                "Audit: the draw key is the one in the plan.",
                self.check_draw_key,
            ),
            ("公开的专家承诺与候选池相符。", "The opened leaves fit the pool.", self.check_openings),
            (
                "审计：候选池的每一行都出自专家的承诺，无人重复。",
                "Audit: every line of the pool follows from an expert's leaf, and nobody is in it twice.",
                self.check_audit_lines,
            ),
            (
                "审计：计入上限的在座成员属实。",
                "Audit: the members carried over are right.",
                self.check_carried,
            ),
        ]

    def check_files(self) -> None:
        with self.transcript.stream("pool.txt"):
            pass  # there, and no link; the pool's own step reads it
        for problem in self.problems:
            if isinstance(problem, UnreadableError):
                raise problem

    def check_forms(self) -> None:
        for problem in self.problems:
            if not isinstance(problem, UnreadableError):
                raise problem

    def check_plan(self) -> None:
        plan = needed(self.written, "plan.json", "plan.json")
        check_plan(plan)
        self.plan = plan

    def check_pool(self) -> None:
        with self.transcript.stream("pool.txt") as stream:
            pool = read_pool(stream)
        plan = needed(self.plan, "方案", "the plan")
        compare("pool.txt (digest)", plan["pool"]["digest"], pool.digest)
        compare("pool.txt (size)", plan["pool"]["size"], pool.size)
        compare("pool.txt (types)", plan["pool"]["types"], pool.types())
        groups = {group["id"] for group in plan["seats"]}
        for type_ in sorted(pool.all_types()):
            if not groups.issuperset(groups_of(type_)):
                raise broken(
                    "pool.txt", f"类型{type_[:40]}不在方案中", f"type {type_[:40]} is not in the plan"
                )
        self.pool = pool

    def check_chances(self) -> None:
        terms = Terms.of(needed(self.plan, "方案", "the plan"))
        check_chances(terms)
        self.terms = terms

    def check_reveals(self) -> None:
        reveals = needed(self.reveals, "reveals.json", "reveals.json")
        check_reveals(needed(self.plan, "方案", "the plan"), reveals)
        self.revealed = reveals

    def check_signature(self) -> None:
        beacon = needed(self.revealed, "揭示值", "the reveals")["beacon"]
        if beacon is None or beacon["kind"] != "drand":
            raise NotDoneError("本次抽取没有要验签的信标", "there is no signed beacon in this draw")
        planned = needed(self.plan, "方案", "the plan")["beacon"]
        valid = self.beacon_check(planned, beacon) if self.beacon_check and planned else None
        if valid is None:
            raise UncheckedError("此处不验证drand签名", "drand signatures are not checked here")
        if not valid:
            raise broken(
                "reveals.json.beacon.signature",
                "不是方案所列drand链在该轮的签名",
                "is not the planned drand chain's signature of this round",
            )

    def check_result_names_plan(self) -> None:
        plan = needed(self.plan, "方案", "the plan")
        result = needed(self.result, "result.json", "result.json")
        compare("result.json.plan_digest", plan_digest(plan), result["plan_digest"])

    def check_result(self) -> None:
        plan = needed(self.plan, "方案", "the plan")
        pool = needed(self.pool, "候选池", "the pool")
        needed(self.terms, "机会", "the chances")
        self.outcome = outcome(plan, pool, needed(self.revealed, "揭示值", "the reveals"))
        result = needed(self.result, "result.json", "result.json")
        compare("result.json", self.outcome.result, result)

    def check_events(self) -> None:
        drawn = needed(self.outcome, "抽取", "the draw")
        events = needed(self.events, "events.json", "events.json")
        if drawn.tickets is None:
            compare("events.json", [], events)
            return
        plan, terms = needed(self.plan, "方案", "the plan"), needed(self.terms, "机会", "the chances")
        replay(events, Sitting.first(drawn.panel), terms, drawn.tickets, plan["frozen_at"])

    def check_register(self) -> None:
        leaves = self.leaves
        if leaves is None:
            raise NotDoneError("没有给出清单", "no list was given")
        self.register = audit.read_register(needed(self.plan, "方案", "the plan"), leaves)

    def check_draw_key(self) -> None:
        plan = needed(self.plan, "方案", "the plan")
        self._need_file(audit.KEY)
        self.draw_key = audit.read_draw_key(plan, self.transcript.read(audit.KEY))

    def check_openings(self) -> None:
        openings = needed(self.openings, "openings.json", "openings.json")
        pool = needed(self.pool, "候选池", "the pool")
        if self.outcome and self.outcome.tickets is None:
            compare("openings.json", [], openings)
        people = self.people()
        for index, opening in enumerate(openings):
            where = f"openings.json[{index}]"
            line = pool.find(opening["tag"])
            if line is None:
                raise broken(f"{where}.tag", "不在候选池中", "is not in the pool")
            people.check(where, opening["leaf"], line, bytes.fromhex(opening["blind"]))

    def check_audit_lines(self) -> None:
        plan = needed(self.plan, "方案", "the plan")
        needed(self.pool, "候选池", "the pool")
        self._need_file(audit.LINES)
        with self.transcript.stream("pool.txt") as pool, self.transcript.stream(audit.LINES) as lines:
            self.eligible = audit.check_audit_lines(plan, self.people(), pool.lines(), lines.lines())

    def check_carried(self) -> None:
        plan = needed(self.plan, "方案", "the plan")
        if plan["kind"] != "supplement":
            raise NotDoneError("不是补充抽取", "this is no supplement")
        self._need_file(audit.CARRIED)
        with self.transcript.stream(audit.CARRIED) as lines:
            audit.check_carried(plan, lines.lines(), self.draw_key, self.eligible)

    def people(self) -> People:
        plan = needed(self.plan, "方案", "the plan")
        return People([Group.read(group) for group in plan["seats"]], self.draw_key, self.register)

    def _need_file(self, name: str) -> None:
        if not self.transcript.has(name):
            raise NotDoneError(f"没有{name}", f"there is no {name}")
