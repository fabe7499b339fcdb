"""Cases in the browser: from the application to the passed legal review, by the roles that work on them."""

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import func, select

from meetings.models import Case, CaseEvidence
from service import demo_data as data
from service.demo_cases import REWARD
from site_visitor import Visitor, seen
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]
MEASURES = [f"{data.ITEM_CODE}/{code}" for code in data.MEASURE_CODES]
SUBJECT = {"subject": data.SUBJECT.uscc, "conduct_on": "2026-08-03"}
APPLICATION = {
    **SUBJECT,
    "item": data.ITEM_CODE,
    "measures": MEASURES,
    "term_months": "12",
    "facts": "演示案情：未经验收即投入生产。",
    "linkage": "措施与行为发生的领域相同。",
    "document_title": "行政处罚决定书",
    "document_no": "示应急罚〔2026〕18号",
    "document_organ": data.SAFETY.name,
    "document_on": "2026-10-12",
}
FORM = "/cases/new/"


@pytest.fixture
def registered(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("registered")


@pytest.fixture
def filed(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("filed")


def files(*names: str) -> list[tuple[BytesIO, str]]:
    return [(BytesIO(f"演示证据{name}".encode()), name) for name in names]


def cases_in(thread: Thread) -> int:
    with thread.desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


def test_an_application_goes_step_by_step_to_its_case(registered: Thread) -> None:
    clerk = Visitor(registered.desk, "clerk")
    assert "联合奖惩申请" in clerk.text(FORM)
    items = seen(clerk.post(FORM, **SUBJECT, go="items"))
    assert data.SUBJECT.name in items
    assert data.ITEM_CODE in items
    details = clerk.post(FORM, **SUBJECT, item=data.ITEM_CODE, go="details")
    assert "目录规定" in seen(details)
    check = clerk.post(FORM, **APPLICATION, go="check")
    assert "受理的关口都已满足" in seen(check)
    assert cases_in(registered) == 0
    page = clerk.does(FORM, **APPLICATION, go="file", evidence=files("处罚决定书.pdf", "现场照片.jpg"))
    assert "已受理" in page
    assert "离上会还差" in page
    assert "处罚决定书.pdf" in page
    assert cases_in(registered) == 1


def test_the_look_up_of_a_subject_is_logged_with_its_purpose(registered: Thread) -> None:
    from credit.models import QueryLog

    Visitor(registered.desk, "clerk").post(FORM, **SUBJECT, go="items")
    with registered.desk.database.reading() as session:
        line = session.scalars(select(QueryLog).order_by(QueryLog.id.desc())).first()
    assert line is not None
    assert (line.who, line.purpose, line.key) == ("clerk", "联合奖惩申请", data.SUBJECT.uscc)


def test_an_unknown_subject_is_refused_at_its_field(registered: Thread) -> None:
    clerk = Visitor(registered.desk, "clerk")
    response = clerk.post(FORM, subject="91510700XNX00999X0", conduct_on="2026-08-03", go="items")
    assert response.status_code == 422
    assert 'value="91510700XNX00999X0"' in response.text
    assert clerk.post(FORM, subject="", conduct_on="", go="items").text.count("field__error") >= 2


def test_all_errors_of_a_step_stand_at_their_fields_and_nothing_typed_is_lost(registered: Thread) -> None:
    wrong = {**APPLICATION, "term_months": "十二", "document_no": "", "document_on": "昨天"}
    response = Visitor(registered.desk, "clerk").post(FORM, **wrong, go="check")
    assert response.status_code == 422
    for field in ("term_months", "document_no", "document_on"):
        assert f'id="{field}-error"' in response.text
    assert "演示案情：未经验收即投入生产。" in response.text
    assert f'value="{data.ITEM_CODE}"' in response.text
    assert response.text.count(" checked") == len(MEASURES)


def test_a_term_out_of_range_is_refused_at_the_term(registered: Thread) -> None:
    response = Visitor(registered.desk, "clerk").post(
        FORM, **{**APPLICATION, "term_months": "900"}, go="check"
    )
    assert 'id="term_months-error"' in response.text
    assert "不在目录规定的" in seen(response)


def test_going_back_keeps_what_was_filled_in(registered: Thread) -> None:
    response = Visitor(registered.desk, "clerk").post(FORM, **APPLICATION, go="subject")
    assert response.status_code == 200
    assert 'name="facts" value="演示案情' in response.text


@pytest.mark.parametrize(
    ("evidence", "says"),
    [
        ([], "不能为空"),
        ([(BytesIO(b""), "空.pdf")], "空文件"),
        ([(BytesIO(b"<script>"), "页面.html")], "不能作为证据材料"),
        ([(BytesIO(b"x"), "../../.pdf")], "不能作为证据材料"),
    ],
)
def test_bad_evidence_is_refused_at_its_field(
    registered: Thread, evidence: list[tuple[BytesIO, str]], says: str
) -> None:
    clerk = Visitor(registered.desk, "clerk")
    assert says in clerk.is_refused(FORM, **APPLICATION, go="file", evidence=evidence)
    assert cases_in(registered) == 0


def test_a_path_in_a_files_name_is_left_out(registered: Thread) -> None:
    clerk = Visitor(registered.desk, "clerk")
    clerk.does(FORM, **APPLICATION, go="file", evidence=files("/home/证据/../笔录.pdf"))
    with registered.desk.database.reading() as session:
        assert session.scalar(select(CaseEvidence.name)) == "笔录.pdf"


def test_the_same_subject_and_item_twice_is_refused_with_the_open_case(filed: Thread) -> None:
    page = Visitor(filed.desk, "clerk").is_refused(FORM, **APPLICATION, go="check")
    assert "另有未结案件" in page


def test_evidence_is_saved_and_never_shown(filed: Thread) -> None:
    clerk = Visitor(filed.desk, "clerk")
    address = f"/cases/{filed['case']}/"
    place = clerk.get(address).text.partition("/evidence/")[2].partition('"')[0]
    response = clerk.get(f"{address}evidence/{place}")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.mimetype == "application/octet-stream"
    assert "演示用证据" in response.text
    assert clerk.get(f"{address}evidence/{'0' * 64}").status_code == 404


def test_a_case_is_made_ready_and_reviewed_in_the_browser(filed: Thread) -> None:
    case = f"/cases/{filed['case']}/"
    assert Visitor(filed.desk, "legal").get(case).status_code == 404  # nothing to review yet
    filed.at("11-17T10:00")
    clerk = Visitor(filed.desk, "clerk")
    assert "已送达" in clerk.does(f"{case}notice/", on="2026-11-17", manner="直接送达")
    answer = {"kind": "words", "on": "2026-11-23", "defence": "请求从轻。", "review": "理由不成立。"}
    filed.at("11-24T10:00")
    clerk, legal = Visitor(filed.desk, "clerk"), Visitor(filed.desk, "legal")
    assert "复核意见已记录" in clerk.does(f"{case}defence/", **answer)
    assert "由法制审核人办理" in clerk.text(case)
    assert data.SUBJECT.name in legal.text("/cases/?view=review")
    assert "法制审核" in legal.text(case)
    page = legal.does(f"{case}review/", outcome="failed", opinion="文书未附送达回证。")
    assert "法制审核未通过" in page
    filed.at("11-24T10:20")
    assert "法制审核已通过" in legal.does(f"{case}review/", outcome="passed", opinion="符合规定。")
    assert "2026-11-24届满" in clerk.text(case)
    filed.at("11-25T10:00")
    assert "等召集人" in Visitor(filed.desk, "convener").text(case)


def test_what_a_step_refuses_stands_at_its_field_and_is_kept(filed: Thread) -> None:
    clerk = Visitor(filed.desk, "clerk")
    response = clerk.post(f"/cases/{filed['case']}/notice/", on="2026-12-31", manner="邮寄送达")
    assert response.status_code == 422
    assert 'id="on-error"' in response.text
    assert 'value="邮寄送达"' in response.text
    response = clerk.post(f"/cases/{filed['case']}/notice/", on="", manner="")
    assert response.text.count("field__error") == 2


def test_a_reward_is_made_public_instead_of_noticed(registered: Thread) -> None:
    reward = {
        **APPLICATION,
        "subject": REWARD.subject.uscc,
        "conduct_on": REWARD.conduct_on,
        "item": "YS-AQ-11",
        "measures": "YS-AQ-11/CS-11",
        "document_on": "2026-06-15",
    }
    clerk = Visitor(registered.desk, "clerk")
    case = clerk.post(FORM, **reward, go="file", evidence=files("表彰决定.pdf")).location
    assert "登记公示" in clerk.text(case)
    short = {"begins": "2026-11-16", "ends": "2026-11-17", "channel": "演示用信用网站"}
    response = clerk.post(f"{case}publicity/", **short)
    assert 'id="ends-error"' in response.text
    assert "公示至2026-11-23" in clerk.does(f"{case}publicity/", **{**short, "ends": "2026-11-23"})
    assert 'aria-disabled="true"' in clerk.get(case).text
    registered.at("11-24T10:00")
    clerk = Visitor(registered.desk, "clerk")
    clerk.does(f"{case}publicity-result/", objections="", result="公示期内未收到异议。")
    assert "没有异议" in clerk.text(case)


def test_what_is_wrong_with_the_items_stands_at_them(registered: Thread) -> None:
    clerk = Visitor(registered.desk, "clerk")
    response = clerk.post(FORM, **SUBJECT, go="details")
    assert "请至少选一个目录事项" in seen(response)
    assert 'id="item-error"' in response.text
    first = clerk.post(FORM, **SUBJECT, go="items")
    assert "field__error" not in first.text
    found = seen(clerk.post(FORM, **SUBJECT, item="YS-AQ-02", q="环境", go="items"))
    assert "YS-HJ-01" in found
    assert "YS-AQ-02" in found  # what is chosen stays
    assert "YS-AQ-03" not in found


def test_a_case_is_withdrawn_with_its_reason(filed: Thread) -> None:
    clerk = Visitor(filed.desk, "clerk")
    page = clerk.does(f"/cases/{filed['case']}/withdrawal/", reason="文书被撤销")
    assert "申请已撤回：文书被撤销" in page
    assert "已撤回 1" in clerk.text("/cases/")


def test_a_partys_challenge_is_entered_at_the_case(filed: Thread) -> None:
    clerk = Visitor(filed.desk, "clerk")
    challenge = {"kind": "expert", "person": "演示某", "grounds": "是竞争对手的顾问", "on": "2026-11-16"}
    page = clerk.does(f"/cases/{filed['case']}/challenge/", **challenge)
    assert "等签发人决定" in page
    assert "演示某：已提出" in page


def test_another_units_clerk_finds_neither_case_nor_acts(filed: Thread) -> None:
    filed.run(
        "admin",
        "accounts",
        "add",
        "other",
        "--display",
        "他",
        "--role",
        "unit_clerk",
        "--unit",
        data.LAND.uscc,
    )
    other = Visitor(filed.desk, "other")
    case = f"/cases/{filed['case']}/"
    assert "还没有案件" in other.text("/cases/")
    missing = other.get("/cases/aaaaaaaaaaaaaaaaaaaaaaaaaa/")
    assert other.get(case).status_code == missing.status_code == 404
    for step in ("notice", "defence", "publicity", "publicity-result", "withdrawal", "challenge"):
        assert other.get(f"{case}{step}/").status_code == 404
        assert other.post(f"{case}{step}/", reason="x").status_code == 404


def test_roles_without_the_right_are_refused(filed: Thread) -> None:
    case = f"/cases/{filed['case']}/"
    assert Visitor(filed.desk, "registrar").get("/cases/").status_code == 403
    assert Visitor(filed.desk, "office").get(FORM).status_code == 403
    assert Visitor(filed.desk, "office").get(f"{case}notice/").status_code == 403
    assert Visitor(filed.desk, "clerk").get(f"{case}review/").status_code == 403
    assert Visitor(filed.desk, None).get(case).status_code == 303


def test_the_list_is_searched_filtered_and_exported(filed: Thread) -> None:
    office = Visitor(filed.desk, "office")
    assert data.PARTNERSHIP.name not in office.text(f"/cases/?q={data.SUBJECT.uscc}")
    assert "没有符合条件的案件" in office.text("/cases/?kind=REWARD")
    assert data.SUBJECT.name in office.text("/cases/?month=2026-11&view=preparing&sort=subject")
    assert office.get("/cases/export.xlsx").data[:2] == b"PK"
    assert data.SUBJECT.name in office.get("/cases/export.csv").data.decode("utf-8-sig")
    assert office.get("/cases/export.pdf").status_code == 404
    assert office.get("/cases/?page=xx").status_code == 422


def statements(visitor: Visitor, address: str) -> int:
    with visitor.counting() as sent:
        visitor.text(address)
    return sum(not statement.startswith("BEGIN") for statement in sent)


def test_pages_keep_to_their_statements(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("convened")
    clerk = Visitor(thread.desk, "clerk")
    assert statements(clerk, "/cases/") <= 8
    assert statements(clerk, f"/cases/{thread['case']}/") <= 12


def test_the_pages_speak_english(filed: Thread) -> None:
    clerk = Visitor(filed.desk, "clerk")
    assert "Cases" in clerk.text("/cases/?lang=en")
    assert "Facts" in clerk.text(f"/cases/{filed['case']}/?lang=en")
