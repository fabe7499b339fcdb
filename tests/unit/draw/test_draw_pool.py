"""§4: the pool file, its form, its order, and what the plan says of it."""

import io
import re
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rehearsal import FILES_STEP, PLAN_STEP, POOL_STEP, check, edited, failing, rehearsal

from panel.draw.faults import BrokenRuleError
from panel.draw.pool import Line, pool_bytes, read_pool

A, B, C = "a" * 32, "b" * 32, "c" * 32
UNIT = "0123456789abcdef"


def read(text: str) -> Any:
    return read_pool(io.BytesIO(text.encode("utf-8")))


def lines(*tags: Any, type_: str = "S1") -> Any:
    return "".join(f"{tag} {type_} {UNIT} -\n" for tag in tags)


def test_a_pool_is_counted_by_type_and_mark() -> None:
    pool = read(f"{A} S1 {UNIT} -\n{B} S1+S3 {UNIT} X\n{C} S1 {UNIT} -\n")
    assert (pool.size, pool.types(), pool.all_types()) == (3, {"S1": 2}, {"S1", "S1+S3"})
    assert pool.find(B) == Line(B, "S1+S3", UNIT, eligible=False)
    assert pool.find("d" * 32) is None
    assert pool.units("S1") == {UNIT: 2}


@pytest.mark.parametrize(
    "text",
    [
        lines(A).replace("\n", ""),
        lines(A).replace("\n", "\r\n"),
        lines(A) + "\n",
        "\n" + lines(A),
        lines(A).replace(" S1", "  S1"),
        lines(A).replace("a", "A"),
        lines(A).replace("-", "x"),
        lines(A).replace("-", "x")[:-1],
        lines(A[1:]),
        lines("a" + A),
        lines(A).replace(UNIT, UNIT[1:]),
        lines(A).replace(UNIT, "0" + UNIT),
        lines(A, type_="S0"),
        lines(A, type_="S01"),
        lines(A, type_="T1"),
        lines(A, type_="S1+"),
        lines(A, type_="S1 S2"),
        lines(A, type_="S2+S1"),
        lines(A, type_="S10+S2"),
        lines(A, type_="S1+S1"),
        lines(A, A),
        lines(B, A),
        lines(A) + f"{A} S2 {UNIT} X\n",
        lines(A).replace("S1", "S１"),
        "\ufeff" + lines(A),
        lines(A) + lines(B).replace("\n", ""),
    ],
)
def test_a_pool_out_of_form_or_order_is_refused(text: str) -> None:
    with pytest.raises(BrokenRuleError, match=r"pool\.txt"):
        read(text)


def test_the_first_line_at_fault_is_named() -> None:
    with pytest.raises(BrokenRuleError, match=r"pool\.txt:2"):
        read(lines(A) + "nonsense\n" + lines(C))
    with pytest.raises(BrokenRuleError, match=r"pool\.txt:3"):
        read(lines(A, C, B))


def test_types_of_ten_groups_are_in_plan_order_by_number() -> None:
    assert read(lines(A, type_="S2+S10")).types() == {"S2+S10": 1}


def test_a_pool_read_in_pieces_is_the_same_pool() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int = -1, /) -> Any:
            del size
            return super().read(7)

    text = lines(A, B, C)
    assert read_pool(Slow(text.encode())).digest == read(text).digest


def test_an_order_broken_between_two_chunks_is_noticed() -> None:
    many = [f"{number:032x}" for number in range(9000)]
    assert read(lines(*many)).size == 9000
    many[4700], many[4701] = many[4701], many[4700]
    with pytest.raises(BrokenRuleError, match=r"pool\.txt:4702"):
        read(lines(*many))


def test_a_line_without_end_is_refused_before_it_fills_the_memory() -> None:
    class Endless:
        asked = 0

        def read(self, size: int, /) -> Any:
            self.asked += 1
            assert self.asked < 3
            return b"a" * size

    with pytest.raises(BrokenRuleError):
        read_pool(Endless())


def test_unreasonably_many_types_are_refused() -> None:
    text = "".join(f"{number:032x} S{number + 1} {UNIT} -\n" for number in range(9000))
    with pytest.raises(BrokenRuleError, match="types"):
        read(text)


@given(st.sets(st.integers(0, 2**128 - 1), max_size=40), st.randoms(use_true_random=False))
def test_what_is_written_is_read_again(numbers: set[int], random: Random) -> None:
    written = [
        Line(f"{n:032x}", random.choice(["S1", "S2", "S1+S2"]), f"{n % 5:016x}", random.random() < 0.8)
        for n in numbers
    ]
    pool = read_pool(io.BytesIO(pool_bytes(written)))
    assert [pool.find(line.tag) for line in written] == written
    for type_ in pool.all_types():
        tags = [tag.hex() for tag, _ in pool.eligible(type_)]
        assert tags == sorted(line.tag for line in written if line.type == type_ and line.eligible)


PATTERN = re.compile(rb"(?:[0-9a-f]{32} S[1-9][0-9]*(?:\+S[1-9][0-9]*)* [0-9a-f]{16} [-X]\n)*")
EDITS = st.tuples(
    st.integers(0, 200),
    st.integers(0, 2),
    st.sampled_from(
        [b"", b" ", b"\n", b"X", b"-", b"S", b"+", b"0", b"a", b"S2", b"+S3", b"\r", b"\x0b", b"g"]
    ),
)


@settings(max_examples=1500)
@given(st.lists(EDITS, max_size=3))
def test_a_pool_is_read_if_and_only_if_every_line_is_of_the_pattern_and_in_order(
    edits: list[tuple[int, int, bytes]],
) -> None:
    data = (lines(A) + lines(B, type_="S1+S2").replace("-", "X") + lines(C, type_="S3")).encode()
    for at, cut, put in edits:
        data = data[:at] + put + data[at + cut :]
    tags = [line[:32] for line in data.splitlines()]
    right = PATTERN.fullmatch(data) and tags == sorted(set(tags))
    for line in data.splitlines() if right else ():
        ids = line.split()[1].split(b"+")
        right = right and ids == sorted(set(ids), key=lambda id_: (len(id_), id_))
    if right:
        assert read_pool(io.BytesIO(data)).size == len(tags)
    else:
        with pytest.raises(BrokenRuleError, match=r"pool\.txt"):
            read_pool(io.BytesIO(data))


def test_two_candidates_with_one_tag_are_not_written() -> None:
    with pytest.raises(ValueError, match=r"^two candidates have the same tag$"):
        pool_bytes([Line(A, "S1", UNIT, eligible=True), Line(A, "S2", UNIT, eligible=True)])


def test_a_pool_that_is_missing_is_a_missing_file() -> None:
    files = rehearsal().make()
    del files["pool.txt"]
    report = check(files)
    assert report.exit_code == 2
    assert report.steps[0].en == FILES_STEP
    assert "pool.txt" in report.steps[0].finding_en


@pytest.mark.parametrize(
    "change",
    [
        lambda pool: pool[: pool.rindex(b"\n", 0, -1) + 1],
        lambda pool: pool + lines("f" * 32).encode(),
        lambda pool: pool.replace(b" -\n", b" X\n", 1),
        lambda pool: pool.replace(b" X\n", b" -\n", 1),
    ],
)
def test_a_pool_changed_after_the_plan_is_noticed(change: Any) -> None:
    files = rehearsal().make()
    assert POOL_STEP in failing(check({**files, "pool.txt": change(files["pool.txt"])}))


def test_an_excluded_line_of_a_type_outside_the_plan_is_noticed() -> None:
    files = rehearsal(change_pool=lambda pool: pool + lines("f" * 32, type_="S4").replace("-", "X").encode())

    def one_more(plan: Any) -> None:
        plan["pool"]["excluded"]["TERM"] = plan["pool"]["excluded"].get("TERM", 0) + 1
        plan["register"]["size"] += 1

    files.change_plan = one_more
    assert POOL_STEP in failing(check(files.make()))


def test_numbers_in_the_plan_are_those_of_the_pool_even_when_they_agree_with_each_other() -> None:
    def one_fewer(plan: Any) -> None:
        plan["pool"]["size"] -= 1
        reason = min(plan["pool"]["excluded"])
        plan["pool"]["excluded"][reason] -= 1
        if not plan["pool"]["excluded"][reason]:
            del plan["pool"]["excluded"][reason]

    found = failing(check(rehearsal(change_plan=one_fewer).make()))
    assert POOL_STEP in found
    assert PLAN_STEP not in found


def test_a_pool_without_its_plan_is_still_read() -> None:
    files = rehearsal().make()
    del files["plan.json"]
    assert check(files).exit_code == 2
    assert check({**files, "pool.txt": b"nonsense"}).exit_code == 1


def test_an_edited_plan_does_not_spoil_the_pool_s_form() -> None:
    files = edited(rehearsal().make(), "plan.json", lambda plan: plan.update(publish="never"))
    assert POOL_STEP not in failing(check(files))
