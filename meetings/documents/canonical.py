"""The file of a paper: the same bytes for the same paper, on every machine."""

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from docx.document import Document as Docx

_EPOCH = (1980, 1, 1, 0, 0, 0)


def canonical_bytes(paper: Docx) -> bytes:
    """The paper as a docx file whose parts are sorted, stored and without a time.

    Nothing in it is compressed, because compressors differ between machines: it can be hashed, and
    rendered again to the same hash.
    """
    saved, file = BytesIO(), BytesIO()
    paper.save(saved)
    with ZipFile(saved) as parts, ZipFile(file, "w", ZIP_STORED) as archive:
        for name in sorted(parts.namelist()):
            entry = ZipInfo(name, _EPOCH)
            entry.create_system = 0
            archive.writestr(entry, parts.read(name))
    return file.getvalue()
