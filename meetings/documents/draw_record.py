"""抽取记录表: how the experts of a meeting were drawn, so that anyone can follow and check it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from meetings.documents.draw_parts import (
    Chance,
    Contribution,
    Pool,
    Replacement,
    SeatGroup,
    SeatResult,
    Unsealing,
    chance_lines,
    contribution_rows,
    pool_arithmetic,
    replacement_table,
    result_table,
    seat_plan,
)
from meetings.documents.model import (
    Block,
    Document,
    DocumentContradiction,
    Form,
    Heading,
    Kind,
    Paragraph,
    SignatureBoxes,
    members,
    require,
)
from meetings.documents.particulars import Provenance
from meetings.documents.wording import digest_lines, enumerated, moment, sentence


@dataclass(frozen=True, slots=True)
class DrawRecord:
    """Everything the record says.

    Attributes:
        draw_number: under which the draw can be looked up.
        attempt: counts from 1; `previous` tells why an earlier attempt was void and who approved this one.
        pool_changes: of another attempt, what is different from the pool of the void one.
        supplements: of a supplement 补充抽取, the number of the draw whose open seats it fills; `previous` tells why.
        conditions: in words, such as the cap per employer or the days a term must cover.
        recused_units: 回避单位, whose people could not be drawn.
        ticket_key: 64 hex digits, or empty while it is kept back until the meeting closes.
        void_reason: of a void draw 流抽, which has no results.
        unit_cap: most members per employer; None without a cap.
        trial_draws: how many trial draws stand behind the chances under a cap.
        unsealing: who opened the names and when; the results carry names only then.
        verify_at: where the transcript of the draw is to be had, such as the public verification page.
    """

    draw_number: str
    attempt: int
    previous: str
    meeting: str
    meeting_number: str
    meeting_at: datetime
    meeting_place: str
    drawn_at: datetime
    drawn_in: str
    seats: tuple[SeatGroup, ...]
    conditions: tuple[str, ...]
    recused_units: tuple[str, ...]
    pool: Pool
    contributions: tuple[Contribution, ...]
    plan_digest: str
    ticket_key: str
    results: tuple[SeatResult, ...]
    replacements: tuple[Replacement, ...]
    chances: tuple[Chance, ...]
    verify_at: str
    unit_cap: int | None = None
    trial_draws: int = 0
    void_reason: str = ""
    unsealing: Unsealing | None = None
    supplements: str = ""
    pool_changes: str = ""
    provenance: Provenance = field(default_factory=Provenance)


def draw_record_document(record: DrawRecord) -> Document:
    """The record as a working sheet.

    Raises:
        DocumentIncomplete: names every mandatory part that is empty.
        DocumentContradiction: the pool does not add up, seats and results differ, or a name stands in
            the results though the names were not unsealed.
    """
    _check(record)
    return Document(
        kind=Kind.RECORD,
        title=("专家抽取记录表",),
        number=f"{record.meeting_number}　第{record.attempt}次{'补充' if record.supplements else ''}抽取",
        blocks=tuple(_body(record)),
        notes=record.provenance.notes(),
    )


def _check(record: DrawRecord) -> None:
    pool = record.pool
    if pool.size != pool.eligible + sum(exclusion.count for exclusion in pool.excluded):
        raise DocumentContradiction("pool")
    if record.chances and pool.eligible != sum(chance.eligible for chance in record.chances):
        raise DocumentContradiction("chances")
    if record.results and len(record.results) != sum(group.count for group in record.seats):
        raise DocumentContradiction("results")
    if record.unsealing is None and any(result.name or result.employer for result in record.results):
        raise DocumentContradiction("unsealing")
    require(
        {
            "draw_number": record.draw_number,
            "meeting": record.meeting,
            "meeting_number": record.meeting_number,
            "meeting_place": record.meeting_place,
            "drawn_in": record.drawn_in,
            "seats": record.seats,
            "pool_digest": pool.digest,
            "chances": record.chances,
            **({"trial_draws": record.trial_draws or None} if record.unit_cap is not None else {}),
            "contributions": record.contributions,
            **members("commitments", (contribution.commitment for contribution in record.contributions)),
            "plan_digest": record.plan_digest,
            "results": record.results or record.void_reason,
            "verify_at": record.verify_at,
            **({"previous": record.previous} if record.attempt > 1 or record.supplements else {}),
            **({"pool_changes": record.pool_changes} if record.attempt > 1 else {}),
        }
    )


def _body(record: DrawRecord) -> Iterator[Block]:
    yield Heading(1, "抽取安排")
    yield Form(tuple(_arrangement(record)))
    yield Heading(1, "候选池和入选机会")
    yield Form(
        (
            (("候选人数", pool_arithmetic(record.pool)),),
            (("入选机会", "\n".join(chance_lines(record.chances, record.unit_cap, record.trial_draws))),),
            (("候选池摘要", digest_lines(record.pool.digest)),),
        )
    )
    yield Heading(1, "承诺和揭示")
    yield Form(
        (
            (("方案摘要", digest_lines(record.plan_digest)),),
            *contribution_rows(record.contributions),
            (("抽签密钥", digest_lines(record.ticket_key) if record.ticket_key else "会议结束后公布"),),
        )
    )
    yield Heading(1, "抽取结果")
    if record.void_reason:
        yield Paragraph(f"本次流抽：{sentence(record.void_reason)}")
    else:
        yield result_table(record.results)
    yield Heading(1, "递补")
    yield from _replacements(record)
    yield Heading(1, "名单解密")
    yield Paragraph(_unsealed(record.unsealing))
    yield Heading(1, "说明和核验")
    yield from map(Paragraph, _explanations(record))
    yield SignatureBoxes(("召集人（单位、职务、签名、日期）", "监督人（单位、职务、签名、日期）"))


def _arrangement(record: DrawRecord) -> Iterator[tuple[tuple[str, str], ...]]:
    yield (("会议名称", record.meeting),)
    yield (("会议时间", moment(record.meeting_at)), ("会议地点", record.meeting_place))
    yield (("抽取时间", moment(record.drawn_at)), ("抽取地点", record.drawn_in))
    yield (("会议编号", record.meeting_number), ("抽取编号", record.draw_number))
    if record.supplements:
        yield (("所补抽取", record.supplements),)
        yield (("补充事由", record.previous),)
    elif record.attempt > 1:
        yield (("前次抽取", record.previous),)
    if record.pool_changes:
        yield (("候选池变化", sentence(record.pool_changes)),)
    yield (("席位方案", seat_plan(record.seats)),)
    yield (("抽取条件", sentence(enumerated(record.conditions))),)
    yield (("回避单位", sentence(enumerated(record.recused_units))),)


def _replacements(record: DrawRecord) -> Iterator[Block]:
    if not record.replacements:
        yield Paragraph("截至本表印制，没有递补。")
        return
    yield Paragraph(f"递补{len(record.replacements)}次，均按本次抽取的抽签号进行，没有另行抽取。")
    yield replacement_table(record.replacements)


def _unsealed(unsealing: Unsealing | None) -> str:
    if unsealing is None:
        return "名单密封，尚未解密。"
    return f"{moment(unsealing.at)}由{unsealing.by}解密。"


def _explanations(record: DrawRecord) -> Iterator[str]:
    kept_back = "" if record.ticket_key else "抽签密钥在会议结束后公布；"
    yield (
        "持有抽签密钥和专家库的人能够预知递补人选，这是递补不再引入新随机数的抽取方式所固有的。对此的限制是："
        f"{kept_back}解密前名单对召集人密封；谢绝由专家本人通过个人链接作出，或者由两人电话登记，"
        "或者在答复期限届满且有送达证据后按超时处理；回避和缺席由监督人办理；递补次数载入本表。"
    )
    yield (
        f"核验方法：按抽取编号取得抽取凭证（{record.verify_at}），与本表的方案摘要、候选池摘要核对，"
        "再用命令行程序按抽取规则panel-draw/1重算，结果应与本表一致。抽签号可以自行验算：抽签密钥与候选人标签"
        "（见凭证，均由十六进制还原为字节）首尾相接，其SHA-256值即为抽签号，本表印前8位。"
    )
