"""`panel db` and `panel doctor`: set up, and see that everything is in order."""

import click

from kernel.cli import Desk, both, desk_command, json_option, say, show


@click.group(help=both("数据库结构。", "The database's tables."))
def db() -> None:
    pass


@db.command(help=both("建立或升级全部数据表和密钥。", "Create or upgrade all tables, and the keys."))
@desk_command
def upgrade(desk: Desk) -> None:
    from kernel.vault import Vault
    from service.migrate import upgrade as migrate

    desk.config.home.mkdir(parents=True, exist_ok=True)
    Vault(desk.config.keys).prepare(desk.entropy)
    main = migrate(desk.config.database_url, "main")
    credit = migrate(desk.config.credit_url, "credit")
    say("service.upgraded", main=main, credit=credit)


@click.command(help=both("逐项检查安装是否可用。", "Look at the installation, point by point."))
@json_option
@desk_command
def doctor(desk: Desk, *, as_json: bool) -> int:
    from service.doctor import examine

    findings = list(examine(desk.config))
    if as_json:
        show([{"name": f.name, "fine": f.fine, "detail": f.detail} for f in findings], as_json=True)
    else:
        for finding in findings:
            click.echo(f"{'✓' if finding.fine else '✗'} {finding.name}  {finding.detail}")
        bad = sum(not finding.fine for finding in findings)
        if bad:
            say("service.unhealthy", count=bad)
        else:
            say("service.healthy", count=len(findings))
    return 0 if all(finding.fine for finding in findings) else 1
