"""The e-mail 邀请邮件 that brings an expert one invitation, or takes it back."""

from datetime import datetime

from kernel.clock import local_text
from meetings.invitations.imip import Letter, write_mail
from meetings.invitations.itip import InvitationFacts, Method

_SUBJECTS = {
    Method.REQUEST: "认定会议邀请：{facts.number}，请于{answer_by}前答复",
    Method.CANCEL: "认定会议邀请取消：{facts.number}",
}


def compose(facts: InvitationFacts, method: Method, written_at: datetime) -> bytes:
    """An invitation's e-mail as the bytes of an `.eml` file; see `write_mail`.

    Args:
        facts: what the invitation says.
        method: REQUEST invites (邀请), also to a changed time; CANCEL takes it back (取消).
        written_at: the date of the letter, aware.
    """
    words = {"facts": facts, "answer_by": local_text(facts.answer_by)}
    name = method.value.lower()
    identity = f"{facts.invitation}.{name}.{facts.sequence}@{facts.host}"
    letter = Letter(identity, _SUBJECTS[method].format_map(words), name, words)
    return write_mail(letter, facts, method, written_at)
