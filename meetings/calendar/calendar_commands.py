"""`panel calendar`: the work calendar 工作日历, seeded, edited, confirmed; and what is due when."""

import click

from kernel.cli import Desk, both, desk_command, json_option, say, show
from kernel.sheets.door import Wanted, import_options

source_option = click.option(
    "--source", required=True, help=both("依据，如通知的文号", "the notice it follows")
)
year_argument = click.argument("year", type=click.IntRange(2000, 2099))


@click.group(help=both("工作日历：生成、修改、确认。", "The work calendar: seed, edit, confirm."))
def calendar() -> None:
    pass


@calendar.command(help=both("按节假日库生成一年；不填则今明两年。", "Seed a year; else this and the next."))
@click.argument("year", type=click.IntRange(2000, 2099), required=False)
@desk_command
def seed(desk: Desk, year: int | None) -> None:
    from kernel.clock import local
    from meetings.calendar.keep_calendar import seed as seed_year

    this = local(desk.clock.now()).year
    with desk.acting() as act:
        for each in [year] if year else [this, this + 1]:
            days, recounted = seed_year(act, each)
            say("calendar.seeded", year=each, days=days)
            say("calendar.recounted", count=recounted)


@calendar.command("set", help=both("改一天。", "Edit one day."))
@click.argument("day")
@click.argument("kind", type=click.Choice(["WORK", "REST", "HOLIDAY"]))
@click.option("--name", required=True, help=both("名称，如“国庆节”", "its name"))
@source_option
@desk_command
def set_command(desk: Desk, day: str, kind: str, name: str, source: str) -> None:
    from kernel.text import parse_date
    from kernel.work_calendar import DayKind
    from meetings.calendar.keep_calendar import EnteredDay, set_days

    edited = EnteredDay(parse_date("day", day), DayKind(kind), name)
    with desk.acting() as act:
        recounted = set_days(act, [edited], source)
    say("calendar.day_set", day=day)
    say("calendar.recounted", count=recounted)


@calendar.command(
    "import", help=both("由表格导入若干天，先预览。", "Take in days from a table; preview first.")
)
@source_option
@import_options
@desk_command
def import_command(desk: Desk, wanted: Wanted, source: str) -> None:
    from kernel.sheets.door import take_in
    from meetings.calendar.import_calendar import COLUMNS, preview_days, store_days

    take_in(
        desk,
        wanted,
        COLUMNS,
        lambda act, sheets, _: preview_days(act, sheets),
        lambda act, preview, _: store_days(act, preview, source),
    )


@calendar.command(help=both("对照通知确认一年。", "Confirm a year against the official notice."))
@year_argument
@source_option
@desk_command
def confirm(desk: Desk, year: int, source: str) -> None:
    from meetings.calendar.keep_calendar import confirm as confirm_year

    with desk.acting() as act:
        recounted = confirm_year(act, year, source)
    say("calendar.confirmed", year=year)
    say("calendar.recounted", count=recounted)


@calendar.command("show", help=both("查看一年。", "Show a year."))
@year_argument
@json_option
@desk_command
def show_command(desk: Desk, year: int, *, as_json: bool) -> dict[str, object]:
    from kernel.messages import word
    from kernel.work_calendar import year_of

    with desk.reading("calendar.read") as session:
        known, days = year_of(session, year)
        facts: dict[str, object] = {
            "year": year,
            "source": known.source if known else None,
            "confirmed": bool(known and known.confirmed_at),
            "days": [
                {
                    "day": str(day.day),
                    "kind": day.kind if as_json else word("daykind", day.kind),
                    "name": day.name,
                    "source": day.source,
                }
                for day in days
            ],
        }
    show(facts, as_json=as_json)
    return facts


@calendar.command(help=both("从某日起数工作日。", "Count working days from a day."))
@click.argument("day")
@click.argument("count", type=click.IntRange(1, 1000))
@click.option("--before", is_flag=True, help=both("向前数", "count backwards"))
@desk_command
def due(desk: Desk, day: str, count: int, *, before: bool) -> str:
    from kernel.text import parse_date
    from kernel.work_calendar import work_calendar

    start = parse_date("day", day)
    with desk.reading("calendar.read") as session:
        known = work_calendar(session)
    found = known.before(start, count) if before else known.after(start, count)
    click.echo(str(found))
    return str(found.on)
