"""What the parser does not tell of an ods: formulas without a value, and error values."""

import io
import zipfile
from collections.abc import Mapping
from xml.parsers import expat

from kernel.sheets.sheet import Holes, NoValue

CONTENT = "content.xml"
CHUNK = 2**20  # bytes
CELLS = {"table-cell", "covered-table-cell"}


def cells_without_value(content: bytes) -> dict[str, Holes]:
    """By sheet name, the cells of an ods that hold a formula without a value, or an error."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if CONTENT not in archive.namelist() or not _is_suspicious(archive):
            return {}
        reading = _Reading()
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = reading.begin
        parser.EndElementHandler = reading.end
        parser.CharacterDataHandler = reading.text
        with archive.open(CONTENT) as file:
            parser.ParseFile(file)
    return reading.holes


def _is_suspicious(archive: zipfile.ZipFile) -> bool:
    with archive.open(CONTENT) as file:
        rest = b""
        while chunk := file.read(CHUNK):
            piece = rest + chunk
            if b'="error"' in piece or b":formula=" in piece:
                return True
            rest = piece[-10:]
    return False


class _Reading:
    """Where in the tables the parser is, and what was found so far."""

    def __init__(self) -> None:
        self.holes: dict[str, Holes] = {}
        self._table: Holes = {}
        self._row = self._column = self._rows = self._columns = 0
        self._said: list[str] | None = None  # the text of a cell with an error

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        kind, held = _local(name), {_local(key): value for key, value in attributes.items()}
        if kind == "table":
            self._table = self.holes.setdefault(held.get("name", ""), {})
            self._row = 0
        elif kind == "table-row":
            self._rows, self._column = int(held.get("number-rows-repeated", 1)), 0
        elif kind in CELLS:
            self._columns = int(held.get("number-columns-repeated", 1))
            types = {value for key, value in attributes.items() if _local(key) == "value-type"}
            if "error" in types:
                self._said = []
            elif "formula" in held and not types:
                self._note(NoValue("="))

    def text(self, text: str) -> None:
        if self._said is not None:
            self._said.append(text)

    def end(self, name: str) -> None:
        kind = _local(name)
        if kind == "table-row":
            self._row += self._rows
        elif kind in CELLS:
            if self._said is not None:
                self._note(NoValue("".join(self._said).strip() or "#"))
                self._said = None
            self._column += self._columns

    def _note(self, hole: NoValue) -> None:
        self._table.setdefault(self._row, {})[self._column] = hole


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
