"""The rules of the house that no linter knows."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ["kernel", "ledger", "experts", "credit", "panel", "meetings", "service"]
DOORS = ("commands.py", "pages.py", "api.py", "jobs.py")
OWN_TRANSACTIONS = {
    "kernel/cli.py",  # opens the doors' transactions for them
    "kernel/database.py",  # is where transactions come from
    "credit/embedded.py",  # the other side of a port: another system's database
}


def sources() -> Iterator[tuple[Path, str]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def test_use_cases_never_commit() -> None:
    for path, source in sources():
        for call in calls(ast.parse(source)):
            if isinstance(call.func, ast.Attribute):
                assert call.func.attr not in {"commit", "rollback"}, f"{path}:{call.lineno}"


def test_time_and_chance_enter_through_the_kernel_only() -> None:
    allowed = {Path("kernel/clock.py"), Path("kernel/entropy.py")}
    forbidden = {
        ("datetime", "now"),
        ("datetime", "utcnow"),
        ("date", "today"),
        ("time", "time"),
        ("uuid", "uuid4"),
    }
    for path, source in sources():
        if path in allowed:
            continue
        tree = ast.parse(source)
        for call in calls(tree):
            if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
                assert (call.func.value.id, call.func.attr) not in forbidden, f"{path}:{call.lineno}"
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                assert all(alias.name != "random" for alias in node.names), path


def test_no_statement_is_put_together_from_text() -> None:
    for path, source in sources():
        for call in calls(ast.parse(source)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name == "text" and call.args:
                assert not isinstance(call.args[0], ast.JoinedStr | ast.BinOp), f"{path}:{call.lineno}"


def test_files_stay_readable() -> None:
    long = {str(path): source.count("\n") for path, source in sources() if source.count("\n") > 300}
    assert {path for path in long if "migrations" not in path} == set()


def test_doors_open_transactions_and_nothing_else_does() -> None:
    for path, source in sources():
        is_web = path.parts[0] == "service" or path.parts[:2] == ("kernel", "web") or "pages" in path.parts
        is_door = is_web or path.name.endswith(DOORS) or str(path) in OWN_TRANSACTIONS
        if not is_door:
            for call in calls(ast.parse(source)):
                if isinstance(call.func, ast.Attribute):
                    assert call.func.attr != "transaction", f"{path}:{call.lineno}"
