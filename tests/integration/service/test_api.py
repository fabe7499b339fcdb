"""The API: the same acts and reads as the pages, for programs."""

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from api_caller import Caller
from service import demo_data as data
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]


@pytest.fixture
def thread(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("registered")


def application(subject: str = data.SUBJECT.uscc) -> dict[str, object]:
    return {
        "subject": subject,
        "items": [data.ITEM_CODE],
        "measures": list(data.MEASURE_CODES),
        "conduct_on": "2026-08-03",
        "facts": "演示案情：未经验收即投入生产。",
        "linkage": "措施与行为发生的领域相同。",
        "document": {
            "title": "行政处罚决定书",
            "number": "示应急罚〔2026〕18号",
            "organ": data.SAFETY.name,
            "on": "2026-10-12",
        },
        "term_months": 12,
        "evidence": [{"name": "证据.txt", "content": base64.b64encode("演示用证据".encode()).decode()}],
    }


def test_a_case_is_filed_read_and_withdrawn(thread: Thread) -> None:
    clerk = Caller(thread, "clerk")
    answer = clerk.post("/cases", application())
    assert answer.status_code == 201, answer.text
    case = answer.json
    assert case["subject"] == data.SUBJECT.name
    assert case["state"] == "filed"
    assert clerk.read(f"/cases/{case['id']}") == case
    assert [line["number"] for line in clerk.read("/cases?q=" + case["number"])["items"]] == [case["number"]]
    withdrawn = clerk.post(f"/cases/{case['id']}/withdrawal", {"reason": "材料有误。"})
    assert withdrawn.status_code == 200, withdrawn.text
    assert withdrawn.json["state"] == "withdrawn"


def test_a_write_sent_twice_is_carried_out_once(thread: Thread) -> None:
    clerk = Caller(thread, "clerk")
    first = clerk.post("/cases", application(), key="once-and-once-only")
    again = clerk.post("/cases", application(), key="once-and-once-only")
    assert (again.status_code, again.json) == (201, first.json)
    assert clerk.read("/cases")["total"] == 1


def test_a_write_sent_twice_at_the_same_moment_is_carried_out_once(thread_at: At) -> None:
    thread = thread_at("registered")
    clerk = Caller(thread, "clerk")
    together = Barrier(4)

    def send(_: int) -> tuple[int, str]:
        own = {**clerk.headers, "Idempotency-Key": "once-and-once-only"}
        together.wait()
        while True:  # on a busy machine the first may take longer than a lock is waited for
            answer = clerk.app.test_client().post("/api/v1/cases", json=application(), headers=own)
            if answer.status_code != 503:
                return answer.status_code, answer.text

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(send, range(4)))
    assert len(answers) == 1
    assert answers.pop()[0] == 201
    assert clerk.read("/cases")["total"] == 1


def test_a_key_stands_for_one_request_only(thread: Thread) -> None:
    clerk = Caller(thread, "clerk")
    clerk.post("/cases", application(), key="once-and-once-only")
    other = application() | {"facts": "另一案情。"}
    problem = clerk.refused(clerk.post("/cases", other, key="once-and-once-only"), 422)
    assert problem["code"] == "api.key_of_another"


def test_a_refused_write_leaves_its_key_free(thread: Thread) -> None:
    clerk = Caller(thread, "clerk")
    clerk.refused(clerk.post("/cases", application() | {"term_months": 999}, key="tried-again"), 409)
    assert clerk.post("/cases", application(), key="tried-again").status_code == 201


def test_a_write_without_a_key_does_nothing(thread: Thread) -> None:
    clerk = Caller(thread, "clerk")
    problem = clerk.refused(
        clerk.client.post("/api/v1/cases", json=application(), headers=clerk.headers), 422
    )
    assert list(problem["errors"]) == ["idempotency_key"]
    assert clerk.read("/cases")["total"] == 0


def test_what_is_wrong_stands_at_its_field(thread: Thread) -> None:
    wrong = application() | {"term_months": "12", "state": "decided"}
    del wrong["facts"]
    for english, sentence in ((False, "必须填写。"), (True, "It is required.")):
        clerk = Caller(thread, "clerk", english=english)
        problem = clerk.refused(clerk.post("/cases", wrong), 422)
        assert set(problem["errors"]) == {"term_months", "state", "facts"}
        assert problem["errors"]["facts"] == [sentence]


def test_what_a_use_case_refuses_stands_at_its_field_too(thread: Thread) -> None:
    clerk = Caller(thread, "clerk")
    problem = clerk.refused(clerk.post("/cases", application() | {"facts": "行\u2028分"}), 422)
    assert list(problem["errors"]) == ["facts"]


def test_the_credit_check_tells_what_runs_and_logs_who_asked(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("issued")
    thread.at("12-09T09:00")
    clerk = Caller(thread, "clerk")
    asked = {"subject": data.SUBJECT.uscc, "purpose": "行政审批核查（虚构）"}
    found = clerk.client.post("/api/v1/credit-checks", json=asked, headers=clerk.headers)
    assert found.status_code == 200, found.text
    assert found.json["subject"] == data.SUBJECT.name
    assert {row["measure_code"] for row in found.json["measures"]} == set(data.MEASURE_CODES)
    assert ("clerk", "行政审批核查（虚构）") in {(row[2], row[3]) for row in thread.dump(())["query_log"]}


def test_a_subject_nobody_knows_is_not_found_and_the_question_is_logged(thread: Thread) -> None:
    clerk = Caller(thread, "clerk")
    asked = {"subject": "没有", "purpose": "核查"}
    clerk.refused(clerk.client.post("/api/v1/credit-checks", json=asked, headers=clerk.headers), 404)
    assert thread.dump(())["query_log"]


def test_a_meeting_is_convened(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("ready")
    thread.at("11-25T09:00")
    convener = Caller(thread, "convener")
    given = {
        "title": "演示会议",
        "starts_at": "2026-12-02T09:00:00+08:00",
        "ends_at": "2026-12-02T11:30:00+08:00",
        "place": "演示会议室",
        "contact": "演示联络员 000-0000000",
        "chair": "chair",
        "recorder": "recorder",
        "cases": [thread["case"]],
    }
    answer = convener.post("/meetings", given)
    assert answer.status_code == 201, answer.text
    assert [item["case"] for item in answer.json["agenda"]] == [thread["case"]]
    assert convener.read(f"/meetings/{answer.json['id']}") == answer.json
    assert convener.read("/meetings")["total"] == 1


def test_a_meeting_that_is_over_is_read_through(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("sent")
    convener, office = Caller(thread, "convener"), Caller(thread, "office")
    meeting = thread["meeting"]
    draw = convener.read(f"/draws?meeting={meeting}")["items"][0]
    assert draw["id"] == thread["draw"]
    assert len(convener.read(f"/draws/{draw['id']}")["panel"]) == 5
    assert convener.get(f"/draws/{draw['id']}/transcript").data[:2] == b"PK"
    states = [
        invitation["state"] for invitation in convener.read(f"/meetings/{meeting}/invitations")["items"]
    ]
    assert sorted(states) == ["accepted"] * 5 + ["gone"] * 2
    votes = convener.read(f"/meetings/{meeting}/votes")["items"]
    assert [vote["state"] for vote in votes] == ["closed", "closed"]
    assert convener.read(f"/votes/{votes[0]['id']}") == votes[0]
    decision = convener.read(f"/decisions/{thread['decision']}")
    assert decision["filing"] == thread["filing"]
    assert convener.read("/decisions")["total"] == 2
    assert office.read("/filings")["items"][0]["id"] == thread["filing"]
    received = office.post(f"/filings/{thread['filing']}/receipt", {})
    assert received.json["state"] == "received"
    accepted = office.post(f"/filings/{thread['filing']}/acceptance", {"opinion": "材料齐全。"})
    assert accepted.json == office.read(f"/filings/{thread['filing']}")


def test_a_transcript_that_is_not_public_yet_is_refused(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("drawn")
    convener = Caller(thread, "convener")
    convener.refused(convener.get(f"/draws/{thread['draw']}/transcript"), 409)


def test_nobody_learns_a_choice_before_the_ballots_are_opened(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("voted")
    chair = Caller(thread, "chair")
    vote = chair.read(f"/votes/{thread['vote']}")
    assert vote["tally"] is None
    assert vote["voted"] == vote["seats"]
    assert "agree" not in str(vote)


def test_the_register_is_read_page_by_page(thread: Thread) -> None:
    registrar = Caller(thread, "registrar")
    page, names = registrar.read("/experts"), []
    while True:
        names += [line["id"] for line in page["items"]]
        if page["next"] is None:
            break
        page = registrar.client.get(page["next"], headers=registrar.headers).json
    assert len(names) == len(set(names)) == page["total"]
    one = registrar.read(f"/experts/{names[0]}")
    assert "*" in one["document"]


def test_a_candidate_is_recommended_by_the_own_unit(thread: Thread) -> None:
    clerk = Caller(thread, "clerk")
    candidate = {
        "name": "演示候选人",
        "document": "110101199001010015",
        "mobile": "12000000001",
        "email": "candidate@example.com",
        "title": "高级工程师",
        "region": "绵州市",
        "fields": ["L01"],
        "employer": data.SAFETY.name,
        "employed_since": "2019-01-01",
        "consent_on": "2026-11-10",
    }
    problem = clerk.refused(clerk.post("/expert-applications", candidate | {"email": "nowhere"}), 422)
    assert problem["code"] == "experts.bad_email"
    entered = clerk.post("/expert-applications", candidate)
    assert entered.status_code == 201, entered.text
    assert entered.json["state"] == "APPLIED"


@pytest.mark.parametrize(
    ("account", "address", "most"),
    [
        ("registrar", "/experts", 8),
        ("clerk", "/cases", 8),
        ("convener", "/meetings", 8),
        ("convener", "/draws", 8),
        ("convener", "/decisions", 8),
        ("office", "/filings", 8),
        ("clerk", "/cases/{case}", 12),
        ("convener", "/meetings/{meeting}", 12),
        ("convener", "/meetings/{meeting}/invitations", 8),
        ("convener", "/meetings/{meeting}/votes", 8),
        ("convener", "/draws/{draw}", 12),
        ("convener", "/decisions/{decision}", 12),
        ("office", "/filings/{filing}", 12),
    ],
)
def test_few_statements_are_enough(sent: Thread, account: str, address: str, most: int) -> None:
    caller = Caller(sent, account)
    with caller.counting() as statements:
        caller.read(address.format(**sent.facts))
    selects = [sql for sql in statements if sql.startswith("SELECT")]
    assert len(selects) <= most, "\n".join(selects)


@pytest.fixture
def sent(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("sent")
