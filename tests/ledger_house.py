"""The service with a log of seven entries, and the offices of witnesses beside it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kernel.accounts import Account, AccountRole
from kernel.cli import Desk
from kernel.clock import SetClock
from kernel.config import Config
from kernel.database import Database
from ledger.commands import ledger
from ledger.note import take_apart
from ledger.proof import parse_proof
from ledger.queries import verifier_key
from ledger_sample import ORIGIN, START, a_record, enter
from witness_tool import NAME, witness

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PEOPLE = {
    "security": "security_admin",
    "office": "lg_office",
    "auditor": "audit_admin",
    "supervisor": "supervisor",
    "clerk": "unit_clerk",
}


class House:
    """The service with seven entries, and the offices of witnesses beside it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder, self.clock, self._turn = database, folder, SetClock(START), 0
        self.env = {
            "PANEL_HOME": str(folder),
            "PANEL_DATABASE_URL": database.url,
            "PANEL_LOG_ORIGIN": ORIGIN,
        }
        with database.transaction() as session:
            for name, role in PEOPLE.items():
                roles = [AccountRole(role=role)]
                session.add(Account(public_id=f"sample-{name}", name=name, display_name="示例", roles=roles))
            enter(session, *(a_record(number) for number in range(7)))

    def run(self, actor: str, *arguments: object) -> str:
        desk = Desk(Config.from_env(self.env), self.clock, actor_name=actor)
        result: Result = CliRunner().invoke(ledger, [str(argument) for argument in arguments], obj=desk)
        desk.close()
        if result.exception:
            raise result.exception
        return result.output

    def vkey(self, name: str = NAME) -> str:
        return str(witness.Witness(self.home(name)).make_key(name))

    def add(self, name: str = NAME) -> None:
        self.home(name).mkdir(exist_ok=True)
        self.run("security", "witness", "add", name, self.vkey(name))

    def request(self, name: str = NAME, *more: object) -> Path:
        self._turn += 1
        out = self.folder / f"{self._turn}.request"
        self.run("office", "witness", "request", name, "--out", out, *more)
        return out

    def answer(self, request: Path, name: str = NAME, *, moment: int = 0) -> Path:
        """What the office of the witness does, at its own time."""
        with self.database.reading() as session:
            log = witness.read_key(str(verifier_key(session, ORIGIN)), witness.LOG_KEY)
        asked = witness.read_request(request.read_bytes())
        moment = moment or int(self.clock.now().timestamp())
        line = witness.Witness(self.home(name)).sign(log, asked, moment)[2]
        path = request.with_suffix(".answer")
        path.write_text(line, encoding="utf-8")
        return path

    def cosign(self, name: str = NAME) -> str:
        return self.run("office", "witness", "accept", self.answer(self.request(name), name))

    def grow(self, first: int, end: int) -> None:
        with self.database.transaction() as session:
            enter(session, *(a_record(number) for number in range(first, end)))

    def receipt(self, n: int) -> str:
        return parse_proof(self.run("auditor", "prove", n)).note

    def lines(self, note: str) -> list[str]:
        return [one.name for one in take_apart(note)[1]]

    def home(self, name: str) -> Path:
        home = self.folder / name.replace("/", "-")
        home.mkdir(exist_ok=True)
        return home
