import os
import stat
from pathlib import Path

import pytest

from kernel.attachments import Attachments, read_upload
from kernel.entropy import RepeatableEntropy, SystemEntropy, public_id
from kernel.errors import InputError, Unavailable
from kernel.vault import Vault

ENTROPY = RepeatableEntropy(b"test")


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = Vault(tmp_path / "keys")
    vault.prepare(SystemEntropy())
    return vault


def test_what_was_sealed_opens_in_its_own_context_only(vault: Vault) -> None:
    sealed = vault.seal(SystemEntropy(), "13800000000", "expert-a/mobile")
    assert vault.open(sealed, "expert-a/mobile") == "13800000000"
    with pytest.raises(Unavailable):
        vault.open(sealed, "expert-b/mobile")


def test_a_changed_byte_is_noticed(vault: Vault) -> None:
    sealed = bytearray(vault.seal(SystemEntropy(), "text", "a"))
    sealed[-1] ^= 1
    with pytest.raises(Unavailable):
        vault.open(bytes(sealed), "a")


def test_keys_are_made_once_and_never_replaced(vault: Vault) -> None:
    before = {path.name: path.read_bytes() for path in vault.folder.iterdir()}
    vault.prepare(SystemEntropy())
    assert {path.name: path.read_bytes() for path in vault.folder.iterdir()} == before
    assert set(before) == {"register.key", "field.key", "link.key"}


def test_a_lost_key_is_not_made_anew_beside_the_others(vault: Vault) -> None:
    (vault.folder / "field.key").unlink()
    with pytest.raises(Unavailable, match=r"field\.key"):
        vault.prepare(SystemEntropy())
    assert not (vault.folder / "field.key").exists()


def test_keys_are_for_the_service_alone(vault: Vault) -> None:
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in vault.folder.iterdir())
    assert stat.S_IMODE(vault.folder.stat().st_mode) == 0o700


def test_a_missing_key_is_named_and_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"register\.key"):
        _ = Vault(tmp_path).register_key
    assert list(tmp_path.iterdir()) == []


def test_a_link_token_tells_nothing_about_another(vault: Vault) -> None:
    assert vault.link_token("a") != vault.link_token("b")
    assert len(vault.link_token("a")) == 32


def test_a_file_is_kept_under_its_digest_once(tmp_path: Path) -> None:
    files = Attachments(tmp_path)
    assert files.keep(b"one") == files.keep(b"one")
    assert files.read(files.keep(b"one")) == b"one"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_damaged_or_missing_file_is_noticed(tmp_path: Path) -> None:
    files = Attachments(tmp_path)
    digest = files.keep(b"one")
    (tmp_path / digest[:2] / digest).write_bytes(b"two")
    with pytest.raises(Unavailable, match=digest):
        files.read(digest)
    with pytest.raises(Unavailable):
        files.read("0" * 64)


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        Attachments(tmp_path).keep(b"one")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_an_unreadable_upload_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="missing"):
        read_upload(tmp_path / "missing")
    with pytest.raises(InputError):
        read_upload(tmp_path)


def test_a_public_id_is_128_random_bits() -> None:
    ids = {public_id(SystemEntropy()) for _ in range(100)}
    assert len(ids) == 100
    assert all(len(key) == 26 and key.isalnum() and key == key.lower() for key in ids)


def test_repeatable_entropy_repeats_itself_and_nothing_else() -> None:
    one, two = RepeatableEntropy(b"seed"), RepeatableEntropy(b"seed")
    assert [one.bytes(40), one.bytes(16)] == [two.bytes(40), two.bytes(16)]
    assert len({ENTROPY.bytes(32) for _ in range(100)}) == 100
