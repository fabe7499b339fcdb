"""The pages in the reader's language: Chinese as they are written, English from `templates/locale/en/*.po`."""

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

from kernel.messages import Language, language


@cache
def translations(spoken: Language) -> NullTranslations:
    """Every catalogue of a language as one; none is needed for Chinese."""
    if spoken == "zh":
        return NullTranslations()
    whole = NullTranslations()
    for file in sorted((files("templates") / "locale" / spoken).iterdir(), key=lambda file: file.name):
        compiled = io.BytesIO()
        write_mo(compiled, read_po(io.BytesIO(file.read_bytes()), locale=spoken))
        compiled.seek(0)
        whole.add_fallback(GNUTranslations(compiled))
    return whole


def gettext(text: str) -> str:
    """A Chinese text of a page, such as a field's label, in the reader's language."""
    return translations(language()).gettext(text)


def translate_pages(app: Flask) -> None:
    """Let templates say `_("待办")`, and `_("议题%(number)s", number=3)`."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        gettext,
        lambda one, many, count: translations(language()).ngettext(one, many, count),
        newstyle=True,
    )
