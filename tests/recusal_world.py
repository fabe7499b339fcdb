"""What the tests of recusals put into the thread besides its commands, and how they look at its pool."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from experts.life_models import DeclarationSource, ExpertDeclaration, ExpertLeave
from experts.models import Expert
from kernel.database import Base
from meetings.models import Invitation
from panel.models import Draw
from service import demo_data as data
from thread import Thread
from thread_steps import freeze

AtStep = Callable[[str], Thread]
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
LAW = "演示甲壹"  # in the field L01, barred by nothing
TABLES = Base.metadata.tables


def expert(session: Session, name: str) -> Expert:
    return session.scalars(select(Expert).where(Expert.name == name)).one()


def declare(session: Session, name: str, ground: str, *, ends: date | None = None, party: str = "") -> None:
    """A relation that the expert declared, with the first case's subject if not with another."""
    session.add(
        ExpertDeclaration(
            expert_id=expert(session, name).id,
            ground=ground,
            party_name=party or data.SUBJECT.name,
            party_uscc=None,
            relation="演示关系",
            begins=date(2020, 1, 1),
            ends=ends,
            source=DeclarationSource.DECLARATION,
            evidence="0" * 64,
            by="registrar:演示",
            at=NOON,
        )
    )


def go_on_leave(session: Session, name: str, begins: date, ends: date) -> None:
    own = expert(session, name).id
    session.add(ExpertLeave(expert_id=own, begins=begins, ends=ends, reason="演示", by="演示", at=NOON))


def another_meeting(session: Session, meeting: str, number: str, **changes: Any) -> int:
    """A meeting like that one, with changes; its cases and units are its own, so it has none yet."""
    return _like(session, "meeting", {"public_id": meeting}, public_id=number, number=number, **changes)


def another_case(session: Session, case: str, number: str, *, item: str) -> int:
    """A case like that one and on the same subject, on one catalogue item."""
    made = _like(session, "case", {"public_id": case}, public_id=number, number=number)
    original = session.scalar(select(TABLES["case"].c.id).where(TABLES["case"].c.public_id == case))
    own = session.scalars(select(TABLES["case_item"].c.code).where(TABLES["case_item"].c.case_id == original))
    _like(session, "case_item", {"case_id": original, "code": own.one()}, case_id=made, code=item)
    return made


def put_on_agenda(session: Session, meeting: int, case: int, **changes: Any) -> None:
    row = {"public_id": f"item{meeting}-{case}", "meeting_id": meeting, "case_id": case, "position": 1}
    session.execute(insert(TABLES["agenda_item"]), [row | changes])


def invite(session: Session, meeting: int, name: str, state: str = "accepted") -> None:
    """An invitation to another meeting, of a draw that nobody looks at."""
    number = session.scalars(select(func.count()).select_from(Draw)).one()
    draw = Draw(
        public_id=f"{number:032x}",
        meeting=str(meeting),
        kind="panel",
        attempt=1,
        state="void",
        frozen_at=NOON,
        reveal_by=NOON,
        seats=[],
        answer_hours=4,
        publish="at_close",
        register_digest="",
        register_size=0,
        pool=b"",
        pool_digest="",
        excluded={},
        chances={},
        sealed_key=b"",
    )
    session.add(draw)
    session.flush()
    session.add(
        Invitation(
            public_id=f"演示邀请{draw.id}",
            meeting_id=meeting,
            draw_id=draw.id,
            expert_id=expert(session, name).id,
            tag="0" * 32,
            state=state,
            sequence=0,
            invited_at=NOON,
        )
    )
    session.flush()


def _like(session: Session, name: str, key: dict[str, Any], **changes: Any) -> int:
    """A row like the one with that key, with changes; its id, where it has one."""
    table = TABLES[name]
    where = [table.c[column] == value for column, value in key.items()]
    row = {**session.execute(select(table).where(*where)).mappings().one()}
    row.pop("id", None)
    session.execute(insert(table), [row | changes])
    return session.scalars(select(func.max(table.c.id))).one() if "id" in table.c else 0


def pool(thread: Thread) -> dict[str, list[str]]:
    """The thread's pool is frozen; why who is excluded, in words by name."""
    thread.at("11-30T08:30")
    draw = thread.run("convener", *freeze(thread))
    thread.facts["draw"] = draw
    rows = thread.read("supervisor", "recusals", "pool", draw)
    with thread.desk.database.reading() as session:
        names = {row.public_id: row.name for row in session.execute(select(Expert.public_id, Expert.name))}
    return {names[row["expert"]]: row["grounds"] for row in rows}
