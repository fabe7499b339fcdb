"""Whether the ledger holds 完整性: how far it is signed, and all of it computed again."""

from flask import url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.errors import PanelError
from kernel.web.access import may
from kernel.web.door import desk
from kernel.web.pages import done, page_blueprint, reading, shown
from ledger.compare import check_memory
from ledger.cosigned import cosigned_note
from ledger.desk import sign_now, signer_of
from ledger.fsck import check_logs
from ledger.queries import newest_checkpoint, read_head

pages = page_blueprint("integrity", __name__, "/audit/integrity")


@pages.get("/")
@may("ledger.read")
def show() -> str:
    with reading() as session:
        head, newest = read_head(session), newest_checkpoint(session)
        note = cosigned_note(session, newest) if newest else None
    return shown("audit/integrity", head_now=head, newest=newest, note=note)


@pages.post("/sign")
@may("ledger.read")
def sign() -> AnyResponse:
    signed = sign_now(desk())
    return done(url_for(".show"), "ledger.signed", size=signed.size, root=signed.root.hex())


@pages.post("/check")
@may("ledger.read")
def check() -> str:
    """Every leaf, digest, node, root and signature computed again; what does not hold is told, and where."""
    here = desk()
    with here.database.reading() as session, signer_of(here) as signer:
        reports = check_logs(session)
        try:
            check_memory(session, signer)
        except PanelError as fault:
            reports[-1].faults.append(fault)
    return shown("audit/checked", reports=reports, at=here.clock.now())
