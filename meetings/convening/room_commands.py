"""`panel rooms`: the rooms in which meetings are held."""

import click

from kernel.cli import Desk, both, desk_command, json_option, say, show


@click.group(help=both("会议室。", "Meeting rooms."))
def rooms() -> None:
    pass


@rooms.command(help=both("登记会议室。", "Enter a room."))
@click.argument("name")
@desk_command
def add(desk: Desk, name: str) -> None:
    from meetings.convening.rooms import add_room

    with desk.acting() as act:
        room = add_room(act, name)
    say("meetings.room_added", name=room.name)


@rooms.command("list", help=both("列出会议室及其会议。", "List the rooms and what takes place in them."))
@json_option
@desk_command
def list_command(desk: Desk, *, as_json: bool) -> list[dict[str, object]]:
    from kernel.clock import local_text
    from meetings.convening.rooms import bookings

    with desk.reading("meetings.read") as session:
        rows: list[dict[str, object]] = [
            {
                "room": room,
                "meetings": [
                    {"number": m.number, "start": local_text(m.starts_at), "end": local_text(m.ends_at)}
                    for m in held
                ],
            }
            for room, held in bookings(session, desk.clock.now())
        ]
    show(rows, as_json=as_json)
    return rows
