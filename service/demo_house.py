"""The demonstration's house: units, accounts, the work calendar, rooms."""

from demo_data.units import ENVIRONMENT
from service import demo_data as data
from service.stage import DATA, Stage

ACCOUNTS = (  # name, how papers call the holder, role, unit
    ("office", "演示办公室经办人", "lg_office", data.OFFICE),
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
    ("auditor", "演示审计管理员", "audit_admin", data.INSPECTION),
    ("security", "演示安全管理员", "security_admin", data.OFFICE),
)
FURTHER = (  # who the special session needs besides
    ("env-clerk", "演示环境经办人", "unit_clerk", ENVIRONMENT),
    ("office-convener", "演示办公室召集人", "convener", data.OFFICE),
    ("office-chair", "演示办公室主持人", "chair", data.OFFICE),
    ("office-recorder", "演示办公室记录人", "recorder", data.OFFICE),
    ("office-leader", "演示办公室签发人", "signing_leader", data.OFFICE),
    ("office-keeper", "演示办公室用印人", "seal_keeper", data.OFFICE),
)
NOTICE = "演示用放假通知（虚构文号）"


def set_up(stage: Stage) -> None:
    stage.scene(
        "建立数据库、单位、账号、工作日历、会议室", "Database, units, accounts, the work calendar, rooms"
    )
    stage.run("admin", "db", "upgrade")
    stage.run("admin", "accounts", "add", "admin", "--display", "演示系统管理员", "--role", "system_admin")
    office = data.OFFICE
    stage.run("admin", "accounts", "add-unit", office.uscc, office.name, "--code", "示信办")
    first, *others = ACCOUNTS
    add_account(stage, *first)
    stage.run("office", "units", "import", DATA / "organisations.xlsx")
    stage.run("office", "units", "import", DATA / "organisations.xlsx", "--confirm")
    stage.run("office", "units", "find", "工商行政管理局")
    for account in (*others, *FURTHER):
        add_account(stage, *account)
    for year in (2026, 2027):
        stage.run("office", "calendar", "seed", year)
    stage.run("office", "calendar", "confirm", 2026, "--source", NOTICE)
    stage.run("office", "rooms", "add", "演示政务中心301会议室")
    stage.run("security", "verifiers", "publish")


def add_account(stage: Stage, name: str, display: str, role: str, unit: data.Body) -> None:
    words = ("--display", display, "--role", role, "--unit", unit.uscc)
    stage.run("admin", "accounts", "add", name, *words)


def representative(stage: Stage, unit: str) -> str:
    """The account of the person who votes for a unit, opened when it is first needed."""
    name = f"rep-{unit[8:17].lower()}"
    if name not in stage.representatives:
        number = len(stage.representatives) + 1
        words = ("--display", f"演示代表{number}", "--role", "unit_representative", "--unit", unit)
        stage.run("admin", "accounts", "add", name, *words)
        stage.representatives.append(name)
    return name
