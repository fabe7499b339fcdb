"""Who may do what 权限表, as the service itself asks it."""

from flask import request

from kernel.messages import word
from kernel.roles import ADMINISTRATORS, CLASHES, POLICY, Role
from kernel.web.access import may
from kernel.web.pages import page_blueprint, shown

pages = page_blueprint("policy", __name__, "/policy")


@pages.get("/")
@may("accounts.read")
def show() -> str:
    role = request.args.get("role", "")
    rows = [
        (word("action", action.replace(".", "_")), [word("role", held) for held in Role if held in roles])
        for action, roles in POLICY.items()
        if not role or role in roles
    ]
    clashes = [[word("role", held) for held in sorted(pair)] for pair in CLASHES]
    administrators = [word("role", held) for held in sorted(ADMINISTRATORS)]
    roles = [(held.value, word("role", held)) for held in Role]
    return shown(
        "admin/policy", rows=rows, roles=roles, role=role, clashes=clashes, administrators=administrators
    )
