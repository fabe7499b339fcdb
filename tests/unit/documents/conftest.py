"""One invented case, told by every paper. Places, organs, people and numbers do not exist."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import docx
import pytest
from docx.document import Document as OpenedDocument
from docx.oxml.ns import qn

from meetings.documents.decision import Decision
from meetings.documents.decision_parts import (
    Defence,
    Deliberation,
    EffectiveDocument,
    Measure,
    Remedies,
    Subject,
)
from meetings.documents.draw_parts import (
    Chance,
    Contribution,
    Exclusion,
    Pool,
    Replacement,
    SeatGroup,
    SeatResult,
)
from meetings.documents.draw_record import DrawRecord
from meetings.documents.filing_report import FiledPaper, FilingReport
from meetings.documents.gongwen import render
from meetings.documents.minutes import AgendaItem, Minutes, NamedVotes, Point
from meetings.documents.model import Colophon, Document, Kind, Paragraph, Signature
from meetings.documents.particulars import (
    CatalogueItem,
    Checkpoint,
    Citation,
    Provenance,
    Term,
    VoteCount,
)
from meetings.documents.sheets import (
    Attendee,
    CastVote,
    ItemTally,
    MeetingHead,
    SignInSheet,
    TallySheet,
)
from meetings.documents.wording import tag_code

UNITS = (
    "市市场监管局",
    "市财政局",
    "市税务局",
    "市住房城乡建设局",
    "市公共资源中心",
    "市信用中心",
    "临港区管委会",
)
EXPERTS = tuple(f"专家{tag_code(tag)}" for tag in ("7c1eb904", "a41f09c7", "03d85e62"))
MEETING, MEETING_NUMBER = "食品药品专项小组2026年第7次认定会议", "青食药认会〔2026〕7号"
BEGAN, ENDED = datetime(2026, 10, 16, 6, 30, tzinfo=UTC), datetime(2026, 10, 16, 8, 20, tzinfo=UTC)
PLACE = "青屿市民中心3号楼406会议室"
TERM = Term(12, date(2026, 10, 21), date(2027, 10, 20))
CITATION = Citation("《青屿市示例信用条例》第二十条", confirmed=True)


def digest(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()


@pytest.fixture
def opened() -> Callable[[Document], OpenedDocument]:
    """Renders a paper and reads the file back."""
    return lambda document: docx.Document(BytesIO(render(document)))


@pytest.fixture
def printed(opened: Callable[[Document], OpenedDocument]) -> Callable[[Document], str]:
    """All text of a rendered paper, a line to a paragraph, in the order of the file."""

    def text(document: Document) -> str:
        paragraphs = opened(document).element.body.iter(qn("w:p"))
        return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in paragraphs)

    return text


@pytest.fixture
def letter() -> Document:
    """The smallest complete official document."""
    organ, dated = "青屿市市场监督管理局", date(2026, 9, 21)
    return Document(
        kind=Kind.DOCUMENT,
        title=("青屿市市场监督管理局", "关于示例事项的通知"),
        blocks=(Paragraph("请遵照执行。"),),
        masthead=f"{organ}文件",
        number="青市监信认〔2026〕6号",
        recipients=("各有关单位",),
        signature=Signature(organ, dated),
        colophon=Colophon(("市信用中心",), organ, dated),
    )


@pytest.fixture
def provenance() -> Provenance:
    root = "bXkgaW52ZW50ZWQgcm9vdCBoYXNoLCAzMiBieXRlcyE="
    return Provenance(digest("record"), Checkpoint("credit.qingyu.example/log/1", 2321, root))


@pytest.fixture
def decision(provenance: Provenance) -> Decision:
    return Decision(
        polarity="punishment",
        organ="青屿市市场监督管理局",
        number="青市监信认〔2026〕6号",
        recipients=("市财政局", "市税务局", "市住房城乡建设局", "市公共资源中心", "临港区管委会"),
        copies=("市社会信用体系建设领导小组办公室", "市司法局", "市信用中心"),
        subject=Subject("青屿丰登粮油有限公司", "统一社会信用代码", "91990102MA0QY7F31E"),
        facts=(
            "青屿丰登粮油有限公司于2026年3月至5月期间，在临港区所设仓库中将已经超过保质期的小麦粉更换包装后"
            "继续销售，共计12.6吨，涉及8家单位食堂，货值约5.3万元。\n"
            "2026年8月3日，市场监督管理部门对上述行为作出行政处罚。该公司在规定期限内没有履行召回义务，"
            "经两次书面催告仍未改正。"
        ),
        effective_document=EffectiveDocument(
            "青屿市市场监督管理局", "行政处罚决定书", "青市监罚〔2026〕88号", date(2026, 8, 3)
        ),
        legal_basis=(CITATION, Citation("《青屿市示例食品安全办法》第四十一条第二款", confirmed=False)),
        catalogue_items=(
            CatalogueItem(
                "青屿市联合奖惩目录清单", "2026年版", "5.1", "经营超过保质期的食品且拒不召回", 6, 24
            ),
        ),
        deliberation=Deliberation(
            meeting=MEETING,
            meeting_number=MEETING_NUMBER,
            held_on=date(2026, 10, 16),
            units_eligible=7,
            units_present=7,
            experts_present=3,
            quorum_rule="应到单位三分之二以上到会，认定单位到会，专家不少于3名",
            pass_rule="惩戒须到会单位三分之二以上同意",
            units=VoteCount(6, 1, 0),
            experts=VoteCount(2, 0, 1),
            departs_from_experts=False,
            adoption="专家建议将期限由18个月减为12个月，会议采纳；专家建议增加约谈措施，因不属于本条目所列措施，没有采纳。",
        ),
        measures=(
            Measure("限制参加政府采购活动", "市财政局", CITATION),
            Measure("列为重点监管对象，提高检查频次", "市市场监管局、临港区管委会", CITATION),
            Measure(
                "取消享受财政性资金补助的资格",
                "市财政局",
                Citation("《青屿市示例补助办法》第九条", confirmed=False),
            ),
            Measure("限制参加工程建设项目招标投标", "市公共资源中心、市住房城乡建设局", CITATION),
        ),
        term=TERM,
        removal_conditions="期限届满；或者已经召回全部问题食品、缴清罚款，并作出公开信用承诺。",
        removal_procedure="期限届满的，由市信用中心自届满之日起移出；提前移出的，由本机关核查后通知各实施单位同时解除措施。",
        remedies=Remedies(
            objection_unit="青屿市市场监督管理局",
            reply_within="自收到之日起5个工作日内",
            complaint_body="青屿市社会信用体系建设领导小组",
            repair_unit="青屿市市场监督管理局",
        ),
        filed_with="青屿市社会信用体系建设领导小组",
        signed_on=date(2026, 10, 20),
        printed_on=date(2026, 10, 20),
        defence=Defence(
            date(2026, 9, 7),
            "直接送达",
            "该公司称相关产品由承租仓库的第三方更换包装，请求不予惩戒。",
            "经核对进销台账和询问笔录，更换包装由该公司安排，申辩理由不成立，不予采纳。没有因申辩加重。",
        ),
        provenance=provenance,
    )


@pytest.fixture
def minutes(provenance: Provenance) -> Minutes:
    punished = AgendaItem(
        title="青屿丰登粮油有限公司经营超过保质期的食品且拒不召回，拟联合惩戒12个月",
        report="市市场监管局汇报了案件事实、证据、告知和申辩情况，建议实施联合惩戒，期限18个月。",
        unit_points=(
            Point("市财政局", "事实清楚，同意限制参加政府采购活动，期限与目录相称。"),
            Point("市信用中心", "建议各单位统一自2026年10月21日起实施。"),
        ),
        expert_points=(
            Point(EXPERTS[0], "证据能够证明行为，期限18个月偏重，建议12个月。"),
            Point(EXPERTS[1], "同意，措施与行为有关联。"),
        ),
        recusals=(Point(EXPERTS[2], "近三年在当事人的供货单位任职，本议题不参加讨论和表决"),),
        rule="惩戒须到会单位三分之二以上同意",
        unit_votes=NamedVotes(agree=UNITS[:6], disagree=UNITS[6:]),
        expert_votes=NamedVotes(agree=EXPERTS[:2]),
        dissent=(Point("临港区管委会", "认为应当先给予一个月整改期。"),),
        conclusion="认定实施联合惩戒，由市市场监管局印发决定。",
        term=TERM,
    )
    returned = AgendaItem(
        title="青屿知味堂餐饮管理有限公司守信激励",
        report="市市场监管局汇报了申请材料。",
        unit_points=(),
        expert_points=(),
        recusals=(),
        conclusion="退回补充近两年的纳税信用证明。",
    )
    return Minutes(
        body="青屿市食品药品专项小组",
        number="〔2026〕7号",
        organ="青屿市市场监督管理局",
        dated=date(2026, 10, 19),
        meeting=MEETING,
        meeting_number=MEETING_NUMBER,
        began_at=BEGAN,
        ended_at=ENDED,
        place=PLACE,
        chair="甲某某",
        recorder="乙某",
        units_eligible=7,
        units_present=7,
        experts_invited=3,
        experts_present=3,
        quorum_rule="应到单位三分之二以上到会，认定单位到会，专家不少于3名",
        present=tuple(f"{unit}丙某{place}" for place, unit in enumerate(UNITS, start=1)),
        on_leave=(),
        observers=("市司法局丁某某",),
        items=(punished, returned),
        copies=("各参会单位", "市社会信用体系建设领导小组办公室"),
        printed_on=date(2026, 10, 19),
        provenance=provenance,
    )


@pytest.fixture
def draw_record(provenance: Provenance) -> DrawRecord:
    drawn = datetime(2026, 10, 14, 6, 46, tzinfo=UTC)
    groups = ("法律（行政法）", "法律（行政法）", "食品药品", "食品药品", "信用管理")
    return DrawRecord(
        draw_number="86982cd64f39e298",
        attempt=1,
        previous="",
        meeting=MEETING,
        meeting_number=MEETING_NUMBER,
        meeting_at=BEGAN,
        meeting_place=PLACE,
        drawn_at=drawn,
        drawn_in="市市场监管局502会议室",
        seats=(SeatGroup("法律（行政法）", 2), SeatGroup("食品药品", 2), SeatGroup("信用管理", 1, "市外")),
        conditions=("每单位至多1人", "聘期包含会议日"),
        recused_units=("青屿丰登粮油有限公司", "市市场监管局"),
        pool=Pool(
            size=62,
            eligible=45,
            excluded=(
                Exclusion("在认定单位任职或经办本案", 6),
                Exclusion("近三年在当事人处任职", 4),
                Exclusion("本月已参会2次", 3),
                Exclusion("监督单位人员", 2),
                Exclusion("聘期不含会议日", 1),
                Exclusion("暂停履职", 1),
            ),
            digest=digest("pool"),
        ),
        contributions=(
            Contribution(
                "市市场监管局", "召集人", digest("convener"), datetime(2026, 10, 14, 6, 40, tzinfo=UTC)
            ),
            Contribution(
                "派驻纪检监察组", "监督人", digest("supervisor"), datetime(2026, 10, 14, 6, 44, tzinfo=UTC)
            ),
        ),
        plan_digest=digest("plan"),
        ticket_key="",
        results=tuple(
            SeatResult(place, group, digest(f"tag{place}"), digest(f"ticket{place}"), "是")
            for place, group in enumerate(groups, start=1)
        ),
        replacements=(
            Replacement(drawn, 4, digest("gone"), digest("tag4"), rule=1, cause="出差"),
            Replacement(drawn, 5, digest("left"), "", rule=4, cause="答复超时"),
        ),
        chances=(
            Chance("法律（行政法）", 21, 2, 21),
            Chance("食品药品", 20, 1, 10),
            Chance("信用管理", 4, 1, 4),
        ),
        verify_at="credit.qingyu.example/verify",
        provenance=provenance,
    )


@pytest.fixture
def meeting_head() -> MeetingHead:
    return MeetingHead(MEETING, MEETING_NUMBER, BEGAN, PLACE)


@pytest.fixture
def sign_in_sheet(meeting_head: MeetingHead, provenance: Provenance) -> SignInSheet:
    people = tuple(Attendee(unit, f"丙某{place}", "科长", BEGAN) for place, unit in enumerate(UNITS, start=1))
    return SignInSheet(meeting_head, people, blank_rows=3, provenance=provenance)


@pytest.fixture
def tally_sheet(meeting_head: MeetingHead, provenance: Provenance) -> TallySheet:
    votes = tuple(CastVote(unit, "单位", "反对" if unit == UNITS[6] else "同意") for unit in UNITS)
    votes += tuple(CastVote(expert, "专家", "同意") for expert in EXPERTS[:2])
    item = ItemTally(
        title="青屿丰登粮油有限公司联合惩戒",
        rule="惩戒须到会单位三分之二以上同意",
        units_present=7,
        experts_present=2,
        recused=(EXPERTS[2],),
        votes=votes,
        outcome="通过",
    )
    return TallySheet(meeting_head, (item,), provenance)


@pytest.fixture
def filing_report(provenance: Provenance) -> FilingReport:
    titles = ("认定决定", "会议纪要", "签到表", "表决汇总表", "专家抽取记录表", "抽取凭证", "目录依据")
    return FilingReport(
        organ="青屿市市场监督管理局",
        number="青市监报〔2026〕31号",
        signers=("甲某某",),
        recipient="市社会信用体系建设领导小组办公室",
        decision_title="关于对青屿丰登粮油有限公司实施联合惩戒的决定",
        decision_number="青市监信认〔2026〕6号",
        decided_on=date(2026, 10, 20),
        meeting=MEETING,
        meeting_number=MEETING_NUMBER,
        papers=tuple(FiledPaper(title, digest(title)) for title in titles),
        dated=date(2026, 10, 21),
        printed_on=date(2026, 10, 21),
        contact="乙某，0000-0000000",
        provenance=provenance,
    )
