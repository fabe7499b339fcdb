"""The command `panel`: every room's commands under one roof, loaded only when they are used."""

import importlib
import sys
import traceback
from collections.abc import Sequence
from secrets import token_hex

import click

from kernel.cli import Desk, both, warn
from kernel.errors import PanelError
from kernel.messages import sentence

COMMANDS = {  # name: (module:attribute, what it is for)
    "accounts": ("kernel.commands:accounts", both("账号与单位", "accounts and units")),
    "units": ("kernel.unit_commands:units", both("单位与曾用名", "units and their former names")),
    "catalogue": (
        "meetings.catalogue.catalogue_commands:catalogue",
        both("目录清单：报送、公布、查询", "the catalogue: submit, publish, look up"),
    ),
    "groups": ("meetings.convening.group_commands:groups", both("专项小组", "special groups")),
    "experts": ("experts.commands:experts", both("专家库", "the expert register")),
    "applications": (
        "experts.application_commands:applications",
        both("入库申请、推荐与审核", "applications to the register"),
    ),
    "certificates": (
        "meetings.decisions.certificate_commands:certificates",
        both("聘书", "letters of appointment"),
    ),
    "evaluations": (
        "meetings.session.evaluation_commands:evaluations",
        both("专家履职评价", "evaluations of experts after a meeting"),
    ),
    "self": (
        "meetings.invitations.self_commands:own",
        both("专家本人：查看记录、年度确认", "an expert in person: record, yearly confirmation"),
    ),
    "credit": ("credit.commands:credit", both("信用主体与行为记录", "subjects and their conduct")),
    "cases": (
        "meetings.cases.case_commands:cases",
        both("案件：申请、告知申辩、公示、审核", "cases: from application to legal review"),
    ),
    "measures": (
        "meetings.decisions.measure_commands:measures",
        both("既往决定与在施措施", "past decisions and measures in force"),
    ),
    "meetings": (
        "meetings.convening.commands:meetings",
        both("认定会议：召集、签到、解密", "meetings: convene, check in, unseal"),
    ),
    "rooms": ("meetings.convening.room_commands:rooms", both("会议室", "meeting rooms")),
    "calendar": (
        "meetings.calendar.calendar_commands:calendar",
        both("工作日历与期限", "the work calendar and what is due when"),
    ),
    "draw": (
        "meetings.drawing.draw_commands:draw",
        both("专家抽取：冻结、承诺、揭示", "the draw: freeze, commit, reveal"),
    ),
    "recusals": (
        "meetings.recusals.recusal_commands:recusals",
        both("回避情况及依据", "who is recused, and why"),
    ),
    "challenges": (
        "meetings.recusals.recusal_commands:challenges",
        both("当事人的回避申请", "challenges by a party"),
    ),
    "conflicts": ("meetings.recusals.recusal_commands:conflicts", both("申报利害关系", "declare conflicts")),
    "verify": ("panel.verify:verify", both("验证一次抽取", "verify a draw's transcript")),
    "invitations": (
        "meetings.invitations.invitation_commands:invitations",
        both("邀请与答复", "invitations and answers"),
    ),
    "votes": ("meetings.session.vote_commands:votes", both("表决与专家意见", "votes and experts' opinions")),
    "decisions": (
        "meetings.decisions.decision_commands:decisions",
        both("认定决定：起草至印发", "decisions: draft to issue"),
    ),
    "filings": ("meetings.filing.filing_commands:filings", both("备案", "filing with the leading group")),
    "ledger": ("panel.ledger_commands:ledger", both("存证日志", "the ledger")),
    "verifiers": (
        "service.verifiers_commands:verifiers",
        both("独立核验程序：摘要、公布、导出", "the independent verifiers: digests, publish, export"),
    ),
    "serve": ("service.serve_command:serve", both("启动公开核验网站", "serve the public pages")),
    "db": ("service.commands:db", both("数据库结构", "the database's tables")),
    "doctor": ("service.commands:doctor", both("检查安装是否可用", "check that the installation works")),
    "demo": ("service.demo:demo", both("从名册到备案演示全程", "play the main job, from roster to filing")),
    "bench-data": (
        "service.bench_data_commands:bench_data",
        both("批量生成虚构数据以供测速", "invented data in bulk, to measure with"),
    ),
}

EPILOG = both(
    "退出码：0 完成；1 规则或状态不允许；2 输入有误；4 无权办理；5 没有此项；6 数据库或磁盘暂不可用；"
    "70 未预料的错误。verify 另有其码，见 panel verify --help。",
    "Exit codes: 0 done; 1 refused by a rule or state; 2 bad input; 4 not allowed; 5 not found; "
    "6 database or disk unavailable; 70 unforeseen error. verify has its own, see panel verify --help.",
)


class LazyGroup(click.Group):
    """Commands by name, each imported when it is called; the overview needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section(both("命令", "Commands")):
            formatter.write_dl([(name, purpose) for name, (_, purpose) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    epilog=EPILOG,
    help=both(
        "社会信用联合奖惩认定会议：抽取、邀请、表决、决定、备案。", "Determination meetings, held with proof."
    ),
)
@click.option("--as", "actor", envvar="PANEL_ACTOR", help=both("以哪个账号办理", "the account that acts"))
@click.pass_context
def panel(context: click.Context, actor: str | None) -> None:
    """Seat the person at a desk; the demonstration brings its own desk."""
    desk = context.find_object(Desk) or Desk()
    desk.actor_name = actor or desk.actor_name
    context.obj = desk
    context.call_on_close(desk.close)


def usage(error: click.ClickException) -> str:
    """What is wrong with a command line, in the reader's language."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    path = context.command_path if context else "panel"
    if isinstance(error, click.NoSuchOption):
        return sentence("kernel.no_such_option", option=error.option_name, path=path)
    if isinstance(error, click.BadParameter) and error.param is not None:
        code = "kernel.missing_option" if isinstance(error, click.MissingParameter) else "kernel.bad_option"
        return sentence(code, option=error.param.opts[0], path=path)
    return sentence("kernel.bad_usage", path=path)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; whatever a person did wrong ends in one sentence and an exit code."""
    try:
        code = panel.main(args=arguments, standalone_mode=False)
    except PanelError as error:
        warn(str(error))
        sys.exit(error.exit_code)
    except click.ClickException as error:
        warn(usage(error))
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except SystemExit:  # what click makes of a reader of our output that went away, and of nothing else
        sys.exit(141)
    except Exception:  # noqa: BLE001  the last resort: a person sees a number, the log the cause
        number = token_hex(4)
        warn(f"[{number}] {traceback.format_exc()}")
        warn(sentence("kernel.incident", number=number))
        sys.exit(70)
    sys.exit(code if isinstance(code, int) else 0)
