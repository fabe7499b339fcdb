"""The demonstration's cases: four that are refused, four that go to a meeting."""

from dataclasses import dataclass

from demo_data.subjects import CARRIER, CHEMIST, MACHINIST, QUARRY, SUPPLIER, TRADER
from demo_data.units import BANK, ENVIRONMENT
from service import demo_data as data
from service.stage import Stage


@dataclass(frozen=True, slots=True)
class Application:
    """What a clerk fills in; `items` and `measures` are the catalogue's codes."""

    subject: data.Body
    items: tuple[str, ...]
    measures: tuple[str, ...]
    conduct_on: str
    document: tuple[str, str, str, str]  # title, number, organ, date
    term: int
    facts: str
    clerk: str = "clerk"

    def words(self, stage: Stage) -> list[object]:
        title, number, organ, on = self.document
        return [
            *("cases", "file", "--subject", self.subject.uscc),
            *(word for item in self.items for word in ("--item", item)),
            *(word for measure in self.measures for word in ("--measure", measure)),
            *("--conduct-on", self.conduct_on, "--facts", self.facts),
            *("--linkage", "措施与失信行为发生的领域相同，与其性质、情节相当（演示）。"),
            *("--document-title", title, "--document-no", number),
            *("--document-organ", organ, "--document-on", on),
            *("--term-months", self.term, "--evidence", stage.folder / "证据.txt"),
        ]


PENALTY, PRAISE = "行政处罚决定书", "表彰决定"
SAFETY = data.SAFETY.name
PUNISHMENT = Application(
    *(data.SUBJECT, ("YS-AQ-01",), data.MEASURE_CODES, "2026-08-03"),
    *((PENALTY, "示应急罚〔2026〕18号", SAFETY, "2026-10-12"), 12),
    "演示案情：该公司安全设施验收不合格，经责令停止仍投入生产，受到行政处罚。",
)
SECOND = Application(
    *(data.PARTNERSHIP, ("YS-AQ-01",), data.MEASURE_CODES, "2026-01-12"),
    *((PENALTY, "演应急罚〔2026〕2号", SAFETY, "2026-02-10"), 12),
    "演示案情：该企业安全设施验收不合格仍投入生产，后已停产整改。",
)
REWARD = Application(
    *(MACHINIST, ("YS-AQ-11",), ("CS-11",), "2026-03-31"),
    *((PRAISE, "示应急表〔2026〕2号", SAFETY, "2026-06-15"), 12),
    "演示事迹：连续三年安全生产标准化评审达标。",
)
TWO_GROUPS = Application(
    *(CHEMIST, ("YS-AQ-02", "YS-HJ-01")),
    ("YS-AQ-02/CS-01", "YS-AQ-02/CS-03", "YS-HJ-01/CS-02", "YS-HJ-01/CS-09"),
    "2026-05-19",
    *((PENALTY, "示环境罚〔2026〕31号", ENVIRONMENT.name, "2026-09-03"), 18),
    "演示案情：反应釜泄漏后隐瞒不报，泄漏期间伪造在线监测数据。",
    clerk="env-clerk",
)
ON_THE_WAY = (
    Application(
        *(CARRIER, ("YS-AQ-01",), ("CS-01",), "2026-10-19"),
        *((PENALTY, "示应急罚〔2026〕33号", SAFETY, "2026-12-07"), 12),
        "演示案情：危险货物装卸场所安全设施未经验收即投入使用。",
    ),
    Application(
        *(SUPPLIER, ("YS-AQ-01",), ("CS-01",), "2026-10-26"),
        *((PENALTY, "示应急罚〔2026〕34号", SAFETY, "2026-12-08"), 12),
        "演示案情：仓储库房改建后未经安全设施验收即投入使用。",
    ),
    Application(
        *(TRADER, ("YS-AQ-01",), ("CS-01",), "2026-11-02"),
        *((PENALTY, "示应急罚〔2026〕35号", SAFETY, "2026-12-09"), 12),
        "演示案情：冷库制冷设施未经验收即投入使用。",
    ),
)
"""At the end of the play: one is filed, one is noticed, one can go on an agenda."""
REFUSED = (
    (
        "目录清单之外的行为",
        "conduct that is not in the catalogue",
        Application(
            *(CARRIER, ("YS-QT-99",), ("CS-01",), "2026-04-13"),
            *((PENALTY, "示市场罚〔2026〕61号", data.MARKET.name, "2026-05-25"), 6),
            "演示案情：未按要求填报行业统计报表。",
        ),
    ),
    (
        "减损权益的措施只有合作备忘录作依据",
        "a measure that reduces rights, on a memorandum only",
        Application(
            *(TRADER, ("YS-ZW-02",), ("CS-01", "CS-02"), "2026-02-09"),
            *(("执行裁定书", "示法裁〔2026〕52号", BANK.name, "2026-06-22"), 12),
            "演示案情：转移资产后拒不归还到期贷款。",
        ),
    ),
    (
        "同一主体同一事项已有在施措施，且期限超出目录",
        "measures on the same item are running, and the term is too long",
        Application(
            *(QUARRY, ("YS-AQ-01",), ("CS-01",), "2026-07-06"),
            *((PENALTY, "示应急罚〔2026〕20号", SAFETY, "2026-09-14"), 48),
            "演示案情：采区安全设施未经验收再次投入生产。",
        ),
    ),
    (
        "行为发生时目录尚未施行",
        "no edition was in force on the day of the conduct",
        Application(
            *(SUPPLIER, ("YS-GC-01",), ("CS-01",), "2025-08-11"),
            *((PENALTY, "示住房罚〔2026〕3号", data.HOUSING.name, "2026-01-16"), 12),
            "演示案情：违法分包造成质量事故。",
        ),
    ),
)


def refuse_cases(stage: Stage) -> None:
    stage.scene("四件不予受理的申请，各有理由", "Four applications are refused, each with its reasons")
    (stage.folder / "证据.txt").write_text("演示用证据，内容为虚构。\n", encoding="utf-8")
    for zh, en, application in REFUSED:
        stage.tell(f"{zh}：", f"{en}:")
        stage.refused(application.clerk, *application.words(stage))


def prepare_cases(stage: Stage) -> dict[str, str]:
    """File four cases and bring them to where a meeting can take them up; their ids by name."""
    stage.scene(
        "四件案件：申请、告知与申辩或公示、法制审核", "Four cases: applications, hearing or publicity, review"
    )
    wanted = {
        "punishment": PUNISHMENT,
        "second": SECOND,
        "reward": REWARD,
        "two-groups": TWO_GROUPS,
    }
    cases = {
        name: stage.run(application.clerk, *application.words(stage)) for name, application in wanted.items()
    }
    stage.run("clerk", "cases", "gates", cases["punishment"])
    stage.at("11-17", "10:00")
    shown = ("--from", "2026-11-17", "--until", "2026-11-24", "--channel", "演示用信用网站")
    stage.run("clerk", "cases", "publicise", cases["reward"], *shown)
    heard = {name: case for name, case in cases.items() if name != "reward"}
    for name, case in heard.items():
        served = ("--on", "2026-11-17", "--manner", "直接送达")
        stage.run(wanted[name].clerk, "cases", "notice", case, *served)
    stage.at("11-25", "09:00")
    stage.run("clerk", "cases", "close-publicity", cases["reward"], "--result", "公示期内未收到异议。")
    _hear(stage, heard)
    for case in cases.values():
        stage.run("legal", "cases", "review", case, "--opinion", "主体、依据、程序、期限均符合规定。")
    stage.run("clerk", "cases", "gates", cases["reward"])
    return cases


def _hear(stage: Stage, cases: dict[str, str]) -> None:
    """One argues, one keeps silent, one waives in writing."""
    said = {
        "punishment": ("--text", "当事人称已重新申请验收，请求从轻。"),
        "second": (),  # recorded once the time for it is over
        "two-groups": ("--waived",),
    }
    reviews = {
        "punishment": "重新申请发生在立案之后，验收尚未合格，理由不成立；已如实告知会议。",
        "second": "当事人在规定期限内未提出陈述和申辩。",
        "two-groups": "当事人书面放弃陈述和申辩。",
    }
    for name, case in cases.items():
        clerk = "env-clerk" if name == "two-groups" else "clerk"
        day = "2026-11-23" if said[name] else "2026-11-25"
        answered = ("--on", day, *said[name], "--review", reviews[name])
        stage.run(clerk, "cases", "defence", case, *answered)


def begin_the_next(stage: Stage) -> None:
    """Three more cases, as far as they get: whoever opens the site finds something to do."""
    stage.scene("下一次会议的案件已在路上", "Cases of the next meeting are on their way")
    filed, noticed, ready = (stage.run("clerk", *application.words(stage)) for application in ON_THE_WAY)
    today = f"{stage.clock.now():%Y-%m-%d}"
    for case in (noticed, ready):
        stage.run("clerk", "cases", "notice", case, "--on", today, "--manner", "直接送达")
    review = "当事人书面放弃陈述和申辩。"
    stage.run("clerk", "cases", "defence", ready, "--on", today, "--waived", "--review", review)
    stage.run("legal", "cases", "review", ready, "--opinion", "主体、依据、程序、期限均符合规定。")
    stage.run("clerk", "cases", "gates", filed)
