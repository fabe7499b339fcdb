"""Everybody who takes part in a draw, at one site: each signed in, with a secret computed here."""

import re
from collections.abc import Callable
from urllib.parse import urlencode

from panel.secret import Secret, check_digits, grouped
from site_visitor import Visitor
from thread import Thread

RoomAt = Callable[..., "Room"]
SEATS = {"field-1": "L01", "count-1": "2", "field-2": "I05", "count-2": "2", "field-3": "C01", "count-3": "1"}
TERMS = {
    "reveal_by": "2026-11-30T12:00",
    "answer_hours": "4",
    "publish": "at_close",
    "beacon": "none",
    "cap": "",
}
VALUES = {"convener": "11" * 32, "supervisor": "22" * 32}


class Room:
    """The meeting of a thread; `home` is the address of its ceremony, `draw` its newest draw."""

    def __init__(self, thread: Thread) -> None:
        self.thread = thread
        self.home = f"/meetings/{thread['meeting']}/draw/"
        self.people: dict[str, Visitor] = {}

    def __getitem__(self, name: str) -> Visitor:
        if name not in self.people:
            site = next((visitor.app for visitor in self.people.values()), None)
            self.people[name] = Visitor(self.thread.desk, name, site)
        return self.people[name]

    def later(self, moment: str) -> None:
        """Set the clock; everybody signs in anew."""
        self.thread.at(moment)
        self.people.clear()

    @property
    def draw(self) -> str:
        found = re.search(r"/stage/([0-9a-f]{32})/", self["convener"].get(self.home).text)
        assert found
        return found[1]

    def secret(self, role: str) -> Secret:
        party = re.search(r'data-party="([^"]+)"', self[role].get(f"{self.home}secret/").text)
        assert party
        return Secret(self.draw, party[1], VALUES[role])

    def commit(self, role: str) -> str:
        return self[role].does(f"/draws/{self.draw}/commit", commitment=self.secret(role).commitment)

    def reveal(self, role: str) -> str:
        value = f"{grouped(VALUES[role]).upper()} {check_digits(VALUES[role])}"
        return self[role].does(f"/draws/{self.draw}/reveal", value=value)

    def looked(self, seats: dict[str, str], look: str = "ahead", **terms: str) -> str:
        """The address that asks what these seats would do."""
        return f"{self.home}seats/?" + urlencode({"look": look, **seats, **TERMS, **terms})
