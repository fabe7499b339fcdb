import pytest

from kernel.accounts import Account, AccountRole
from kernel.database import Database
from kernel.errors import Refused


def test_an_account_name_is_given_once(database: Database) -> None:
    def add() -> None:
        with database.transaction() as session:
            roles = [AccountRole(role="registrar")]
            count = session.query(Account).count()
            session.add(Account(public_id=f"p{count}", name="ada", display_name="甲", roles=roles))

    add()
    with pytest.raises(Refused, match="账号名已被使用"):
        add()
