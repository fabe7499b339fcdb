"""The recovery sheet 恢复单: a contributor's secret on paper, for when device or file are lost."""

from dataclasses import asdict
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from kernel.canonical import canonical_json
from panel.secret import Secret, check_digits, grouped


def recovery_sheet(secret: Secret, plan_digest: str | None = None, role: str | None = None) -> bytes:
    """A page to print, in Chinese and English, that needs nothing beside it.

    Args:
        plan_digest, role: once the plan is published and was checked; else there is room to fill them in.
    """
    source = (files("templates") / "sheets" / "recovery.html").read_text(encoding="utf-8")
    page = Environment(autoescape=True, undefined=StrictUndefined).from_string(source)
    return page.render(
        secret=secret,
        role=role,
        draw=grouped(secret.draw),
        value=grouped(secret.value),
        digits=grouped(check_digits(secret.value)),
        commitment=grouped(secret.commitment),
        plan_digest=grouped(plan_digest) if plan_digest else None,
        canonical=canonical_json(asdict(secret)).decode(),
    ).encode()
