"""认定决定."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from docx.document import Document as OpenedDocument

from meetings.documents.decision import Decision, decision_document
from meetings.documents.decision_parts import Publicity, Remedies
from meetings.documents.model import Document, DocumentContradiction, DocumentIncomplete
from meetings.documents.particulars import Provenance, Term, VoteCount

Opened = Callable[[Document], OpenedDocument]
Printed = Callable[[Document], str]


def without(decision: Decision, **changes: Any) -> Decision:
    """The decision with parts emptied; a dotted part is written with two underscores."""
    for name, value in changes.items():
        part, _, member = name.partition("__")
        emptied = replace(getattr(decision, part), **{member: value}) if member else value
        decision = replace(decision, **{part: emptied})
    return decision


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"organ": ""}, "organ"),
        ({"number": " "}, "number"),
        ({"recipients": ()}, "recipients"),
        ({"subject__name": ""}, "subject"),
        ({"subject__code": ""}, "subject_code"),
        ({"facts": "\n \n"}, "facts"),
        ({"effective_document": None}, "effective_document"),
        ({"legal_basis": ()}, "legal_basis"),
        ({"catalogue_items": ()}, "catalogue_items"),
        ({"defence__statement": ""}, "defence"),
        ({"defence__review": ""}, "defence_review"),
        ({"deliberation__meeting": ""}, "meeting"),
        ({"deliberation__meeting_number": ""}, "meeting_number"),
        ({"deliberation__quorum_rule": ""}, "quorum_rule"),
        ({"deliberation__pass_rule": ""}, "pass_rule"),
        ({"deliberation__adoption": ""}, "expert_adoption"),
        ({"term": None}, "term"),
        ({"removal_conditions": ""}, "removal_conditions"),
        ({"removal_procedure": ""}, "removal_procedure"),
        ({"remedies__objection_unit": ""}, "objection"),
        ({"remedies__reply_within": ""}, "objection_reply"),
        ({"remedies__complaint_body": ""}, "complaint"),
        ({"remedies__repair_unit": ""}, "repair"),
        ({"filed_with": ""}, "filed_with"),
    ],
)
def test_it_is_refused_without_a_mandatory_part_and_names_it(
    decision: Decision, change: dict[str, Any], missing: str
) -> None:
    with pytest.raises(DocumentIncomplete) as refusal:
        decision_document(without(decision, **change))
    assert refusal.value.missing == (missing,)


def test_a_measure_without_an_implementing_unit_is_refused(decision: Decision) -> None:
    first, *others = decision.measures
    with pytest.raises(DocumentIncomplete) as refusal:
        decision_document(replace(decision, measures=(replace(first, implementer=""), *others)))
    assert refusal.value.missing == ("implementing_unit",)


def test_all_empty_parts_are_named_at_once_in_the_order_of_the_paper(decision: Decision) -> None:
    bare = without(
        decision,
        facts="",
        legal_basis=(),
        defence=None,
        measures=(),
        term=None,
        removal_conditions="",
        remedies=Remedies("", "", ""),
    )
    with pytest.raises(DocumentIncomplete) as refusal:
        decision_document(bare)
    assert refusal.value.missing == (
        "facts",
        "legal_basis",
        "defence",
        "defence_review",
        "measures",
        "term",
        "removal_conditions",
        "objection",
        "objection_reply",
        "complaint",
        "repair",
    )


def test_departing_from_the_experts_needs_a_written_reason_and_prints_it(
    decision: Decision, printed: Printed
) -> None:
    against = without(
        decision, deliberation__experts=VoteCount(1, 2, 0), deliberation__departs_from_experts=True
    )
    with pytest.raises(DocumentIncomplete) as refusal:
        decision_document(against)
    assert refusal.value.missing == ("departure_reason",)
    reasoned = without(against, deliberation__departure_reason="拒不改正，情节没有减轻的依据")
    text = printed(decision_document(reasoned))
    assert "与专家多数意见不一致的理由。拒不改正，情节没有减轻的依据。" in text


def test_no_reason_is_asked_where_the_decision_follows_the_experts(
    decision: Decision, printed: Printed
) -> None:
    assert "不一致的理由" not in printed(decision_document(decision))


def test_who_was_present_and_cast_no_vote_is_counted_too(decision: Decision, printed: Printed) -> None:
    silent = without(decision, deliberation__units=VoteCount(5, 1, 0, silent=1))
    assert "同意5家，反对1家，弃权0家，未表决1家。" in printed(decision_document(silent))


@pytest.mark.parametrize(
    ("part", "votes"),
    [("units", VoteCount(6, 2, 0)), ("units", VoteCount(8, -1, 0)), ("experts", VoteCount(1, 0, 0))],
)
def test_votes_that_are_not_those_of_the_people_present_are_refused(
    decision: Decision, part: str, votes: VoteCount
) -> None:
    with pytest.raises(DocumentContradiction, match=part.removesuffix("s")):
        decision_document(without(decision, **{f"deliberation__{part}": votes}))


def test_a_term_that_ends_before_it_begins_is_refused(decision: Decision) -> None:
    with pytest.raises(DocumentContradiction, match="term"):
        decision_document(replace(decision, term=Term(12, date(2026, 10, 21), date(2026, 10, 20))))


def test_it_says_everything_that_was_decided_and_how(decision: Decision, printed: Printed) -> None:
    text = printed(decision_document(decision))
    for said in (
        "青屿丰登粮油有限公司（统一社会信用代码：91990102MA0QY7F31E）",
        "食品药品专项小组2026年第7次认定会议（青食药认会〔2026〕7号）",
        "青屿市市场监督管理局2026年8月3日作出的《行政处罚决定书》（青市监罚〔2026〕88号）",
        "2026年版第5.1项“经营超过保质期的食品且拒不召回”，目录规定期限6至24个月",
        "事前告知书于2026年9月7日以直接送达方式送达",
        "应到单位7家，实到7家；到会专家3名",
        "同意6家，反对1家，弃权0家",
        "同意2名，反对0名，弃权1名",
        "专家意见采纳情况：专家建议将期限由18个月减为12个月",
        "各项措施的期限统一为12个月，自2026年10月21日起至2027年10月20日止。",
        "可以向青屿市市场监督管理局提出书面异议",
        "自收到之日起5个工作日内予以回复，并说明理由",
        "可以向青屿市社会信用体系建设领导小组投诉",
        "异议、投诉处理期间暂停执行措施",
        "有权向青屿市市场监督管理局申请信用修复",
        "同时报送青屿市社会信用体系建设领导小组备案",
    ):
        assert said in text


def test_its_headings_are_the_mandatory_parts_in_order(decision: Decision, opened: Opened) -> None:
    headings = [p.text for p in opened(decision_document(decision)).paragraphs if p.text[1:2] == "、"]
    assert [heading[2:] for heading in headings] == [
        "事由",
        "依据",
        "告知和申辩",
        "审议和表决",
        "措施",
        "期限",
        "移出条件和程序",
        "救济途径",
        "执行和备案",
    ]


def test_every_measure_stands_beside_its_implementing_unit(decision: Decision, opened: Opened) -> None:
    rows = [[cell.text for cell in row.cells] for row in opened(decision_document(decision)).tables[0].rows]
    assert rows[0] == ["序号", "措施", "实施单位", "依据"]
    assert rows[2][1:3] == ["列为重点监管对象，提高检查频次", "市市场监管局、临港区管委会"]


def test_a_citation_that_nobody_confirmed_is_marked_and_a_house_rule_is_called_one(
    decision: Decision, printed: Printed
) -> None:
    text = printed(decision_document(decision))
    assert "《青屿市示例食品安全办法》第四十一条第二款（待核）" in text
    assert "《青屿市示例信用条例》第二十条（待核）" not in text
    assert "本机关会议规则（惩戒须到会单位三分之二以上同意）" in text


def test_a_reward_tells_of_publicity_and_neither_of_defence_nor_of_suspension(
    decision: Decision, printed: Printed
) -> None:
    publicity = Publicity(date(2026, 9, 1), date(2026, 9, 7), "公示期内没有收到异议")
    reward = replace(
        decision,
        polarity="reward",
        defence=None,
        publicity=publicity,
        remedies=Remedies(
            "青屿市市场监督管理局", "自收到之日起5个工作日内", "青屿市社会信用体系建设领导小组"
        ),
    )
    text = printed(decision_document(reward))
    assert "自2026年9月1日至2026年9月7日公示。公示期内没有收到异议。" in text
    assert "实施联合激励的决定" in text
    assert not any(word in text for word in ("惩戒措施", "陈述和申辩", "暂停执行", "信用修复"))
    with pytest.raises(DocumentIncomplete) as refusal:
        decision_document(replace(reward, publicity=None))
    assert refusal.value.missing == ("publicity",)


def test_facts_of_several_paragraphs_keep_them(decision: Decision, opened: Opened) -> None:
    document = opened(decision_document(replace(decision, facts="第一段。\r\n\r\n第二段。")))
    texts = [p.text for p in document.paragraphs]
    assert texts[texts.index("第一段。") + 1] == "第二段。"


def test_an_identity_number_in_the_facts_is_not_printed_in_full(decision: Decision, printed: Printed) -> None:
    text = printed(decision_document(replace(decision, facts="实际控制人（11010519491231002X）知情。")))
    assert "110105********002X" in text
    assert "19491231" not in text


def test_without_a_record_digest_there_is_no_small_print(decision: Decision, printed: Printed) -> None:
    assert "摘要" not in printed(decision_document(replace(decision, provenance=Provenance())))
