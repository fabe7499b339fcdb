"""Witnesses, from the list to the cosigned receipt, with the real one-file tool as the other side."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from kernel.config import Config
from kernel.database import Database
from kernel.errors import InputError, NotAllowed, NotFound, Refused
from ledger import ed25519
from ledger.cosignatures import request_of
from ledger.cosigned import check_cosigned
from ledger.errors import NotProven
from ledger.models import LogEntry
from ledger.note import WITNESS, VerifierKey, encode_base64, open_note, parse_key
from ledger.queries import entry, payload_of, read_head, verifier_key
from ledger.receipts import export_entry
from ledger_house import House, on_sqlite
from ledger_sample import ORIGIN
from witness_tool import NAME, witness


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


def test_a_cosignature_goes_from_request_to_receipt(house: House) -> None:
    house.add()
    assert "至第8条" in house.run("office", "witness", "request", NAME, "--out", house.folder / "request")
    said = house.run("office", "witness", "accept", house.answer(house.folder / "request"))
    assert f"“{NAME}”对检查点（8条）的见证签名，时间2026年3月2日9时30分" in said

    note = house.receipt(3)
    assert house.lines(note) == [ORIGIN, NAME]
    with house.database.reading() as session:
        key = verifier_key(session, ORIGIN)
        assert key
        assert open_note(note, key, ed25519.verify).split("\n")[1] == "8"
        check_cosigned(session, note, 1)
        with pytest.raises(Refused, match="有1个见证签名，规定须有2个"):
            check_cosigned(session, note, 2)
    [row] = json.loads(house.run("auditor", "witness", "list", "--json"))
    assert (row["name"], row["size"], row["cosigned_at"]) == (NAME, 8, "2026-03-02T01:30:00Z")
    assert row["vkey"] == house.vkey()


def test_receipts_stand_under_the_checkpoint_with_most_cosignatures(house: House) -> None:
    house.add()
    house.add("second.example")
    house.cosign()  # 9 entries, one witness
    house.grow(20, 30)
    both = house.request("second.example")
    house.run("office", "witness", "accept", house.answer(both, "second.example"))
    house.cosign()  # 19 entries, both
    house.grow(30, 40)
    house.cosign()  # 29 entries, one
    house.grow(40, 41)
    house.run("auditor", "checkpoint")  # 30 entries, none

    assert house.lines(house.receipt(3)) == [ORIGIN, "second.example", NAME]
    assert house.receipt(3).split("\n")[1] == "19"
    assert house.lines(house.receipt(20)) == [ORIGIN, NAME]
    assert house.receipt(20).split("\n")[1] == "29"
    assert house.lines(house.receipt(29)) == [ORIGIN]
    house.run("security", "witness", "end", "second.example")
    assert house.receipt(3).split("\n")[1] == "29"


@on_sqlite
def test_the_tool_checks_the_receipt_and_its_cosignature(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.add()
    house.cosign()
    with house.database.reading() as session:
        found, key = entry(session, 3), verifier_key(session, ORIGIN)
        content, proof = export_entry(session, found)
    file = house.folder / "3.tlog-proof"
    file.write_bytes(proof)
    file.with_suffix(".json").write_bytes(content)

    def check(*witnesses: str) -> tuple[int, str]:
        options = [word for line in witnesses for word in ("--witness", line)]
        code = witness.main(["check", str(file), "--log", str(key), *options])
        said = capsys.readouterr()
        return code, said.out + said.err

    code, said = check(house.vkey())
    assert code == 0
    assert "第3条（sample.noted，2026-03-02T01:30:00Z）" in said
    assert f"“{NAME}”见证于2026-03-02 01:30:00 UTC" in said
    assert check()[0] == 0
    stranger = str(VerifierKey(NAME, ed25519.public_key(bytes(32)), WITNESS))
    assert check(stranger) == (1, f"没有见证方“{NAME}”的签名。\n“{NAME}” did not cosign this.\n")
    file.write_bytes(proof.replace(b"index 3", b"index 4"))
    assert check()[0] == 1
    file.write_bytes(proof.replace(b"index 3", b"index 03"))
    assert check()[0] == 2
    file.write_bytes(proof)
    file.with_suffix(".json").write_bytes(content.replace(b'"number":3', b'"number":4'))
    assert check()[0] == 1
    file.with_suffix(".json").write_bytes(b'{"entry":{},"entry":{}}')
    assert check()[0] == 2


@on_sqlite
def test_the_request_starts_where_the_last_cosignature_ended(house: House) -> None:
    house.add()
    assert house.request().read_text(encoding="utf-8").startswith("old 0\n\n")
    house.cosign()
    house.grow(20, 25)
    second = house.request()
    assert second.read_text(encoding="utf-8").startswith("old 8\n")
    house.answer(second)  # which gets lost
    third = house.request()
    with pytest.raises(witness.Refused, match="stale"):
        house.answer(third)
    mended = house.request(NAME, "--old", 13)
    house.run("office", "witness", "accept", house.answer(mended))
    with pytest.raises(InputError, match="从未有过14条"):
        house.request(NAME, "--old", 14)


@on_sqlite
def test_who_witnesses_is_on_the_ledger_for_everybody(house: House) -> None:
    house.add()
    house.run("security", "witness", "end", NAME)
    with house.database.reading() as session:
        rows = session.scalars(select(LogEntry).where(LogEntry.type.startswith("witness.")))
        entered = [entry(session, row.seq) for row in rows]
        assert [one.type for one in entered] == ["witness.added", "witness.ended"]
        assert {one.subject for one in entered} == {
            f"witness/{parse_key(house.vkey(), WITNESS).key_id.hex()}"
        }
        assert {one.visibility for one in entered} == {"public"}
        assert payload_of(session, entered[0]) == {"name": NAME, "vkey": house.vkey()}


@on_sqlite
def test_a_witness_is_entered_once_and_stays_ended(house: House) -> None:
    house.add()
    line = house.vkey()
    again = str(parse_key(line, WITNESS))
    with pytest.raises(Refused):
        house.run("security", "witness", "add", NAME, again)
    renamed = str(VerifierKey("other.example", parse_key(line, WITNESS).public_key, WITNESS))
    with pytest.raises(Refused, match="已属于一个见证方"):
        house.run("security", "witness", "add", "other.example", renamed)
    second_key = str(VerifierKey(NAME, ed25519.public_key(bytes(32)), WITNESS))
    with pytest.raises(Refused, match="已属于一个见证方"):
        house.run("security", "witness", "add", NAME, second_key)
    house.run("security", "witness", "end", NAME)
    with pytest.raises(Refused, match="已终止"):
        house.run("security", "witness", "end", NAME)
    with pytest.raises(Refused, match="已终止"):
        house.request()
    with house.database.reading() as session:
        assert read_head(session).size == 9


@on_sqlite
@pytest.mark.parametrize("line", ["", "x", f"{NAME}+00000000+AAAA", "log"])
def test_what_is_no_key_of_a_witness_is_refused(house: House, line: str) -> None:
    if line == "log":
        line = str(VerifierKey(NAME, ed25519.public_key(bytes(32))))
    with pytest.raises(InputError, match="见证方公钥的格式"):
        house.run("security", "witness", "add", NAME, line)
    with pytest.raises(InputError, match="，不是“other"):
        house.run("security", "witness", "add", "other.example", house.vkey())


@on_sqlite
def test_an_unknown_witness_is_not_found(house: House) -> None:
    for words in (("end", "nobody"), ("request", "nobody", "--out", house.folder / "out")):
        with pytest.raises(NotFound, match="nobody"):
            house.run("security", "witness", *words)
    assert not (house.folder / "out").exists()


@on_sqlite
def test_before_the_first_checkpoint_there_is_nothing_to_ask_for(house: House) -> None:
    house.add()
    with house.database.reading() as session, pytest.raises(Refused, match="尚无已签发的检查点"):
        request_of(session, NAME)


@on_sqlite
def test_a_clock_that_runs_ahead_is_refused(house: House) -> None:
    house.add()
    request = house.request()
    now = int(house.clock.now().timestamp())
    for ahead in (301, 2**62):
        answer = house.answer(request, moment=now + ahead)
        with pytest.raises(Refused, match="时钟快了"):
            house.run("office", "witness", "accept", answer)
        house.grow(100 + ahead % 7, 101 + ahead % 7)
        request = house.request(NAME, "--old", answer_size(request))
    house.run("office", "witness", "accept", house.answer(request, moment=now + 300))


def answer_size(request: Path) -> int:
    return int(request.read_text(encoding="utf-8").split("\n\n")[1].split("\n")[1])


def spoilt(line: str) -> dict[str, tuple[str, type[Exception]]]:
    dash, name, coded = line.rstrip("\n").split(" ")
    data = witness.from_base64(coded)

    def with_data(changed: bytes) -> str:
        return f"{dash} {name} {encode_base64(changed)}\n"

    return {
        "empty": ("", InputError),
        "a blank line": ("\n", InputError),
        "no line end": (line.rstrip("\n"), InputError),
        "carriage return": (line.replace("\n", "\r\n"), InputError),
        "a hyphen": (line.replace("—", "-"), InputError),
        "a word": ("yes\n", InputError),
        "no base64": (f"{dash} {name} ====\n", InputError),
        "another name": (line.replace(name, "other.example"), Refused),
        "another key id": (with_data(b"abcd" + data[4:]), Refused),
        "another time": (with_data(data[:4] + bytes(8) + data[12:]), NotProven),
        "a time beyond all bounds": (with_data(data[:4] + b"\xff" * 8 + data[12:]), NotProven),
        "another signature": (with_data(data[:-1] + bytes([data[-1] ^ 1])), NotProven),
        "a signature that is short": (with_data(data[:-1]), NotProven),
        "a signature that is long": (with_data(data + b"x"), NotProven),
        "a signature of the plain note": (with_data(data[:4] + data[12:]), NotProven),
    }


@on_sqlite
@pytest.mark.parametrize("case", spoilt("— x " + encode_base64(bytes(76)) + "\n"))
def test_an_answer_that_does_not_hold_is_refused(house: House, case: str) -> None:
    house.add()
    answer = house.answer(house.request())
    good = answer.read_text(encoding="utf-8")
    text, kind = spoilt(good)[case]
    answer.write_bytes(text.encode())
    with pytest.raises(kind):
        house.run("office", "witness", "accept", answer)
    assert house.lines(house.receipt(0)) == [ORIGIN]
    answer.write_bytes(f"{good}— stranger.example {encode_base64(bytes(76))}\n{good}".encode())
    house.run("office", "witness", "accept", answer)
    assert house.lines(house.receipt(0)) == [ORIGIN, NAME]


@on_sqlite
def test_a_file_that_is_no_text_is_no_answer(house: House) -> None:
    (house.folder / "answer").write_bytes(b"\xff\xfe\n")
    with pytest.raises(InputError):
        house.run("office", "witness", "accept", house.folder / "answer")
    with pytest.raises(InputError, match="无法读取"):
        house.run("office", "witness", "accept", house.folder / "absent")


@on_sqlite
def test_a_cosignature_of_another_log_is_not_taken(house: House) -> None:
    from witness_tool import Log

    house.add()
    stranger = Log(origin="stranger.example/log/1")
    asked = witness.read_request(stranger.request(0, 9).encode())
    key = witness.read_key(str(stranger.key), witness.LOG_KEY)
    line = witness.Witness(house.home(NAME)).sign(key, asked, 5)[2]
    (house.folder / "answer").write_text(line, encoding="utf-8")
    house.run("auditor", "checkpoint")
    with pytest.raises(NotProven, match="任何一个检查点"):
        house.run("office", "witness", "accept", house.folder / "answer")


@on_sqlite
def test_answers_may_come_in_any_order_and_twice(house: House) -> None:
    house.add()
    first = house.answer(house.request())
    house.grow(20, 25)
    second = house.answer(house.request(NAME, "--old", 8))
    for answer in (second, first, second):
        house.run("office", "witness", "accept", answer)
    assert house.receipt(0).split("\n")[1] == "13"
    assert house.request().read_text(encoding="utf-8").startswith("old 13\n")


@on_sqlite
def test_only_present_witnesses_count_and_a_forged_line_is_named(house: House) -> None:
    house.add()
    house.cosign()
    note = house.receipt(0)
    forged = note[:-6] + ("A" if note[-6] != "A" else "B") + note[-5:]
    with house.database.reading() as session:
        check_cosigned(session, note, 0)
        with pytest.raises(NotProven, match=NAME):
            check_cosigned(session, forged, 0)
        with pytest.raises(InputError):
            check_cosigned(session, "no note", 0)
    house.run("security", "witness", "end", NAME)
    assert house.lines(house.receipt(0)) == [ORIGIN, NAME]  # it stays as evidence
    with house.database.reading() as session, pytest.raises(Refused, match="0个见证签名"):
        check_cosigned(session, note, 1)


@on_sqlite
def test_each_step_has_its_roles(house: House) -> None:
    line = house.vkey()
    wrong: list[tuple[str, tuple[object, ...]]] = [
        ("office", ("add", NAME, line)),
        ("office", ("end", NAME)),
        ("auditor", ("request", NAME, "--out", house.folder / "out")),
        ("clerk", ("list",)),
    ]
    (house.folder / "answer").write_text("x\n")
    wrong.append(("auditor", ("accept", house.folder / "answer")))
    for actor, words in wrong:
        with pytest.raises(NotAllowed):
            house.run(actor, "witness", *words)
    assert not (house.folder / "out").exists()


@pytest.mark.parametrize("text", ["-1", "one", "1.5", "100", "１"])
def test_a_policy_that_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="PANEL_COSIGNATURES"):
        Config.from_env({"PANEL_COSIGNATURES": text})


def test_without_a_policy_no_cosignature_is_asked_for() -> None:
    assert Config.from_env({}).cosignatures == 0
    assert Config.from_env({"PANEL_COSIGNATURES": "2"}).cosignatures == 2
