"""`panel demo`: the main job once, from roster to filing, by the commands that people use."""

import zipfile
from pathlib import Path

import click

from kernel.cli import both
from service import demo_data as data
from service.stage import Stage, prepare_folder

ACCOUNTS = (  # name, how papers call the holder, role, unit
    ("registrar", "演示专家库管理员", "registrar", data.OFFICE),
    ("clerk", "演示经办人", "unit_clerk", data.SAFETY),
    ("convener", "演示召集人", "convener", data.SAFETY),
    ("supervisor", "演示监督人", "supervisor", data.INSPECTION),
    ("liaison", "演示联络员", "liaison", data.SAFETY),
    ("chair", "演示主持人", "chair", data.SAFETY),
    ("recorder", "演示记录人", "recorder", data.SAFETY),
    ("legal", "演示法制审核人", "legal_reviewer", data.SAFETY),
    ("leader", "演示签发人", "signing_leader", data.SAFETY),
    ("keeper", "演示用印人", "seal_keeper", data.SAFETY),
    ("office", "演示办公室经办人", "lg_office", data.OFFICE),
    ("auditor", "演示审计管理员", "audit_admin", data.INSPECTION),
)
VOTING_UNITS = (data.SAFETY, data.LAND, data.FINANCE, data.HOUSING, data.MARKET)
CODES = {data.SAFETY: "示应急", data.OFFICE: "示信办"}
SCAN = b"%PDF-1.4\n% invented scan for the demonstration\n%%EOF\n"


@click.command(
    help=both("演示：从名册到备案。结果在demo目录。", "Play the main job; the results lie in demo/.")
)
@click.option(
    "--to", "folder", default="demo", type=click.Path(path_type=Path), help=both("目录", "the folder")
)
def demo(folder: Path) -> None:
    folder = folder.resolve()
    prepare_folder(folder)
    stage = Stage(folder)
    click.echo(
        both(
            "演示：数据均为虚构，时间为演示时钟，秘密值人人可知，仅供演示。",
            "A demonstration: invented data, a clock that is set, secrets that everybody knows.",
        )
    )
    _install(stage)
    _register(stage)
    case = _case(stage)
    meeting = _meeting(stage, case)
    draw = _draw(stage, meeting)
    codes = _invitations(stage, meeting, draw)
    item = _session(stage, meeting, codes)
    filing = _decision(stage, item)
    _filing(stage, filing)
    _proof(stage, draw)
    _where(stage)


def _install(stage: Stage) -> None:
    stage.scene(1, "建立数据库、单位和账号", "Database, units and accounts")
    stage.run("admin", "db", "upgrade")
    stage.run("admin", "accounts", "add", "admin", "--display", "演示系统管理员", "--role", "system_admin")
    for unit in data.UNITS:
        stage.run(
            "admin",
            "accounts",
            "add-unit",
            unit.uscc,
            unit.name,
            "--code",
            CODES.get(unit, "示" + unit.name[6:8]),
        )
    for name, display, role, unit in ACCOUNTS:
        stage.run("admin", "accounts", "add", name, "--display", display, "--role", role, "--unit", unit.uscc)
    for number, unit in enumerate(VOTING_UNITS, 1):
        stage.run(
            *("admin", "accounts", "add", f"rep{number}", "--display", f"演示代表{number}"),
            *("--role", "unit_representative", "--unit", unit.uscc),
        )


def _register(stage: Stage) -> None:
    stage.scene(2, "专家入库，信用主体和目录清单入库", "The expert register, subjects and the catalogue")
    roster = data.write_roster(stage.folder)
    stage.run("registrar", "experts", "import", roster)
    stage.run("registrar", "experts", "import", roster.with_suffix(".csv"))
    stage.run("office", "credit", "load", data.write_credit(stage.folder))


def _case(stage: Stage) -> str:
    stage.scene(3, "联合惩戒申请、事前告知、陈述申辩", "A case: application, prior notice, defence")
    evidence = stage.folder / "证据.txt"
    evidence.write_text("演示用证据，内容为虚构。\n", encoding="utf-8")
    measures = [word for code in data.MEASURE_CODES for word in ("--measure", code)]
    case = stage.run(
        *("clerk", "cases", "file", "--subject", data.SUBJECT.uscc, "--item", data.ITEM_CODE),
        *("--conduct-on", "2026-08-03", "--document-title", "行政处罚决定书"),
        *("--document-no", "示应急罚〔2026〕18号", "--document-organ", data.SAFETY.name),
        *("--document-on", "2026-10-12", "--term-months", 12, "--evidence", evidence, *measures),
        *("--facts", "演示案情：该公司安全设施验收不合格，经责令停止仍投入生产，受到行政处罚。"),
    )
    stage.at("11-17", "10:00")
    stage.run("clerk", "cases", "notice", case, "--on", "2026-11-17", "--manner", "直接送达")
    stage.at("11-24", "10:00")
    stage.run(
        *(
            "clerk",
            "cases",
            "defence",
            case,
            "--on",
            "2026-11-23",
            "--text",
            "当事人称已重新申请验收，请求从轻。",
        ),
        *("--review", "重新申请发生在立案之后，验收尚未合格，理由不成立；已如实告知会议。"),
    )
    return case


def _meeting(stage: Stage, case: str) -> str:
    stage.scene(4, "召集认定会议", "A meeting is convened")
    stage.at("11-25", "09:00")
    return stage.run(
        *("convener", "meetings", "convene", "--title", "2026年第1次安全生产领域联合奖惩认定会议"),
        *("--start", "2026-12-03T09:00", "--end", "2026-12-03T11:30", "--place", "演示政务中心301会议室"),
        *("--contact", "演示联络员 000-0000000", "--case", case),
    )


def _draw(stage: Stage, meeting: str) -> str:
    stage.scene(5, "专家抽取：冻结、承诺、公布、揭示", "The draw: freeze, commit, publish, reveal")
    stage.at("11-30", "08:30")
    seats = ("--seats", "L01:2", "--seats", "I05:2", "--seats", "C01:1")
    draw = stage.run(
        *("convener", "draw", "freeze", meeting, *seats, "--cap", 1, "--reveal-by", "2026-11-30T12:00")
    )
    stage.refused("convener", "meetings", "add-unit", meeting, data.OFFICE.uscc)
    secrets = stage.folder / "secrets"
    secrets.mkdir()
    for who in ("convener", "supervisor"):
        stage.run(who, "draw", "commit", draw, "--secret", secrets / f"{who}.json")
    stage.run("convener", "draw", "publish", draw)
    stage.refused("supervisor", "draw", "reveal", draw, "--secret", secrets / "supervisor.json")
    stage.at("11-30", "08:45")
    for who in ("convener", "supervisor"):
        stage.run(who, "draw", "reveal", draw, "--secret", secrets / f"{who}.json")
    return draw


def _invitations(stage: Stage, meeting: str, draw: str) -> list[str]:
    stage.scene(6, "邀请：一人谢绝，一人逾期未答复，各有递补", "Invitations: one declines, one stays silent")
    mail = stage.folder / "mail"
    stage.at("11-30", "09:00")
    stage.run("convener", "invitations", "send", meeting)
    stage.run("liaison", "invitations", "deliver", "--to", mail)
    first = stage.codes()
    stage.at("11-30", "10:10")
    stage.run("", "invitations", "decline", first[0], "--cause", "TRAVEL")
    for code in first[2:]:
        stage.run("", "invitations", "accept", code)
    stage.run("liaison", "invitations", "deliver", "--to", mail)
    stage.at("11-30", "13:00")
    stage.run("liaison", "invitations", "time-out", meeting)
    stage.run("liaison", "invitations", "deliver", "--to", mail)
    successors = stage.codes()[len(first) :]
    for code in successors:
        stage.run("", "invitations", "accept", code)
    stage.run("convener", "invitations", "list", meeting)
    stage.run("supervisor", "draw", "export", draw, "--to", stage.folder / "audit", "--audit")
    return [*first[2:], *successors]


def _session(stage: Stage, meeting: str, codes: list[str]) -> str:
    stage.scene(
        7, "会议：签到、解密、回避、意见、表决", "In session: check-in, names, recusal, opinions, votes"
    )
    shown = stage.read("convener", "meetings", "show", meeting)
    item, units = shown["agenda"][0]["item"], [unit["uscc"] for unit in shown["units"]]
    stage.at("12-03", "08:40")
    for number, unit in enumerate(units, 1):
        stage.run(
            "recorder", "meetings", "check-in", meeting, "--unit", unit, "--person", f"演示代表{number}"
        )
    stage.refused("supervisor", "meetings", "unseal", meeting)
    tags = [stage.run("recorder", "meetings", "check-in-expert", meeting, "--code", code) for code in codes]
    stage.at("12-03", "09:00")
    stage.run("supervisor", "meetings", "unseal", meeting)
    reason = "与当事人有合作项目，主动回避（R05）"
    stage.run("chair", "meetings", "recuse", item, "--tag", tags[-1], "--reason", reason)
    stage.at("12-03", "09:30")
    for number, code in enumerate(codes[:-1]):
        agrees = ("--agree", "--reasons", "事实清楚，依据充分，措施与行为有关联，同意。")
        against = ("--disagree", "--reasons", "事实清楚，但建议缩短期限，给予整改机会。")
        opinion = agrees if number == 0 else against
        stage.run("", "votes", "opine", item, "--code", code, *opinion)
    vote = stage.run("chair", "votes", "open", item, "--starts-on", "2026-12-08")
    receipts = stage.folder / "receipts"
    receipts.mkdir()
    for number in range(1, len(units) + 1):
        choice = "abstain" if number == len(units) else "agree"
        receipt = receipts / f"unit-{number}.tlog-proof"
        stage.run(f"rep{number}", "votes", "cast", vote, "--choice", choice, "--receipt", receipt)
    for number, code in enumerate(codes[:-1]):
        choice = "agree" if number == 0 else "disagree"
        stage.run("", "votes", "cast", vote, "--choice", choice, "--code", code)
    stage.at("12-03", "10:00")
    stage.run("chair", "votes", "close", vote)
    stage.run("chair", "votes", "recount", vote)
    stage.at("12-03", "10:20")
    stage.run("recorder", "meetings", "close", meeting)
    return str(item)


def _decision(stage: Stage, item: str) -> str:
    stage.scene(8, "认定决定：起草、审核、签发、用印、印发", "The decision: draft, review, sign, seal, issue")
    stage.at("12-04", "09:00")
    adoption = "专家对事实和依据均无异议；多数建议缩短期限，会议研究后未采纳"
    stage.refused("convener", "decisions", "draft", item, "--adoption", adoption)
    reason = "期限已是目录规定的下限附近，且当事人尚未完成整改；整改后可依法申请信用修复。"
    decision = stage.run(
        "convener", "decisions", "draft", item, "--adoption", adoption, "--departure-reason", reason
    )
    stage.run("legal", "decisions", "review", decision, "--opinion", "主体、依据、程序、期限均符合规定。")
    stage.at("12-07", "09:00")
    stage.run("leader", "decisions", "sign", decision)
    scan = stage.folder / "扫描件.pdf"
    scan.write_bytes(SCAN)
    stage.run("keeper", "decisions", "seal", decision, "--scan", scan)
    filing = stage.run("convener", "decisions", "issue", decision)
    stage.run("convener", "decisions", "export", decision, "--to", stage.folder / "documents")
    return filing


def _filing(stage: Stage, filing: str) -> None:
    stage.scene(9, "备案：报送、收件、准予备案、检索", "The filing: sent, received, accepted, found again")
    stage.at("12-09", "09:00")
    stage.run("convener", "filings", "send", filing, "--scan", stage.folder / "扫描件.pdf")
    stage.at("12-10", "09:00")
    stage.run("office", "filings", "receive", filing)
    stage.at("12-11", "09:00")
    stage.run(
        "office", "filings", "accept", filing, "--opinion", "材料齐全，依据、期限、权限、格式符合要求。"
    )
    stage.run("office", "filings", "list", "--query", "建材")
    stage.run("office", "filings", "export", filing, "--to", stage.folder / "备案包.zip")
    with zipfile.ZipFile(stage.folder / "备案包.zip") as package:
        package.extractall(stage.folder / "filed")


def _proof(stage: Stage, draw: str) -> None:
    stage.scene(10, "验证：日志、抽取", "Proof: the ledger, the draw")
    stage.run("auditor", "draw", "export", draw, "--to", stage.folder / "transcript")
    stage.run("auditor", "ledger", "checkpoint")
    stage.run("auditor", "ledger", "verify")
    stage.run("auditor", "verify", stage.folder / "transcript")


def _where(stage: Stage) -> None:
    click.echo("\n" + both("结果所在：", "Where everything lies:"))
    for name, zh, en in (
        ("documents", "会议和决定的文书（.docx）", "the papers (.docx)"),
        ("mail", "邀请和取消邮件（.eml、.ics）", "invitations and cancellations (.eml, .ics)"),
        ("transcript", "抽取记录，可公开", "the draw's transcript, public"),
        ("audit", "抽取审计材料，不公开", "the same with the audit files, never public"),
        ("filed", "备案包（BagIt）", "the filed package (BagIt)"),
        ("receipts", "表决回执", "receipts of the votes"),
        ("service", "密钥、附件、签名端状态", "keys, attachments, the signer's state"),
    ):
        click.echo(f"   {stage.folder / name}  {both(zh, en)}")
    click.echo(f"   {stage.desk.config.database_url}  {both('数据库', 'the database')}")
