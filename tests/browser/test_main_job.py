"""The main job by keyboard alone, in the browser alone: from an imported roster to the filed package."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from keyboard import Hands
from live_site import served
from playwright.sync_api import Browser

from service import demo_data as data
from service.demo_decision import SCAN
from service.site import create_app
from service.stage import DATA
from site_visitor import signed_in_token
from thread import Thread
from thread_steps import EDITION, codes, deliver

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]


class House:
    """The accounts of the thread, each at a keyboard of their own; sessions begin anew when time has passed."""

    def __init__(self, thread: Thread, chromium: Browser, site: str, stack: ExitStack) -> None:
        self.thread, self.site = thread, site
        self.given = thread.home / "given"
        self._chromium, self._stack = chromium, stack
        self._hands: dict[str, Hands] = {}

    def __getitem__(self, name: str) -> Hands:
        """Somebody with an account; a browser keeps what it stored from one day to the next."""
        if name not in self._hands:
            self._hands[name] = self.guest()
        hands = self._hands[name]
        if not hands.page.context.cookies():
            token = signed_in_token(self.thread.desk, name)
            hands.page.context.add_cookies([{"name": "session", "value": token, "url": self.site}])
        return hands

    def guest(self) -> Hands:
        """Somebody without an account."""
        context = self._stack.enter_context(self._chromium.new_context(locale="zh-CN"))
        context.set_default_timeout(10_000)
        return Hands(context, self.site)

    def at(self, moment: str) -> None:
        """Later; whoever was signed in has been signed out meanwhile."""
        self.thread.at(moment)
        for hands in self._hands.values():
            assert hands.wrong == []
            hands.page.context.clear_cookies()


@pytest.fixture
def house(sqlite_thread_at: At, chromium: Browser) -> Iterator[House]:
    thread = sqlite_thread_at("installed")
    with served(create_app(thread.desk)) as site, ExitStack() as stack:
        house = House(thread, chromium, site, stack)
        house.given.mkdir()
        (house.given / "evidence.txt").write_text("演示用证据\n", encoding="utf-8")
        (house.given / "scan.pdf").write_bytes(SCAN)
        thread.run("office", "catalogue", "import", DATA / "catalogue.xlsx", *EDITION, "--confirm")
        thread.run("office", "credit", "import", DATA / "subjects.xlsx", "--confirm")
        yield house


def test_from_the_roster_to_the_filed_package(house: House) -> None:
    import_roster(house)
    case = file_case(house)
    prepare(house, case)
    meeting = convene(house)
    draw(house, meeting)
    invite(house, meeting)
    experts = come(house, meeting)
    vote(house, meeting, experts)
    filing = decide(house)
    file(house, filing)


def import_roster(house: House) -> None:
    registrar = house["registrar"]
    registrar.open("/experts/import/")
    registrar.hand_in("花名册文件", data.write_roster(house.given))
    registrar.press(re.compile("^读取"))
    registrar.press(re.compile(r"^导入\d+行"))
    registrar.done("已")


def file_case(house: House) -> str:
    clerk = house["clerk"]
    clerk.open("/cases/new/")
    clerk.write("统一社会信用代码或主体编号", data.SUBJECT.uscc)
    clerk.date("行为日期", "2026", "08", "03")
    clerk.press("查询主体，下一步")
    clerk.tick(re.compile(data.ITEM_CODE))
    clerk.press("下一步")
    for code in data.MEASURE_CODES:
        clerk.tick(re.compile(code))
    clerk.write("期限（月）", "12")
    clerk.write("事由", "演示案情：未经验收即投入生产。")
    clerk.write("措施与行为的关联性", "措施与行为发生的领域相同。")
    clerk.write("生效文书名称", "行政处罚决定书")
    clerk.write("生效文书文号", "示应急罚〔2026〕18号")
    clerk.write("文书作出机关", data.SAFETY.name)
    clerk.date("文书日期", "2026", "10", "12")
    clerk.press("下一步，核对")
    clerk.hand_in("证据材料", house.given / "evidence.txt")
    clerk.press("提出申请")
    clerk.done("受理")
    return clerk.address


def prepare(house: House, case: str) -> None:
    house.at("11-17T10:00")
    clerk = house["clerk"]
    clerk.open("/")
    clerk.press(re.compile("^向.*送达事前告知书$"))
    clerk.press("登记告知书送达")
    clerk.date("送达日期", "2026", "11", "17")
    clerk.write("送达方式", "直接送达")
    clerk.press("登记告知书送达")
    clerk.done("告知")
    house.at("11-24T10:00")
    clerk = house["clerk"]
    clerk.open(f"{case}defence/")
    clerk.tick(re.compile("书面放弃"))
    clerk.date("答复日期", "2026", "11", "23")
    clerk.write("复核意见", "当事人书面放弃陈述和申辩。")
    clerk.press("登记陈述申辩和复核")
    clerk.done("申辩")
    legal = house["legal"]
    legal.open("/")
    legal.press(re.compile("^审核"))
    legal.press("法制审核")
    legal.tick(re.compile("^通过"))
    legal.write("审核意见", "主体、依据、程序、期限均符合规定。")
    legal.press("提交审核意见")


def convene(house: House) -> str:
    house.at("11-25T09:00")
    convener = house["convener"]
    convener.open("/")
    convener.press(re.compile("^召集会议"))
    convener.tick(re.compile(data.SUBJECT.name))
    convener.write("会议名称", "2026年第1次安全生产领域联合奖惩认定会议")
    convener.date("开始时间", "2026", "12", "02", "09", "00")
    convener.date("结束时间", "2026", "12", "02", "11", "30")
    convener.write("其他地点", "演示会议室")
    convener.write("联系人及电话", "演示联络员 000-0000000")
    convener.pick("主持人", "演示主持人")
    convener.pick("记录人", "演示记录人")
    convener.press("召集会议，发出通知")
    convener.done("会议")
    return convener.address


def draw(house: House, meeting: str) -> None:
    house.at("11-30T08:30")
    convener, supervisor = house["convener"], house["supervisor"]
    convener.open(f"{meeting}draw/")
    convener.press("定席位")
    for number, (field, count) in enumerate((("L01", "2"), ("I05", "2"), ("C01", "1")), 1):
        convener.choose(f"#field-{number}", field)
        convener.fill(f"#count-{number}", count)
    convener.date("揭示截止时间", "2026", "11", "30", "12", "00")
    convener.press("看机会和缺口")
    convener.press("冻结候选池")
    for who in (convener, supervisor):
        who.open(f"{meeting}draw/secret/")
        who.push("生成秘密值")
        who.press("提交承诺值")
        who.done("承诺")
    convener.open(f"{meeting}draw/")
    convener.press("公布方案")
    convener.press("公布方案")
    for who in (convener, supervisor):
        who.open(f"{meeting}draw/secret/")
        who.push("取方案并核对")
        who.sees("方案无误，可以揭示")
        who.press("揭示")
        who.done("已")
    convener.open(f"{meeting}draw/")
    convener.sees("已抽出")


def invite(house: House, meeting: str) -> None:
    house.at("11-30T09:00")
    convener = house["convener"]
    convener.open(f"{meeting}invitations/")
    convener.press("发出5份邀请")
    deliver(house.thread)
    for code in codes(house.thread):
        guest = house.guest()
        guest.open(f"/i/{code}")
        guest.press("打开邀请")
        guest.press("我能参加")
        guest.sees("已答应参加")
        guest.page.context.close()


def come(house: House, meeting: str) -> list[tuple[Hands, str]]:
    """Everybody checks in; the experts with their phones and the code each is given at the door."""
    house.at("12-02T08:40")
    recorder = house["recorder"]
    experts = []
    for code in codes(house.thread):
        guest = house.guest()
        guest.open(f"/i/{code}")
        guest.press("打开邀请")
        recorder.open(f"{meeting}door/")
        recorder.write("签到码", guest.page.locator(".receipt__no").inner_text())
        recorder.press("签到")
        told = re.search(r"\d{3} ?\d{3}", recorder.done("表决码"))
        assert told is not None
        experts.append((guest, told[0]))
    for unit in (data.SAFETY, data.LAND, data.FINANCE, data.HOUSING, data.MARKET):
        recorder.open(f"{meeting}door/")
        recorder.pick("单位", unit.name)
        recorder.write("代表姓名", "演示代表")
        recorder.press("代表签到")
    return experts


def vote(house: House, meeting: str, experts: list[tuple[Hands, str]]) -> None:
    house.at("12-02T09:00")
    house["supervisor"].open(f"{meeting}session/")
    house["supervisor"].press("解密专家名单，开始会议")
    chair = house["chair"]
    chair.open(f"{meeting}session/")
    chair.press(re.compile("^议题1"))
    chair.date("期限起始日期", "2026", "12", "08")
    chair.write("投票时限（分钟）", "30")
    chair.press("开始表决")
    item = chair.address
    for guest, code in experts:
        guest.open("/i/")
        guest.press(re.compile("^议题1"))
        guest.write("表决码", code)
        guest.press("打开表决票")
        guest.tick("同意")
        guest.press("下一步：核对")
        guest.press("确认提交")
        guest.sees("已收到您的表决")
    for number in range(1, 6):
        unit = house[f"rep{number}"]
        unit.open(item)
        unit.press("去表决")
        unit.tick("同意")
        unit.press("下一步：核对")
        unit.press("确认提交")
    chair.open(item)
    chair.press("关闭表决，开票")
    chair.sees("通过")
    house["recorder"].open(f"{meeting}session/")
    house["recorder"].press("结束会议")


def decide(house: House) -> str:
    house.at("12-04T09:00")
    convener = house["convener"]
    convener.open("/")
    convener.press(re.compile("^起草"))
    convener.write("专家意见采纳情况", "全部采纳")
    convener.press("提交法制审核")
    legal = house["legal"]
    legal.open("/")
    legal.press(re.compile("^审核"))
    legal.tick(re.compile("^通过"))
    legal.write("审核意见", "符合规定。")
    legal.press("提交审核意见")
    leader = house["leader"]
    leader.open("/")
    leader.press(re.compile("^签发"))
    leader.press("签发并编号")
    keeper = house["keeper"]
    keeper.open("/")
    keeper.press(re.compile("^为"))
    keeper.hand_in("扫描件", house.given / "scan.pdf")
    keeper.press("登记用印")
    convener.open("/")
    convener.press(re.compile("^印发"))
    convener.press("印发…")
    convener.press("印发")
    return convener.address


def file(house: House, filing: str) -> None:
    house.at("12-09T09:00")
    convener, office = house["convener"], house["office"]
    convener.open(filing)
    convener.hand_in("签章后的备案报告扫描件", house.given / "scan.pdf")
    convener.press("报送")
    office.open("/")
    office.press(re.compile("^接收"))
    office.press("收件并编备案号")
    office.tick("准予备案")
    office.write("审查意见", "材料齐全。")
    office.press("提交结论")
    office.sees("备案已办结")
    office.reach(office.page.get_by_role("link", name=re.compile("整包下载")))
    with office.page.expect_download() as package:
        office.page.keyboard.press("Enter")
    assert Path(package.value.path()).read_bytes().startswith(b"PK")
