"""The verification page, driven as a person or a program would."""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, ViewportSize
from rehearsal import vector
from standalone import with_ledger

PAGE = Path(__file__).parents[2] / "verifiers" / "verify.html"
RIGHT = with_ledger(vector("cap1"))
BYTES = "const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));"
BY_WORKER = f"""async ([files, zip, leaves]) => {{
    {BYTES}
    const named = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, bytes(text)]));
    return window.verifyFiles(zip ? new Blob([bytes(zip)]) : named, leaves);
}}"""
IN_THE_PAGE = f"""async ([transcripts, leaves]) => {{
    {BYTES}
    const reports = [];
    for (const files of transcripts) {{
        const named = new Map(Object.entries(files).map(([name, text]) => [name, new Blob([bytes(text)])]));
        const request = {{ files: named, leaves: leaves === null ? null : new Blob([leaves]) }};
        reports.push(asReport(await verifyTranscript(request, () => undefined)));
    }}
    return reports;
}}"""
DESKTOP: ViewportSize = {"width": 1280, "height": 720}

Files = Mapping[str, bytes]


class VerifyPage:
    """The page, open in a tab; `requests` are the addresses that the tab asked for."""

    def __init__(self, tab: Page) -> None:
        self.tab = tab
        self.requests: list[str] = []
        self.errors: list[str] = []

    def __enter__(self) -> Self:
        self.tab.on("request", self._note)
        self.tab.on("pageerror", self._fail)
        self.tab.on("console", self._fail)
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the tab to the next test as a new one."""
        for event, act in (("request", self._note), ("pageerror", self._fail), ("console", self._fail)):
            self.tab.remove_listener(event, act)
        self.tab.emulate_media(media="screen")
        self.tab.set_viewport_size(DESKTOP)
        self.tab.goto("about:blank")

    def _note(self, request: Request) -> None:
        self.requests.append(request.url)

    def _fail(self, what: object) -> None:
        self.errors.append(getattr(what, "text", str(what)))

    def open(self, address: str = PAGE.as_uri()) -> Self:
        self.tab.goto(address)
        return self

    def report(self, files: Files, leaves: Sequence[str] | None = None) -> Any:
        """What the page says of a transcript, as `panel verify --json` would."""
        return self.tab.evaluate(BY_WORKER, [texts(files), None, _listed(leaves)])

    def report_of_zip(self, data: bytes) -> Any:
        return self.tab.evaluate(BY_WORKER, [{}, base64.b64encode(data).decode(), None])

    def reports(self, transcripts: Sequence[Files], leaves: Sequence[str] | None = None) -> list[Any]:
        """The same of many, without a worker for each."""
        return list(self.tab.evaluate(IN_THE_PAGE, [list(map(texts, transcripts)), _listed(leaves)]))

    def choose(self, folder: Path) -> None:
        """Choose a folder as a person does, and wait for the verdict."""
        self.tab.set_input_files("#folder", folder)
        self.wait()

    def wait(self) -> None:
        self.tab.wait_for_selector("#verdict-head", timeout=20_000)

    def outcomes(self) -> list[str]:
        return self.tab.locator("#steps .tag").all_inner_texts()


def texts(files: Files) -> dict[str, str]:
    return {name: base64.b64encode(data).decode() for name, data in files.items()}


def _listed(leaves: Sequence[str] | None) -> str | None:
    return None if leaves is None else "\n".join(leaves)


def drop(tab: Page, path: Path) -> None:
    """Drop a file or folder on the page with the mouse."""
    tab.bring_to_front()
    session = tab.context.new_cdp_session(tab)
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 200, "y": 300, "data": data})


def problems(tab: Page) -> Any:
    """What axe finds against WCAG 2.2 A and AA."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(tab, options={"runOnly": tags}).response["violations"]
    return [(violation["id"], node["html"]) for violation in found for node in violation["nodes"]]
