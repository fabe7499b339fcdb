"""A reveal, and the look at plan and ledger that comes before every one (draw-protocol §6)."""

from dataclasses import dataclass

from kernel.act import Act
from kernel.config import Config
from ledger.cosigned import check_cosigned
from ledger.entry import Entry
from meetings.drawing.draw_meeting import held_for_draw
from panel.before_reveal import InMemory, check_before_reveal
from panel.contribute import reveal
from panel.draw.transcript import Transcript
from panel.models import Draw
from panel.secret import Secret
from panel.transcript import plan_files


@dataclass(frozen=True, slots=True)
class Revealed:
    """What came of it: in which role, over which plan, and the ledger's entry for the receipt."""

    role: str
    plan_digest: str
    entry: Entry


def reveal_checked(act: Act, draw: Draw, mine: Secret, config: Config) -> Revealed:
    """Examine the plan as it is handed out, and let go of the secret only if all of it is right.

    Args:
        mine: the actor's own.
        config: names the log, and says how many cosignatures the plan's checkpoint has to carry.

    Raises:
        Refused, InputError, NotProven: as `plan_files`, `check_before_reveal`, `check_cosigned` and
            `panel.contribute.reveal`.
    """
    files = plan_files(act, draw, config.log_origin, audit=False)
    checked = check_before_reveal(Transcript(InMemory(files)), mine)
    check_cosigned(act.session, checked.note, config.cosignatures)
    with held_for_draw(act, draw):
        contributor, entry = reveal(act, draw, mine.value)
    return Revealed(contributor.role, checked.digest, entry)
