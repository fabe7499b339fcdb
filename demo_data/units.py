"""The units 单位 of the invented city, under their present names, with the names they once had."""

from dataclasses import dataclass

from demo_data.invented import Body, body
from service.demo_data import FINANCE, HOUSING, INSPECTION, LAND, MARKET, OFFICE, SAFETY

PLACE = "演示用绵州"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and its kind 单位类别.

    code: the word before the year in its numbers 机关代字.
    former: names 曾用名 it bore before a reform.
    """

    body: Body
    kind: str
    code: str
    former: tuple[str, ...] = ()


REFORM = body("11", 21, "市发展和改革委员会")
BANK = body("11", 22, "人民银行市分行")
TAX = body("11", 23, "市税务局")
COURT = body("11", 24, "市中级人民法院")
ENVIRONMENT = body("11", 25, "市生态环境局")
HEALTH = body("11", 26, "市卫生健康委员会")
FIRE = body("11", 27, "市消防救援支队")
TRADE_CENTRE = body("12", 61, "市公共资源交易中心")
SERVICE_CENTRE = body("12", 62, "市政务服务中心")
ASSOCIATION = body("51", 63, "市建筑材料行业协会")
COUNTY = body("11", 71, "涪阳县人民政府")

LEAD = (
    Unit(REFORM, "牵头单位", "示发改", ("市发展计划委员会",)),
    Unit(BANK, "牵头单位", "示银", ("人民银行市中心支行",)),
    Unit(TAX, "牵头单位", "示税", ("市国家税务局", "市地方税务局")),
    Unit(MARKET, "牵头单位", "示市场", ("市工商行政管理局", "市质量技术监督局", "市食品药品监督管理局")),
    Unit(COURT, "牵头单位", "示法"),
    Unit(SAFETY, "牵头单位", "示应急", ("市安全生产监督管理局",)),
    Unit(ENVIRONMENT, "牵头单位", "示环境", ("市环境保护局",)),
    Unit(HOUSING, "牵头单位", "示住房", ("市住房和城乡规划建设局",)),
    Unit(HEALTH, "牵头单位", "示卫健", ("市卫生局", "市卫生和计划生育委员会")),
    Unit(FIRE, "牵头单位", "示消防", ("市公安消防支队",)),
)
"""The lead units of the work plan (mission P6.3), and those that lead in the key areas of P6.1."""

_MEMBERS = (
    ("市教育和体育局", "示教体", "市教育局", "市体育局"),
    ("市科学技术局", "示科技"),
    ("市经济和信息化局", "示经信", "市经济和信息化委员会"),
    ("市公安局", "示公安"),
    ("市民政局", "示民政"),
    ("市司法局", "示司法", "市人民政府法制办公室"),
    ("市人力资源和社会保障局", "示人社", "市人事局", "市劳动和社会保障局"),
    ("市交通运输局", "示交通", "市交通局"),
    ("市水利局", "示水利", "市水务局"),
    ("市农业农村局", "示农", "市农业局"),
    ("市商务局", "示商务"),
    ("市文化广播电视和旅游局", "示文旅", "市文化广电新闻出版局", "市旅游局"),
    ("市审计局", "示审计"),
    ("市国有资产监督管理委员会", "示国资"),
    ("市统计局", "示统计"),
    ("市医疗保障局", "示医保"),
    ("市城市管理行政执法局", "示城管"),
    ("市地方金融工作局", "示金融", "市人民政府金融办公室"),
    ("市人民检察院", "示检"),
    ("市海关", "示关"),
)
_OTHERS = (
    ("12", "市住房公积金管理中心", "示公积金"),
    ("12", "市社会保险事业管理局", "示社保"),
    ("12", "市信用信息中心", "示信中"),
    ("51", "市食品行业协会", "示食协"),
    ("51", "市银行业协会", "示银协"),
    ("51", "市律师协会", "示律协"),
    ("91", "供电公司", "示供电"),
    ("91", "水务公司", "示供水"),
    ("91", "燃气公司", "示燃气"),
)
_COUNTIES = ("游安区", "安昌区", "三河县", "盐井县", "梓林县", "平原县", "北山县", "江口市")
_PARKS = ("高新园区", "经开园区", "科技城新区", "仙湖园区", "江畔园区")


def units() -> list[Unit]:
    """All 60, the lead units first."""
    return [
        *LEAD,
        Unit(LAND, "成员单位", "示自然", ("市国土资源局", "市城乡规划局")),
        Unit(FINANCE, "成员单位", "示财政"),
        Unit(OFFICE, "成员单位", "示信办"),
        Unit(INSPECTION, "成员单位", "示纪检"),
        *(
            Unit(body("11", 31 + n, name), "成员单位", code, tuple(former))
            for n, (name, code, *former) in enumerate(_MEMBERS)
        ),
        Unit(TRADE_CENTRE, "非成员单位", "示交易", ("市政府采购中心",)),
        Unit(SERVICE_CENTRE, "非成员单位", "示政务"),
        Unit(ASSOCIATION, "非成员单位", "示建协"),
        *(Unit(body(kind, 81 + n, name), "非成员单位", code) for n, (kind, name, code) in enumerate(_OTHERS)),
        Unit(COUNTY, "县市区", "示涪阳", ("涪阳区人民政府",)),
        *(
            Unit(body("11", 72 + n, f"{name}人民政府"), "县市区", f"示{name[:2]}")
            for n, name in enumerate(_COUNTIES)
        ),
        *(
            Unit(body("11", 111 + n, f"{name}管理委员会"), "园区", f"示{name[:2]}管")
            for n, name in enumerate(_PARKS)
        ),
    ]


def unit_of(unit: Body) -> Unit:
    """What the list says about that body."""
    return next(known for known in units() if known.body == unit)
