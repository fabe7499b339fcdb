"""`panel draw views`: who looked at what a draw keeps from the public, and why."""

import click

from kernel.cli import Desk, both, desk_command, json_option, show
from kernel.messages import word


@click.command(
    help=both(
        "监督人和审计查看：谁、何时、因何查看过不公开的内容。",
        "For supervisor and auditors: who looked at what is not public, when, and why.",
    )
)
@click.argument("draw_id", metavar="DRAW")
@json_option
@desk_command
def views(desk: Desk, draw_id: str, *, as_json: bool) -> None:
    from kernel.clock import local_text
    from panel.panels import find_draw
    from panel.views import views as looks

    with desk.reading("draw.audit") as session:
        rows = [
            {
                "at": local_text(view.at),
                "role": view.role if as_json else word("role", view.role),
                "viewer": view.viewer,
                "what": view.what if as_json else word("looked", view.what),
                "purpose": view.purpose,
            }
            for view in looks(session, find_draw(session, draw_id))
        ]
    show(rows, as_json=as_json)
