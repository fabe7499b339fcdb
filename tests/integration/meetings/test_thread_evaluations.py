"""After the meeting: the convener evaluates who sat there; experts see, comment and confirm by their code."""

from collections.abc import Callable

from sqlalchemy import event

from meetings.session.evaluate import due_evaluations
from service import demo_data as data
from thread import Thread
from thread_steps import add_account, codes, sitting

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
LATE = ("--deduct", "PUNCTUAL:10:迟到四十分钟")
NOT_FOUND = {"zh": "没有", "en": "no ", "exit_code": 5}


def evaluated(thread: Thread) -> tuple[str, str]:
    """The first expert of the panel is evaluated; returns tag and code."""
    tag, code = next(iter(sitting(thread).items()))
    assert thread.run("convener", "evaluations", "record", thread["meeting"], tag[:8], *LATE) == 90
    return tag, code


def test_everybody_who_sat_is_due_five_working_days_after_the_meeting(thread_at: AtStep) -> None:
    thread = thread_at("held")
    due = thread.read("convener", "evaluations", "due")
    assert {row["tag"] for row in due} == set(sitting(thread))
    assert {(row["due_on"], row["estimated"], row["overdue"]) for row in due} == {
        ("2026-12-09", False, False)
    }
    thread.at("12-10T00:00")
    assert all(row["overdue"] for row in thread.read("convener", "evaluations", "due"))
    assert "（已逾期）" in thread.output("convener", "evaluations", "due")


def test_whoever_is_evaluated_is_due_no_more(thread_at: AtStep) -> None:
    thread = thread_at("held")
    tag, _ = evaluated(thread)
    assert tag not in {row["tag"] for row in thread.read("convener", "evaluations", "due")}
    thread.refused(
        "convener",
        *("evaluations", "record", thread["meeting"], tag),
        zh="已经记录，不能更改",
        en="evaluated for this meeting already",
    )


def test_nobody_is_evaluated_before_the_meeting_is_over(thread_at: AtStep) -> None:
    thread = thread_at("counted")
    words = ("evaluations", "record", thread["meeting"], next(iter(sitting(thread))))
    thread.refused("convener", *words, zh="尚未结束", en="is not over")
    assert thread.read("convener", "evaluations", "due") == []


def test_only_who_came_to_the_meeting_is_evaluated(thread_at: AtStep) -> None:
    thread = thread_at("held")
    gone = [
        row["tag"]
        for row in thread.read("convener", "invitations", "list", thread["meeting"])
        if row["state"] == "gone"
    ]
    assert len(gone) == 2
    for tag in (*gone, "f" * 32, next(iter(sitting(thread)))[:7], "", "%"):
        words = ("evaluations", "record", thread["meeting"], tag)
        thread.refused("convener", *words, **NOT_FOUND)  # type: ignore[arg-type]


def test_only_the_lead_units_convener_evaluates(thread_at: AtStep) -> None:
    thread = thread_at("held")
    add_account(thread, "stranger", "演示外单位召集人", "convener", data.LAND)
    words = ("evaluations", "record", thread["meeting"], next(iter(sitting(thread))))
    for actor in ("stranger", "registrar", "chair"):
        assert thread.refusal(actor, *words).exit_code == 4
    assert thread.read("stranger", "evaluations", "due") == []


def test_a_deduction_that_is_not_in_form_is_refused(thread_at: AtStep) -> None:
    thread = thread_at("held")
    words = ("evaluations", "record", thread["meeting"], next(iter(sitting(thread))))
    for deduct in ("PUNCTUAL", "LATE:10:迟到", "PUNCTUAL:ten:迟到", "PUNCTUAL:-5:迟到", "PUNCTUAL:１:迟到"):
        thread.refused(
            "convener", *words, "--deduct", deduct, zh="不成格式", en="is not in form", exit_code=2
        )
    thread.refused("convener", *words, "--veto", zh="须写明扣分项目", en="needs a deduction", exit_code=2)


def test_the_expert_sees_the_own_evaluation_and_comments_by_the_code(thread_at: AtStep) -> None:
    thread = thread_at("held")
    _, code = evaluated(thread)
    comment = ("evaluations", "comment", thread["meeting"], "--code", code, "--text", "当日道路中断。")
    thread.run("", *comment)
    (shown,) = thread.read("", "self", "show", "--code", code)["evaluations"]
    assert (shown["score"], shown["comment"]) == (90, "当日道路中断。")
    assert "到会准时" in thread.output("", "self", "show", "--code", code)
    thread.refused("", *comment, zh="已对本次评价提出过意见", en="is there already")


def test_an_expert_sees_and_comments_the_own_only(thread_at: AtStep) -> None:
    thread = thread_at("held")
    tag, code = evaluated(thread)
    other = next(own for name, own in sitting(thread).items() if name != tag)
    assert thread.read("", "self", "show", "--code", other)["evaluations"] == []
    thread.refused(
        "",
        *("evaluations", "comment", thread["meeting"], "--code", other, "--text", "不是我。"),
        zh="尚未记录",
        en="no evaluation",
        exit_code=5,
    )
    for wrong in (code[:-1] + ("a" if code[-1] != "a" else "b"), "nobody-x", ""):
        assert thread.refusal("", "self", "show", "--code", wrong).exit_code == 5


def test_an_expert_confirms_employer_and_conflicts_by_the_code(thread_at: AtStep) -> None:
    thread = thread_at("held")
    code = codes(thread)[0]
    before = thread.read("", "self", "show", "--code", code)
    moved = ("--moved-on", "2026-11-01", "--employer", data.SHOP.name, "--uscc", data.SHOP.uscc)
    relation = ("--relation", f"R05|{data.PARTNERSHIP.name}|合作项目|2025-01-01||{data.PARTNERSHIP.uscc}")
    thread.run("", "self", "confirm", "--code", code, *moved, *relation)
    after = thread.read("", "self", "show", "--code", code)
    assert (before["confirmed"], after["confirmed"]) == (None, 2026)
    assert after["employments"][-1]["employer"] == data.SHOP.name
    assert [told["party_name"] for told in after["declarations"]] == [data.PARTNERSHIP.name]
    assert after["version"] == before["version"] + 1
    thread.refused("", "self", "confirm", "--code", code, zh="已作过年度确认", en="is confirmed already")
    waiting = {row["public_id"] for row in thread.read("registrar", "experts", "unconfirmed")}
    assert after["public_id"] not in waiting
    assert len(waiting) == len(thread.read("registrar", "experts", "list", "--limit", 1000)) - 1


def test_the_list_of_evaluations_to_make_takes_at_most_three_statements(thread_at: AtStep) -> None:
    thread = thread_at("held")
    sent: list[str] = []
    with thread.desk.database.reading() as session:
        bind = session.get_bind()
        event.listen(bind, "before_cursor_execute", lambda *asked: sent.append(asked[2]))
        assert len(due_evaluations(session, data.SAFETY.uscc, thread.clock.now().date())) == 5
    assert len([statement for statement in sent if not statement.startswith("BEGIN")]) <= 3


def test_a_letter_of_appointment_is_printed_from_its_number(thread_at: AtStep) -> None:
    thread = thread_at("registered")
    expert = thread.read("registrar", "experts", "list")[0]["public_id"]
    number = thread.run("registrar", "experts", "certify", expert)
    path = thread.home / "letter.docx"
    thread.run("registrar", "certificates", "print", number, "--to", path)
    assert path.read_bytes().startswith(b"PK")
    thread.refused(
        "registrar",
        *("certificates", "print", "无〔2026〕1号", "--to", thread.home / "other.docx"),
        zh="没有编号为",
        en="There is no certificate",
        exit_code=5,
    )
    assert thread.refusal("convener", "certificates", "print", number, "--to", path).exit_code == 4
