"""`panel accounts token`: tokens by which programs use the API."""

import click

from kernel.cli import Desk, both, desk_command, json_option, say, show


@click.command(help=both("为账号开出接口令牌，只显示一次。", "Make an API token; it is shown once."))
@click.argument("name")
@click.option("--purpose", required=True, help=both("哪个系统、作何用途", "which program, what for"))
@click.option(
    "--days",
    type=click.IntRange(1, 366),
    default=90,
    show_default=True,
    help=both("有效天数", "days it is good"),
)
@desk_command
def token(desk: Desk, name: str, purpose: str, days: int) -> str:
    from kernel.access.api_tokens import give_token
    from kernel.clock import local_text

    with desk.acting() as act:
        made, secret = give_token(act, name, purpose, days)
    say("kernel.token_made", name=name, id=made.public_id, until=local_text(made.ends_at))
    click.echo(secret)
    return secret


@click.command("revoke-token", help=both("停用一个接口令牌。", "End an API token."))
@click.argument("token_id", metavar="TOKEN")
@desk_command
def revoke(desk: Desk, token_id: str) -> None:
    from kernel.access.api_tokens import revoke_token

    with desk.acting() as act:
        ended = revoke_token(act, token_id)
    say("kernel.token_revoked", id=ended.public_id)


@click.command("tokens", help=both("列出接口令牌。", "List the API tokens."))
@json_option
@desk_command
def list_tokens(desk: Desk, *, as_json: bool) -> None:
    from kernel.access.api_tokens import tokens
    from kernel.clock import local_text

    with desk.reading("accounts.read") as session:
        rows = [
            {
                "id": row.public_id,
                "account": row.account.name,
                "purpose": row.purpose,
                "until": local_text(row.ends_at),
                "last_used": row.last_used_at and local_text(row.last_used_at),
                "revoked": row.revoked_at is not None,
            }
            for row in tokens(session)
        ]
    show(rows, as_json=as_json)


TOKENS = (token, revoke, list_tokens)
