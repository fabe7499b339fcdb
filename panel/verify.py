"""`panel verify`: whether a draw was right, from its transcript alone."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kernel.cli import both, existing_file, json_option

if TYPE_CHECKING:
    from panel.draw.documents import BeaconResult, PlanBeacon
    from panel.draw.report import Report, Step
    from panel.draw.transcript import Transcript
    from panel.draw.verify import Recorded

CONCLUSIONS = {
    0: ("全部正确。", "Everything is right."),
    1: ("有误：见首个不通过的步骤。", "Something is wrong: see the first step that fails."),
    2: ("有文件缺失或无法读取。", "A file is missing or cannot be read."),
    3: (
        "已检查的全部正确；存证日志或信标签名未能检查。",
        "All that was checked is right; the ledger or the beacon's signature was not.",
    ),
}


def ledger_steps(recorded: "Recorded") -> "list[Step]":
    """The steps for `ledger/`; what they stand on is loaded only if there is one."""
    from panel.ledger_check import ledger_steps as steps

    return steps(recorded)


def beacon_check(planned: "PlanBeacon", result: "BeaconResult") -> bool | None:
    """Whether the beacon's signature is right; loaded only if there is one."""
    from panel.beacon_signature import check_signature

    return check_signature(planned, result)


@click.command(
    help=both(
        "验证一次抽取：目录或zip。退出码：0 正确；1 有误；2 缺文件或无法读取；3 存证日志或信标签名未检查。",
        "Verify a draw from its transcript, a directory or zip. Exit codes: 0 right; 1 wrong; "
        "2 a file is missing or unreadable; 3 ledger or beacon signature not checked.",
    )
)
@click.argument("transcript", type=click.Path(path_type=Path))
@click.option(
    "--leaves",
    type=existing_file,
    help=both("专家库承诺清单，每行一个", "the register's leaves, one hex leaf per line"),
)
@click.option(
    "--trials",
    is_flag=True,
    help=both("重做试抽，列出各类机会", "repeat the trial draws and show the chances"),
)
@json_option
@click.pass_context
def verify(
    context: click.Context, transcript: Path, leaves: Path | None, *, trials: bool, as_json: bool
) -> None:
    from panel.draw.faults import UnreadableError
    from panel.draw.report import Outcome, Report, Step
    from panel.draw.transcript import open_transcript
    from panel.draw.verify import verify as verify_transcript

    listed = leaves.read_text("utf-8", "replace").splitlines() if leaves else None
    chances: dict[str, object] = {}
    try:
        with open_transcript(transcript) as files:
            report = verify_transcript(
                files, leaves=listed, ledger_steps=ledger_steps, beacon_check=beacon_check
            )
            if trials and report.exit_code in (0, 3):
                chances = _trials(files)
    except UnreadableError as error:
        report = Report((Step("可以打开。", "It can be opened.", Outcome.UNREADABLE, error.zh, error.en),))
    _show_json(report, chances) if as_json else _show(report, chances)
    context.exit(report.exit_code)


def _trials(files: "Transcript") -> dict[str, object]:
    """Per type `[lowest, highest]`, how often an eligible expert was drawn; or the trial that ends void."""
    from panel.draw.pool import read_pool
    from panel.draw.strict_json import parse
    from panel.draw.terms import Terms
    from panel.draw.trials import TrialVoidError, run_trials, trial_runs

    with files.stream("pool.txt") as stream:
        pool = read_pool(stream)
    terms = Terms.of(parse("plan.json", files.read("plan.json")))
    try:
        trials = run_trials(terms, pool, trial_runs(pool))
    except TrialVoidError as error:
        return {"void": error.number}
    return {"draws": trials.runs, **trials.drawn}


def _show(report: "Report", chances: dict[str, object]) -> None:
    for number, step in enumerate(report.steps, 1):
        zh, en = step.outcome.value
        click.echo(f"{number:2}  {zh}：{step.zh}")
        click.echo(f"    {en}: {step.en}")
        if step.finding_zh:
            click.echo(f"    {step.finding_zh}\n    {step.finding_en}")
    if chances:
        click.echo(
            "试抽：各类专家被抽中次数的最少与最多。\nTrials: how often the least and most favoured were drawn."
        )
    for name, value in chances.items():
        click.echo(f"    {name}: {value}")
    click.echo("\n".join(CONCLUSIONS[report.exit_code]))


def _show_json(report: "Report", chances: dict[str, object]) -> None:
    steps = [
        {
            "number": number,
            "zh": step.zh,
            "en": step.en,
            "outcome": step.outcome.value[1],
            "finding_zh": step.finding_zh,
            "finding_en": step.finding_en,
        }
        for number, step in enumerate(report.steps, 1)
    ]
    document = {"exit_code": report.exit_code, "steps": steps, "trials": chances}
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
