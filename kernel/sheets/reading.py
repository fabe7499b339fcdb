"""Workbooks and csv from outside as plain sheets; whatever a file is, it ends in rows or in a sentence."""

from kernel.errors import InputError
from kernel.sheets.archive import check_archive
from kernel.sheets.csv_text import read_csv
from kernel.sheets.old_workbook import OLE_MAGIC, check_old_workbook
from kernel.sheets.sheet import Cell, Sheet
from kernel.sheets.workbook import read_in_child

__all__ = ["Cell", "Sheet", "read_workbook"]
LARGEST_FILE = 20  # MB


def read_workbook(file_name: str, content: bytes) -> list[Sheet]:
    """The sheets of a file that are not empty.

    Formulas give the values that the file holds for them; nothing is computed and nothing outside is read.

    Args:
        file_name: for the sentences, and as the name of a csv file's only sheet.
        content: the whole file: xlsx, xls, ods, or csv in UTF-8 or GB18030; its content tells which.

    Raises:
        InputError: too large, encrypted, with macros or foreign parts, broken, or no spreadsheet.
    """
    if len(content) > LARGEST_FILE * 2**20:
        raise InputError("sheets.too_large", file=file_name, limit=LARGEST_FILE)
    if not content.strip():
        raise InputError("sheets.empty_file", file=file_name)
    if content.startswith(OLE_MAGIC):
        check_old_workbook(file_name, content)
        sheets = read_in_child(file_name, content)
    elif content.startswith(b"PK"):
        check_archive(file_name, content)
        sheets = read_in_child(file_name, content)
    else:
        sheets = [read_csv(file_name, content)]
    return [sheet for sheet in sheets if sheet.rows]
