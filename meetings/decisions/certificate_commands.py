"""`panel certificates`: letters of appointment on paper."""

from pathlib import Path

import click

from kernel.cli import Desk, both, desk_command, say, write_new


@click.group(help=both("聘书", "letters of appointment"))
def certificates() -> None: ...


@certificates.command("print", help=both("生成聘书（docx）", "make the paper, a docx file"))
@click.argument("number")
@click.option(
    "--to", "path", required=True, type=click.Path(path_type=Path), help=both("新文件", "a new file")
)
@desk_command
def print_(desk: Desk, number: str, path: Path) -> None:
    from meetings.papers.certificate import certificate_paper

    with desk.reading("experts.read") as session:
        content = certificate_paper(session, number)
    write_new(path, content)
    say("evaluations.certificate_printed", number=number, path=path)
