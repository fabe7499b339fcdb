"""In which language a page speaks, and how it writes moments for people."""

from datetime import date, datetime

from flask import Flask, Response, request

from kernel.clock import local
from kernel.messages import Language, language, speak

KEPT = "lang"
_ENGLISH_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def follow_reader(app: Flask) -> None:
    """Let every page and every refusal speak the reader's language."""
    app.before_request(lambda: speak(reader_language()))
    app.teardown_request(lambda _: speak(None))
    app.context_processor(lambda: {"lang": language()})


def reader_language() -> Language:
    """The language asked for by `?lang=`, else the one kept, else the browser's; Chinese where it is neither of the two."""
    browser = request.accept_languages.best_match(["zh", "en"])
    asked = request.args.get("lang") or request.cookies.get(KEPT) or browser
    return "en" if asked == "en" else "zh"


def keep_language(response: Response, path: str) -> None:
    """Remember the language that was asked for in the address, for the pages under `path`."""
    if request.args.get("lang") in {"zh", "en"}:
        secure = request.is_secure
        response.set_cookie(KEPT, reader_language(), path=path, httponly=True, secure=secure, samesite="Lax")


def moment(at: datetime) -> str:
    """`10月14日（周三）20:30`, or `Wed 14 Oct, 20:30`."""
    here = local(at)
    if language() == "en":
        return f"{_ENGLISH_DAYS[here.weekday()]} {here.day} {_MONTHS[here.month - 1]}, {here:%H:%M}"
    return f"{here.month}月{here.day}日（周{'一二三四五六日'[here.weekday()]}）{here:%H:%M}"


def day(on: date) -> str:
    """`2026年10月14日`, or `Wed 14 Oct 2026`."""
    if language() == "en":
        return f"{_ENGLISH_DAYS[on.weekday()]} {on.day} {_MONTHS[on.month - 1]} {on.year}"
    return f"{on.year}年{on.month}月{on.day}日"


def until(starts: datetime, ends: datetime) -> str:
    """When something ends that began at a known moment: `11:30` where it is the same day."""
    return f"{local(ends):%H:%M}" if local(starts).date() == local(ends).date() else moment(ends)


def time_left(until: datetime, now: datetime) -> str:
    """`5小时12分`, or `5 h 12 min`; nothing below a minute."""
    hours, minutes = divmod(max(int((until - now).total_seconds()), 0) // 60, 60)
    return f"{hours} h {minutes} min" if language() == "en" else f"{hours}小时{minutes}分"
