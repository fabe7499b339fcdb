"""`panel accounts`: who works with the service, and the units they belong to."""

import click

from kernel.access.token_commands import TOKENS
from kernel.cli import Desk, both, desk_command, json_option, say, show
from kernel.messages import word


@click.group(help=both("账号与单位。", "Accounts and units."))
def accounts() -> None:
    pass


@accounts.command(
    help=both("开立账号。首个账号为系统管理员。", "Open an account; the first is a system administrator.")
)
@click.argument("name")
@click.option("--display", required=True, help=both("姓名或职务，印于文书", "the name that documents print"))
@click.option("--role", "roles", multiple=True, required=True, help=both("角色，可多次", "role, may repeat"))
@click.option("--unit", help=both("单位的统一社会信用代码", "the unit's credit code"))
@desk_command
def add(desk: Desk, name: str, display: str, roles: tuple[str, ...], unit: str | None) -> str:
    from kernel.access.links import invite_first
    from kernel.accounts import NOBODY, add_account, has_accounts

    with desk.acting(lambda session: desk.actor(session) if has_accounts(session) else NOBODY) as act:
        account = add_account(act, name, display, roles, unit)
        token = invite_first(act, account) if act.actor is NOBODY else None
    say(
        "kernel.account_added",
        name=account.name,
        roles="、".join(word("role", role) for role in sorted(roles)),
    )
    if token:
        _say_link(desk, token)
    return account.public_id


@accounts.command(
    help=both(
        "为账号NAME签发激活链接，用来设置密码和验证器；以前的链接作废。",
        "A link by which the holder of account NAME sets password and authenticator, in place of any other.",
    )
)
@click.argument("name")
@desk_command
def invite(desk: Desk, name: str) -> None:
    from kernel.access.links import invite as make_link
    from kernel.accounts import account_named

    with desk.acting() as act:
        token = make_link(act, account_named(act.session, name))
    _say_link(desk, token)


def _say_link(desk: Desk, token: str) -> None:
    """The whole address where it is known, else its path."""
    say("kernel.access_link", link=f"{desk.config.base_url or ''}/access/{token}")


@accounts.command("add-unit", help=both("登记单位及其机关代字。", "Enter a unit and its document code."))
@click.argument("uscc")
@click.argument("name")
@click.option(
    "--code", required=True, help=both("机关代字，如“示信”", "the word before the year in its numbers")
)
@desk_command
def add_unit_command(desk: Desk, uscc: str, name: str, code: str) -> None:
    from kernel.units import add_unit

    with desk.acting() as act:
        unit = add_unit(act, uscc, name, code)
    say("kernel.unit_added", name=unit.name, uscc=unit.uscc)


@accounts.command("list", help=both("列出账号。", "List the accounts."))
@json_option
@desk_command
def list_command(desk: Desk, *, as_json: bool) -> None:
    from kernel.accounts import accounts as all_accounts

    with desk.reading("accounts.read") as session:
        rows = [
            {
                "name": account.name,
                "display": account.display_name,
                "roles": [held.role for held in account.roles],
                "unit": account.unit.name if account.unit else None,
                "disabled": account.disabled,
            }
            for account in all_accounts(session)
        ]
    show(rows, as_json=as_json)


for command in TOKENS:
    accounts.add_command(command)
