"""Nothing leaves the page, and it needs neither a network nor TLS."""

import base64
import hashlib
import re
from pathlib import Path

from playwright.sync_api import Browser
from verify_page import BYTES, PAGE, RIGHT, VerifyPage, texts

SOURCE = PAGE.read_text(encoding="utf-8")
POLICY = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', SOURCE)[0]
KINDS = {"style-src": r"<style>(.*?)</style>", "script-src": r"<script(?: id=\"\w+\")?>(.*?)</script>"}


def test_the_policy_admits_just_this_style_and_these_scripts() -> None:
    for kind, pattern in KINDS.items():
        texts = re.findall(pattern, SOURCE, re.DOTALL)
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        admitted = " ".join(f"'sha256-{digest}'" for digest in digests)
        assert f"{kind} {admitted};" in POLICY
    assert POLICY.startswith("default-src 'none';")
    assert "unsafe" not in POLICY


def test_nothing_in_it_points_elsewhere() -> None:
    assert set(re.findall(r"https?://[^\s\"'`]+", SOURCE)) == {"http://www.w3.org/2000/svg"}
    assert not re.findall(
        r"\b(?:src|action)=|url\(|@import|\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon", SOURCE
    )
    assert not re.findall(r"localStorage|sessionStorage|indexedDB|document\.cookie|innerHTML", SOURCE)


def test_no_request_leaves_the_page(page: VerifyPage, folder: Path) -> None:
    page.choose(folder)
    assert [address for address in page.requests if not address.startswith("blob:null/")] == [PAGE.as_uri()]


def test_it_works_on_plain_http_without_a_secure_context(
    chromium: Browser, plain_http: str, folder: Path
) -> None:
    context = chromium.new_context(locale="en-GB")
    with VerifyPage(context.new_page()) as page:
        page.open(plain_http)
        assert page.tab.evaluate("isSecureContext || 'subtle' in crypto") is False
        page.choose(folder)
        assert page.tab.locator("#verdict-head").inner_text() == "Everything is right."
        host = plain_http.rsplit("/", 1)[0]
        assert [one for one in page.requests if not one.startswith(f"blob:{host}/")] == [plain_http]
        assert page.errors == []
    context.close()


AN_OLD_BROWSER_S_FOLDER = f"""async (files) => {{
    {BYTES}
    const root = {{ isDirectory: true, name: "draw", inside: new Map() }};
    for (const [path, text] of Object.entries(files)) {{
        let folder = root;
        const names = path.split("/");
        const file = new File([bytes(text)], names.pop());
        for (const name of names) {{
            if (!folder.inside.has(name)) folder.inside.set(name, {{ isDirectory: true, name, inside: new Map() }});
            folder = folder.inside.get(name);
        }}
        folder.inside.set(file.name, {{ isFile: true, name: file.name, file: (resolve) => resolve(file) }});
    }}
    const opened = (folder) => {{
        const left = [...folder.inside.values()];
        folder.createReader = () => ({{ readEntries: (resolve) => resolve(left.splice(0, 3)) }});
        left.filter((entry) => entry.isDirectory).forEach(opened);
        return folder;
    }};
    await takeDropped([{{ kind: "file", webkitGetAsEntry: () => opened(root) }}, {{ kind: "string" }}]);
}}"""


def test_a_folder_is_read_in_the_older_way_too(page: VerifyPage) -> None:
    """Real drops of folders on plain HTTP cannot be imitated in a headless browser."""
    page.tab.evaluate(AN_OLD_BROWSER_S_FOLDER, texts(RIGHT))
    page.wait()
    assert page.tab.locator("#verdict-head").inner_text() == "全部正确。"
