"""The demonstration's end: decisions drafted, reviewed, signed, sealed, issued and filed; the proof."""

import zipfile

from service.demo_witness import OfficeWitness
from service.stage import Stage

SCAN = b"%PDF-1.4\n% invented scan for the demonstration\n%%EOF\n"
REASON = "期限已是目录规定的下限，且当事人尚未完成整改；整改后可依法申请信用修复。"


def decide(
    stage: Stage, item: str, name: str, *, departs: bool = False, office: bool = False
) -> tuple[str, str]:
    """From draft to issue; `name` is the folder its papers go to. Returns convener and filing."""
    convener, leader, keeper = (
        ("office-convener", "office-leader", "office-keeper") if office else ("convener", "leader", "keeper")
    )
    adoption = "专家对事实和依据均无异议，会议研究采纳" if not departs else "多数专家建议缩短期限，未采纳"
    draft = ("decisions", "draft", item, "--adoption", adoption)
    if departs:
        stage.refused(convener, *draft)
    decision = stage.run(convener, *draft, *(("--departure-reason", REASON) if departs else ()))
    stage.run("legal", "decisions", "review", decision, "--opinion", "主体、依据、程序、期限均符合规定。")
    stage.run(leader, "decisions", "sign", decision)
    stage.run(keeper, "decisions", "seal", decision, "--scan", scan(stage))
    filing = stage.run(convener, "decisions", "issue", decision)
    stage.run(convener, "decisions", "export", decision, "--to", stage.folder / "documents" / name)
    return convener, filing


def scan(stage: Stage) -> str:
    path = stage.folder / "扫描件.pdf"
    path.write_bytes(SCAN)
    return str(path)


def file_all(stage: Stage, filings: list[tuple[str, str]]) -> None:
    stage.scene("备案：报送、收件、准予备案、检索", "The filings: sent, received, accepted, found again")
    stage.at("12-16", "09:00")
    for convener, filing in filings:
        stage.run(convener, "filings", "send", filing, "--scan", scan(stage))
    for _, filing in filings:
        stage.run("office", "filings", "receive", filing)
        opinion = "材料齐全，依据、期限、权限、格式符合要求。"
        stage.run("office", "filings", "accept", filing, "--opinion", opinion)
    stage.run("office", "filings", "list", "--query", "建材")
    package = stage.folder / "备案包.zip"
    stage.run("office", "filings", "export", filings[0][1], "--to", package)
    with zipfile.ZipFile(package) as filed:
        filed.extractall(stage.folder / "filed")


def prove(stage: Stage, witness: OfficeWitness, draws: list[str]) -> None:
    stage.scene("验证：日志、抽取", "Proof: the ledger, the draws")
    witness.cosign()
    stage.run("auditor", "ledger", "checkpoint")
    stage.run("security", "verifiers", "export", "--to", stage.folder / "verifiers")
    stage.run("auditor", "ledger", "fsck")
    for place, draw in enumerate(draws, 1):
        transcript = stage.folder / "transcripts" / str(place)
        stage.run("auditor", "draw", "export", draw, "--to", transcript)
        stage.run("auditor", "verify", transcript)
