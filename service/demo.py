"""`panel demo`: the main job, from a messy roster to filed decisions, by the commands that people use."""

from pathlib import Path

import click

from kernel.cli import both
from service.demo_cases import begin_the_next, prepare_cases, refuse_cases
from service.demo_decision import decide, file_all, prove
from service.demo_house import set_up
from service.demo_meeting import (
    ABSTAIN,
    AGREE,
    DISAGREE,
    Cast,
    Sitting,
    accept_rest,
    come,
    deliver,
    draw,
    invite,
    vote,
)
from service.demo_register import fill_catalogue, fill_register, live_on
from service.demo_site import open_accounts
from service.demo_witness import OfficeWitness
from service.serve_command import serve_demo
from service.stage import Stage, prepare_folder

ROOM = "演示政务中心301会议室"
CONTACT = ("--contact", "演示联络员 000-0000000")
GROUP = Cast("convener", "chair", "recorder")
OFFICE = Cast("office-convener", "office-chair", "office-recorder")


@click.command(
    help=both("演示：从名册到备案。结果在demo目录。", "Play the main job; the results lie in demo/.")
)
@click.option(
    "--to", "folder", default="demo", type=click.Path(path_type=Path), help=both("目录", "the folder")
)
@click.option(
    "--serve/--no-serve",
    "then_serve",
    default=True,
    envvar="PANEL_DEMO_SERVE",
    help=both("演完后打开网站", "serve the site afterwards"),
)
def demo(folder: Path, *, then_serve: bool) -> None:
    folder = folder.resolve()
    prepare_folder(folder)
    stage = Stage(folder)
    click.echo(
        both(
            "演示：数据均为虚构，时间为演示时钟，秘密值人人可知，仅供演示。",
            "A demonstration: invented data, a clock that is set, secrets that everybody knows.",
        )
    )
    set_up(stage)
    witness = OfficeWitness(stage)
    witness.introduce()
    fill_register(stage)
    fill_catalogue(stage)
    live_on(stage)
    refuse_cases(stage)
    cases = prepare_cases(stage)
    ordinary, special = _convene(stage, cases)
    first = _draw_and_postpone(stage, ordinary, witness)
    second = _draw_special(stage, special, witness)
    items = _ordinary_session(stage, ordinary, first)
    joint = _special_session(stage, special, second)
    filings = _decisions(stage, items, joint)
    file_all(stage, filings)
    prove(stage, witness, [first, second])
    begin_the_next(stage)
    open_accounts(stage.desk, stage.desk.config.home)
    _where(stage)
    if then_serve:
        serve_demo(folder)


def _convene(stage: Stage, cases: dict[str, str]) -> tuple[Sitting, Sitting]:
    stage.scene("召集认定会议和领导小组专项会议", "A group's meeting and a special session are convened")
    one_group = [word for name in ("punishment", "second", "reward") for word in ("--case", cases[name])]
    when = ("--start", "2026-12-02T09:00", "--end", "2026-12-02T11:30", "--room", ROOM)
    officers = ("--chair", GROUP.chair, "--recorder", GROUP.recorder)
    title = ("--title", "2026年第1次安全生产领域联合奖惩认定会议")
    joint = ("--case", cases["two-groups"])
    stage.refused("convener", "meetings", "convene", *title, *when, *CONTACT, *officers, *one_group, *joint)
    call = ("meetings", "convene", *title, *when, *CONTACT, *officers, *one_group)
    ordinary = stage.run("convener", *call)
    when = ("--start", "2026-12-10T14:30", "--end", "2026-12-10T17:00", "--room", ROOM)
    officers = ("--chair", OFFICE.chair, "--recorder", OFFICE.recorder)
    title = ("--title", "2026年第1次联合奖惩专项会议")
    call = ("meetings", "convene", *title, *when, *CONTACT, *officers, *joint)
    special = stage.run("office-convener", *call)
    deliver(stage)
    return (
        Sitting(GROUP, ordinary, "12-08", "08:40", "09:00", ("L01:2", "I05:2", "C01:1")),
        Sitting(
            OFFICE,
            special,
            "12-10",
            "14:10",
            "14:30",
            ("L01:2", "I05:1", "I02:1", "C01:1"),
            "6.11.18.23.30.33./9./",
        ),
    )


def _draw_and_postpone(stage: Stage, sitting: Sitting, witness: OfficeWitness) -> str:
    stage.scene(
        "抽取专家，方案经办公室见证；邀请中一人谢绝、一人逾期；会议延期，人人重新答复",
        "The draw, its plan cosigned by the office; one declines, one stays silent; the meeting is postponed and everybody is asked again",
    )
    stage.at("11-27", "16:00")
    early = ("--cap", 1, "--reveal-by", "2026-11-27T18:00")
    seats = [word for group in sitting.seats for word in ("--seats", group)]
    stage.refused("convener", "draw", "freeze", sitting.meeting, *seats, *early)
    number = draw(stage, sitting, witness, "11-30")
    invite(stage, sitting, number, "11-30")
    stage.at("12-01", "10:00")
    later = ("--start", "2026-12-08T09:00", "--end", "2026-12-08T11:30", "--cause", "市政府临时会议（演示）")
    stage.run("convener", "meetings", "postpone", sitting.meeting, *later)
    deliver(stage)
    stage.at("12-01", "11:00")
    accept_rest(stage, number, set())
    stage.run("convener", "invitations", "list", sitting.meeting)
    stage.run(
        "supervisor", "draw", "export", number, "--to", stage.folder / "audit", "--audit", "--purpose", "演示"
    )
    return number


def _draw_special(stage: Stage, sitting: Sitting, witness: OfficeWitness) -> str:
    stage.scene(
        "专项会议的抽取（加用公布的摇号结果）和邀请",
        "The special session: a draw with an announced beacon, and invitations",
    )
    number = draw(stage, sitting, witness, "12-08")
    invite(stage, sitting, number, "12-08")
    return number


def _ordinary_session(stage: Stage, sitting: Sitting, number: str) -> dict[str, str]:
    stage.scene(
        "会议：签到、解密、回避、意见、表决；一项通过，一项未达三分之二，激励过半数通过",
        "In session: one item passes, one misses two thirds, the reward passes by majority",
    )
    units = come(stage, sitting, number)
    agenda = stage.read("convener", "meetings", "show", sitting.meeting)["agenda"]
    punishment, second, reward = (entry["item"] for entry in agenda)
    experts = stage.sitting(number)
    recused = stage.tag_of(experts[-1])
    reason = "与当事人有合作项目，主动回避（R05）"
    stage.run("chair", "meetings", "recuse", punishment, "--tag", recused, "--reason", reason)
    against = dict.fromkeys(experts[1:-1], DISAGREE)
    stage.at(sitting.day, "09:20")
    vote(stage, sitting, punishment, _choices(units, agree=4), {experts[0]: AGREE, **against})
    stage.at(sitting.day, "09:50")
    vote(stage, sitting, second, _choices(units, agree=3), dict.fromkeys(experts, AGREE))
    stage.at(sitting.day, "10:20")
    vote(stage, sitting, reward, _choices(units, agree=3), dict.fromkeys(experts, AGREE))
    stage.at(sitting.day, "11:00")
    stage.run("recorder", "meetings", "close", sitting.meeting)
    stage.run("convener", "evaluations", "record", sitting.meeting, stage.tag_of(experts[0]))
    return {"punishment": punishment, "reward": reward}


def _special_session(stage: Stage, sitting: Sitting, number: str) -> str:
    stage.scene("领导小组专项会议", "The leading group's special session")
    units = come(stage, sitting, number)
    item = stage.read("office-convener", "meetings", "show", sitting.meeting)["agenda"][0]["item"]
    vote(stage, sitting, item, _choices(units, agree=len(units)), dict.fromkeys(stage.sitting(number), AGREE))
    stage.run(OFFICE.recorder, "meetings", "close", sitting.meeting)
    return str(item)


def _choices(units: list[str], *, agree: int) -> dict[str, str]:
    return {unit: AGREE if place < agree else ABSTAIN for place, unit in enumerate(units)}


def _decisions(stage: Stage, items: dict[str, str], joint: str) -> list[tuple[str, str]]:
    stage.scene("认定决定：起草、审核、签发、用印、印发", "Decisions: draft, review, sign, seal, issue")
    stage.at("12-11", "09:00")
    return [
        decide(stage, items["punishment"], "惩戒", departs=True),
        decide(stage, items["reward"], "激励"),
        decide(stage, joint, "专项会议", office=True),
    ]


def _where(stage: Stage) -> None:
    click.echo("\n" + both("结果所在：", "Where everything lies:"))
    for name, zh, en in (
        ("documents", "会议和决定的文书（.docx）", "the papers (.docx)"),
        ("mail", "通知、邀请和变更邮件（.eml、.ics）", "notices, invitations and changes (.eml, .ics)"),
        ("transcripts", "抽取记录，可公开", "the draws' transcripts, public"),
        ("witness", "见证方往来文件", "what went to the witness and came back"),
        ("verifiers", "独立核验程序和摘要", "the verifiers, and their digests"),
        ("audit", "抽取审计材料，不公开", "one with the audit files, never public"),
        ("filed", "备案包（BagIt）", "a filed package (BagIt)"),
        ("receipts", "表决回执", "receipts of the votes"),
        ("service", "密钥、附件、签名端状态", "keys, attachments, the signer's state"),
    ):
        click.echo(f"   {stage.folder / name}  {both(zh, en)}")
    click.echo(f"   {stage.desk.config.database_url}  {both('数据库', 'the database')}")
