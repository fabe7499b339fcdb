"""A subject is looked up in the credit store by what was filled in, and the store logs what for."""

from credit.embedded import open_store
from credit.keys import parse_key
from credit.port import Subject
from kernel.errors import NotFound
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled


def look_up(form: Filled, field: str, purpose: str) -> Subject | None:
    """The subject whose code or number stands in a field, or None with the reason at that field."""
    key = form.read(field, lambda _field, value: parse_key(value))
    if key is None:
        return None
    with open_store(desk().config, desk().clock) as store:
        try:
            return store.subject(key, purpose=purpose, who=actor().name)
        except NotFound as error:
            form.put(error, field)
            return None
