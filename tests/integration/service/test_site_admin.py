"""The three administrators at work: accounts, roles, deputies, units, the audit."""

import json
import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pyotp
import pytest
from stdnum.cn import uscc

from kernel.access.links import activate, invite
from kernel.access.profile import PROFILES
from kernel.accounts import account_named, actor_named
from kernel.roles import POLICY
from service import demo_data
from service.entry_kinds import KINDS
from site_visitor import Visitor, seen
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]
PASSWORD = "four invented unrelated words"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def thread(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("installed")


@pytest.fixture
def admin(thread: Thread) -> Visitor:
    return Visitor(thread.desk, "admin")


@pytest.fixture
def security(thread: Thread, admin: Visitor) -> Visitor:
    return Visitor(thread.desk, "security", admin.app)


@pytest.fixture
def auditor(thread: Thread, admin: Visitor) -> Visitor:
    return Visitor(thread.desk, "auditor", admin.app)


def way(thread: Thread, name: str) -> str:
    """The address of an account."""
    with thread.desk.database.reading() as session:
        return f"/accounts/{account_named(session, name).public_id}"


def set_up(thread: Thread, name: str) -> None:
    """Give an account its password and authenticator."""
    with thread.desk.acting(lambda session: actor_named(session, "admin")) as act:
        code = pyotp.TOTP(SECRET).at(thread.clock.now())
        token = invite(act, account_named(act.session, name))
        activate(act, token, PASSWORD, SECRET, code, PROFILES["asvs"])
    thread.clock.advance(seconds=30)


def code(thread: Thread) -> str:
    """The next code of the authenticator; none serves twice."""
    thread.clock.advance(seconds=30)
    return pyotp.TOTP(SECRET).at(thread.clock.now())


def test_an_account_is_opened_and_its_holder_sets_it_up(thread: Thread, admin: Visitor) -> None:
    fields = {"name": "new", "display": "演示新人", "unit": demo_data.SAFETY.uscc, "role": "unit_clerk"}
    page = admin.does("/accounts/new", **fields)
    assert "已开立账号" in page
    assert "待激活" in page
    answer = admin.post(f"{way(thread, 'new')}/invite")
    link = re.search(r"/access/[0-9a-f]{64}", answer.text)
    assert link
    assert "开始设置" in Visitor(thread.desk, None, admin.app).text(link[0])


def test_a_wrong_account_is_refused_at_the_field_and_keeps_what_was_typed(admin: Visitor) -> None:
    page = admin.post("/accounts/new", name="", display="演示新人", role="unit_clerk")
    assert page.status_code == 422
    assert 'value="演示新人"' in page.text
    assert re.search(r'id="role-unit_clerk"[^>]*checked', page.text)
    assert "不能为空" in page.text or "请填写" in page.text
    clash = admin.is_refused("/accounts/new", name="a", display="b", role=["audit_admin", "unit_clerk"])
    assert "不能" in clash
    assert "已被使用" in admin.is_refused("/accounts/new", name="clerk", display="b", role="unit_clerk")


def test_the_list_is_searched_and_filtered(admin: Visitor) -> None:
    assert "演示召集人" in admin.text("/accounts/?q=convener")
    assert "演示监督人" not in admin.text("/accounts/?q=convener")
    assert "演示监督人" in admin.text("/accounts/?role=supervisor&state=waiting")
    assert "没有符合条件的账号" in admin.text("/accounts/?state=disabled")
    assert "没有符合条件的账号" in admin.text("/accounts/?q=%25")


def test_the_list_is_taken_away(admin: Visitor) -> None:
    assert "演示召集人" in admin.get("/accounts/?as=csv").text
    with ZipFile(BytesIO(admin.get("/accounts/?as=xlsx").data)) as book:
        assert "演示召集人" in book.read("xl/worksheets/sheet1.xml").decode()


def test_only_the_security_administrator_gives_roles(
    thread: Thread, admin: Visitor, security: Visitor
) -> None:
    roles = f"{way(thread, 'clerk')}/roles"
    assert admin.get(roles).status_code == 403
    assert "角色已调整" in security.does(roles, role=["unit_clerk", "unit_representative"])
    assert "经办人、单位代表" in security.text(f"{way(thread, 'clerk')}/")
    assert "不能由同一个人担任" in security.is_refused(roles, role=["convener", "supervisor"])
    assert "给自己改角色" in security.is_refused(f"{way(thread, 'security')}/roles", role="registrar")
    with thread.desk.database.reading() as session:
        assert "roles.given" in str(session.connection().exec_driver_sql("SELECT type FROM log_entry").all())


def test_other_roles_count_at_once(thread: Thread, security: Visitor) -> None:
    clerk = Visitor(thread.desk, "clerk", security.app)
    assert clerk.get("/audit/").status_code == 403
    security.does(f"{way(thread, 'clerk')}/roles", role="lg_office")
    assert clerk.get("/audit/").status_code == 200


def test_a_closed_account_is_out_at_once_and_comes_back(thread: Thread, admin: Visitor) -> None:
    clerk, account = Visitor(thread.desk, "clerk", admin.app), way(thread, "clerk")
    assert clerk.get("/me/").status_code == 200
    assert "还有没交接的事" in admin.text(f"{account}/disable")
    assert admin.post(f"{account}/disable", reason="").status_code == 422
    assert "已停用" in admin.does(f"{account}/disable", reason="调离")
    assert clerk.get("/me/").status_code == 303
    assert "恢复使用" in admin.does(f"{account}/enable")


def test_somebody_is_always_left_to_administer(thread: Thread, admin: Visitor, security: Visitor) -> None:
    assert "自己的账号" in admin.is_refused(f"{way(thread, 'admin')}/disable", reason="调离")
    assert "最后一个安全管理员" in admin.is_refused(f"{way(thread, 'security')}/disable", reason="调离")
    assert "最后一个系统管理员" in security.is_refused(f"{way(thread, 'admin')}/roles", role="registrar")


def test_particulars_are_changed(thread: Thread, admin: Visitor) -> None:
    edit = f"{way(thread, 'clerk')}/edit"
    assert "演示改名" in admin.does(edit, display="演示改名", unit=demo_data.SAFETY.uscc)
    assert admin.post(edit, display="", unit=demo_data.SAFETY.uscc).status_code == 422


def test_what_a_form_does_not_offer_is_not_taken(thread: Thread, admin: Visitor) -> None:
    account = way(thread, "clerk")
    admin.does(
        f"{account}/edit",
        display="演示经办人",
        unit=demo_data.SAFETY.uscc,
        role="lg_office",
        roles="lg_office",
        disabled="1",
        public_id="x",
        name="other",
    )
    with thread.desk.database.reading() as session:
        clerk = account_named(session, "clerk")
        assert [held.role for held in clerk.roles] == ["unit_clerk"]
        assert way(thread, "clerk") == account


def test_a_unit_is_entered_and_found(admin: Visitor) -> None:
    assert "不是统一社会信用代码" in admin.is_refused("/units/new", name="演示新单位", uscc="1", code="示新")
    code = "11510700XNX000999"
    page = admin.does("/units/new", name="演示新单位", uscc=code + uscc.calc_check_digit(code), code="示新")
    assert "演示新单位" in page
    assert "演示新单位" in admin.text("/units/?q=演示新单位")
    assert "统一社会信用代码" in admin.get("/units/?as=csv").text


def test_the_policy_is_told_in_words(security: Visitor) -> None:
    page = security.text("/policy/")
    assert "冻结候选池 召集人" in page
    assert not any(action in page for action in POLICY)
    assert "冻结候选池" not in security.text("/policy/?role=registrar")


def test_a_deputy_acts_in_the_role_of_who_is_away(thread: Thread, admin: Visitor) -> None:
    set_up(thread, "legal")
    legal, chair = (Visitor(thread.desk, name, admin.app) for name in ("legal", "chair"))
    assert chair.get("/catalogue/").status_code == 403 or "catalogue.read" not in POLICY
    deputy = way(thread, "chair").rsplit("/", 1)[1]
    today = "2026-11-16"
    fields = {"role": "legal_reviewer", "deputy": deputy, "first": today, "last": today}
    assert "动态口令不对" in legal.is_refused("/me/deputies/new", **fields, code="000000")
    assert "已请演示主持人代理法制审核人" in legal.does("/me/deputies/new", **fields, code=code(thread))
    assert "您代理演示法制审核人" in chair.text("/me/")
    with thread.desk.database.reading() as session:
        now = thread.clock.now()
        assert "legal_reviewer" in actor_named(session, "chair", now).roles
        assert "legal_reviewer" not in actor_named(session, "chair").roles
    thread.clock.advance(hours=16)
    with thread.desk.database.reading() as session:
        assert "legal_reviewer" not in actor_named(session, "chair", thread.clock.now()).roles


def test_a_loan_is_taken_back(thread: Thread, admin: Visitor) -> None:
    set_up(thread, "legal")
    legal = Visitor(thread.desk, "legal", admin.app)
    deputy = way(thread, "chair").rsplit("/", 1)[1]
    fields = {"role": "legal_reviewer", "deputy": deputy, "first": "2026-11-16", "last": "2026-11-20"}
    legal.does("/me/deputies/new", **fields, code=code(thread))
    address = re.search(r"/me/deputies/\w+/end", legal.get("/me/").text)
    assert address
    assert "不再代理" in legal.does(address[0])
    with thread.desk.database.reading() as session:
        assert "legal_reviewer" not in actor_named(session, "chair", thread.clock.now()).roles
    entries = Visitor(thread.desk, "auditor", admin.app).text("/audit/")
    assert "收回代理" in entries
    assert "委托代理" in entries


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"deputy": "supervisor"}, "代理人须是本单位"),
        ({"deputy": "convener"}, "不能由同一个人担任"),
        ({"role": "convener"}, "您本人持有"),
        ({"first": "2026-11-15"}, "最早从今天"),
        ({"last": "2026-11-15"}, "不能早于开始日期"),
        ({"last": "2027-11-15"}, "最长90天"),
        ({"first": "tomorrow"}, "日期"),
    ],
)
def test_what_no_deputy_can_be(thread: Thread, admin: Visitor, change: dict[str, str], sentence: str) -> None:
    set_up(thread, "legal")
    legal = Visitor(thread.desk, "legal", admin.app)
    deputy = way(thread, change.get("deputy", "chair")).rsplit("/", 1)[1]
    fields = {
        "role": "legal_reviewer",
        "first": "2026-11-16",
        "last": "2026-11-20",
        **change,
        "deputy": deputy,
    }
    assert sentence in legal.is_refused("/me/deputies/new", **fields, code=code(thread))


def test_the_own_password_is_changed_and_the_other_browsers_are_out(thread: Thread, admin: Visitor) -> None:
    set_up(thread, "legal")
    here, there = (Visitor(thread.desk, "legal", admin.app) for _ in range(2))
    new = "other invented unrelated words"
    fields = {"password": new, "again": new}
    assert "不对" in here.is_refused("/me/password", present="wrong", **fields, code=code(thread))
    assert "12至128" in here.is_refused(
        "/me/password", present=PASSWORD, password="x", again="x", code=code(thread)
    )
    assert "密码已换" in here.does("/me/password", present=PASSWORD, **fields, code=code(thread))
    assert there.get("/me/").status_code == 303


def test_another_authenticator_takes_the_place_of_the_present_one(thread: Thread, admin: Visitor) -> None:
    set_up(thread, "legal")
    legal = Visitor(thread.desk, "legal", admin.app)
    key = re.search(r'class="code">([A-Z2-7 ]+)</span>', legal.get("/me/authenticator").text)
    assert key
    new = pyotp.TOTP(key[1].replace(" ", ""))

    def tries(present: str) -> str:
        fields = {"code": present, "new_code": new.at(thread.clock.now())}
        answer = legal.post("/me/authenticator", **fields)
        return legal.text(answer.location) if answer.status_code == 303 else seen(answer)

    assert "动态口令不对" in tries("000000")
    assert "验证器已换" in tries(code(thread))
    assert key[1] not in legal.get("/me/authenticator").text


def test_new_recovery_codes_are_shown_once(thread: Thread, admin: Visitor) -> None:
    set_up(thread, "legal")
    legal = Visitor(thread.desk, "legal", admin.app)
    assert "动态口令不对" in legal.is_refused("/me/recovery-codes", code="000000")
    page = legal.post("/me/recovery-codes", code=code(thread))
    assert len(re.findall(r'<li class="code">', page.text)) == 10


def test_sessions_are_ended_from_elsewhere(thread: Thread, admin: Visitor) -> None:
    here, there, third = (Visitor(thread.desk, "clerk", admin.app) for _ in range(3))
    address = re.search(r"/me/sessions/\w+/end", here.get("/me/").text)
    assert address
    assert "已结束" in here.does(address[0])
    assert [there.get("/me/").status_code, third.get("/me/").status_code].count(303) == 1
    assert "全部结束" in here.does("/me/sessions/end-others")
    assert there.get("/me/").status_code == third.get("/me/").status_code == 303
    stranger = Visitor(thread.desk, "legal", admin.app)
    own = re.search(r"/me/sessions/\w+/end", here.get("/me/").text)
    assert own is None
    assert stranger.post(address[0]).status_code == 404


def test_the_security_log_tells_who_was_refused_what(thread: Thread, auditor: Visitor) -> None:
    clerk = Visitor(thread.desk, "clerk", auditor.app)
    clerk.client.get("/accounts/", headers={"User-Agent": "Testfox 1.0\tforged"})
    page = auditor.text("/audit/security/?view=failures&who=clerk")
    assert "越权被拒" in page
    assert "GET /accounts/" in page
    assert "没有符合条件的记录" in auditor.text("/audit/security/?who=legal")
    assert "没有符合条件的记录" in auditor.text("/audit/security/?day=2020-01-01")
    assert "越权被拒" in auditor.get("/audit/security/?as=csv").text


def test_the_ledger_is_read_narrowed_down_and_taken_away(auditor: Visitor) -> None:
    assert "生成工作日历" in auditor.text("/audit/")
    assert "生成工作日历" in auditor.text("/audit/?who=office&day=2026-11-16&kind=workdays.seeded")
    for nothing in ("who=clerk", "day=2026-11-15", "kind=pool.frozen", "who=nobody"):
        assert "没有符合条件的条目" in auditor.text(f"/audit/?{nothing}")
    entry = auditor.text("/audit/entries/1/0/")
    assert "还没有签进检查点" in entry
    assert "条目文件" in auditor.does("/audit/entries/1/0/sign")
    file = json.loads(auditor.get("/audit/entries/1/0/0.json").data)
    assert file["entry"]["n"] == 0
    assert auditor.get("/audit/entries/1/0/0.tlog-proof").text.startswith("c2sp.org/tlog-proof@v1")
    assert auditor.get("/audit/entries/1/0/1.json").status_code == 404
    assert auditor.get("/audit/entries/1/999/").status_code == 404


def test_an_auditor_reads_what_is_closed_and_says_what_for(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("filed")
    auditor = Visitor(thread.desk, "auditor")
    line = re.search(r'href="(/audit/entries/1/\d+/)"', auditor.get("/audit/?kind=case.filed").text)
    assert line
    assert "相关方" in auditor.text(line[1])
    assert auditor.post(line[1], purpose="").status_code == 422
    assert '"case"' in auditor.post(line[1], purpose="年度审计").text
    assert "调阅日志内容" in auditor.text("/audit/")
    office = Visitor(thread.desk, "office", auditor.app)
    assert "调阅内容" not in office.text(line[1])
    assert office.post(line[1], purpose="好奇").status_code == 403


def test_the_whole_ledger_is_computed_again(thread: Thread, auditor: Visitor) -> None:
    auditor.does("/audit/integrity/sign")
    assert "全部相符" in seen(auditor.post("/audit/integrity/check"))
    with thread.desk.database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE log_payload SET payload = x'7b7d' WHERE seq = 0")
    assert "不符" in seen(auditor.post("/audit/integrity/check"))


def test_who_looked_at_what_is_listed(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("answered")
    auditor = Visitor(thread.desk, "auditor")
    assert "演示联络员" in auditor.text("/audit/look-ups/")
    assert "联合奖惩申请" in auditor.text("/audit/queries/")


def test_every_kind_of_entry_has_its_word(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("accepted")
    with thread.desk.database.reading() as session:
        kinds = {row[0] for row in session.connection().exec_driver_sql("SELECT type FROM log_entry")}
    assert kinds <= set(KINDS)


def test_the_lists_are_alike_on_both_databases(thread_at: At) -> None:
    thread = thread_at("installed")
    admin = Visitor(thread.desk, "admin")
    auditor = Visitor(thread.desk, "auditor", admin.app)
    admin.get("/audit/")
    assert "演示召集人" in admin.text("/accounts/?q=convener&role=convener&state=waiting")
    assert "本页25条" in admin.text("/units/")
    assert "生成工作日历" in auditor.text("/audit/?who=office&day=2026-11-16&kind=workdays.seeded")
    assert "没有符合条件的条目" in auditor.text("/audit/?who=clerk&day=2026-11-16")
    assert "GET /audit/" in auditor.text("/audit/security/?view=failures&who=admin&day=2026-11-16")
    assert "2026年11月16日 0 1" in auditor.text("/audit/security/")
    assert Visitor(thread.desk, None, admin.app).post("/sign-in/", name="x", password="y").status_code == 422


BUDGETS = {
    "/accounts/?q=a&role=convener": ("admin", 8),
    "/units/?q=a": ("admin", 8),
    "/policy/": ("security", 2),
    "/audit/": ("auditor", 8),
    "/audit/security/": ("auditor", 8),
    "/audit/look-ups/": ("auditor", 8),
    "/audit/integrity/": ("auditor", 8),
    "/me/": ("clerk", 12),
    "/accounts/{}/": ("admin", 12),
}
"""Whose page it is, and how many statements it may send."""


def test_pages_keep_to_their_statements(thread: Thread, admin: Visitor) -> None:
    own = way(thread, "convener").rsplit("/", 1)[1]
    for address, (account, most) in BUDGETS.items():
        visitor = Visitor(thread.desk, account, admin.app)
        with visitor.counting() as sent:
            visitor.text(address.format(own))
        read = [statement for statement in sent if not statement.startswith("BEGIN")]
        assert len(read) <= most, (address, read)


def test_pages_speak_english(thread: Thread, admin: Visitor) -> None:
    more = ("/me/password", "/me/deputies/new", "/accounts/new", "/units/new", "/me/recovery-codes")
    for address in (*BUDGETS, *more):
        visitor = Visitor(thread.desk, BUDGETS.get(address, ("admin", 0))[0], admin.app)
        own = way(thread, "convener").rsplit("/", 1)[1]
        visitor.get("/?lang=en")
        page = visitor.get(address.format(own))
        assert '<html lang="en">' in page.text
        heading = re.search("<h1>(.*?)</h1>", page.text)
        assert heading
        assert not re.search("[一-鿿]", heading[1].replace("演示召集人", "")), heading[1]
