"""§2 to §4: opened leaves against the pool, whether shown to the public or to auditors."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from panel.draw.documents import Leaf
from panel.draw.faults import broken, differs
from panel.draw.leaf import blind, leaf_digest, tag, unit
from panel.draw.pool import Line
from panel.draw.seats import Group, type_of


@dataclass(slots=True)
class People:
    """The experts whose leaves were opened so far; nobody may come twice, no unit may stand for two employers.

    Attributes:
        groups: the plan's seat groups.
        draw_key: 32 raw bytes, or None: then tags need a blind, and units cannot be recomputed.
        register: all current leaves, raw, or None if no list was given.
    """

    groups: Sequence[Group]
    draw_key: bytes | None = None
    register: frozenset[bytes] | None = None
    _identities: set[str] = field(default_factory=set)
    _experts: set[str] = field(default_factory=set)
    _employer_of: dict[str, str] = field(default_factory=dict)
    _unit_of: dict[str, str] = field(default_factory=dict)

    def check(self, where: str, leaf: Leaf, line: Line, blinding: bytes | None = None) -> None:
        """Check one opened leaf against its line of the pool.

        Args:
            where: the opening's place, for messages.
            leaf: the opening.
            line: the line that it claims.
            blinding: the raw blind that came with the opening, if any.

        Raises:
            BrokenRuleError: naming the first difference.
        """
        digest = leaf_digest(leaf)
        self._check_names(where, leaf, digest, line, blinding)
        if type_of(leaf, self.groups) != line.type:
            raise differs(f"{where} (type)", type_of(leaf, self.groups), line.type)
        if self.register is not None and digest not in self.register:
            raise broken(where, "承诺不在专家库承诺清单中", "the leaf is not in the register's list")
        self._check_once(where, leaf)
        self._check_employer(where, leaf["employer"], line.unit)

    def _check_names(self, where: str, leaf: Leaf, digest: bytes, line: Line, blinding: bytes | None) -> None:
        if self.draw_key is not None:
            ours = blind(self.draw_key, digest)
            if blinding is not None and blinding != ours:
                raise differs(f"{where}.blind", ours.hex(), blinding.hex())
            blinding = ours
            if unit(self.draw_key, leaf["employer"]) != line.unit:
                raise differs(f"{where} (unit)", unit(self.draw_key, leaf["employer"]), line.unit)
        if blinding is not None and tag(blinding, digest) != line.tag:
            raise differs(f"{where}.tag", tag(blinding, digest), line.tag)

    def _check_once(self, where: str, leaf: Leaf) -> None:
        for key, seen in (("identity", self._identities), ("expert", self._experts)):
            value = leaf["identity"] if key == "identity" else leaf["expert"]
            if value in seen:
                raise broken(f"{where}.leaf.{key}", "同一人出现两次", "the same person occurs twice")
            seen.add(value)

    def _check_employer(self, where: str, employer: str, unit_: str) -> None:
        if self._employer_of.setdefault(unit_, employer) != employer:
            raise broken(where, f"单位代号{unit_}代表两个单位", f"unit {unit_} stands for two employers")
        if self._unit_of.setdefault(employer, unit_) != unit_:
            raise broken(
                where, f"同一单位有两个代号，其一为{unit_}", f"one employer has two units, {unit_} among them"
            )
