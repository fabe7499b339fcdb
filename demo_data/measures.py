"""The measures 措施 that the items of the catalogue combine, each with its implementing unit 实施单位."""

from dataclasses import dataclass

from demo_data.invented import Body
from demo_data.units import ASSOCIATION, BANK, COUNTY, REFORM, SERVICE_CENTRE, TAX, TRADE_CENTRE
from service.demo_data import FINANCE, HOUSING, LAND, MARKET

LAW, REGULATION, LOCAL, POLICY = "法律", "行政法规", "地方性法规", "党中央国务院政策文件"
RULE, NORMATIVE, MEMORANDUM = "规章", "规范性文件", "合作备忘录"
LEVELS = (LAW, REGULATION, LOCAL, POLICY, RULE, NORMATIVE, MEMORANDUM)
RIGHTS, MANAGEMENT, OWN = "减损权益", "管理措施", "市场自主"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure, its class 措施类别, who carries it out and on what level its own basis stands."""

    content: str
    kind: str
    implementer: Body
    level: str = REGULATION


MEASURES = {
    "CS-01": Measure("限制取得政府供应土地", RIGHTS, LAND),
    "CS-02": Measure("限制申请财政性资金项目", MANAGEMENT, FINANCE),
    "CS-03": Measure("依法限制参与工程建设项目投标", RIGHTS, HOUSING),
    "CS-04": Measure("列为重点监督检查对象", MANAGEMENT, MARKET),
    "CS-05": Measure("暂停享受税收便利措施", MANAGEMENT, TAX, RULE),
    "CS-06": Measure("依法限制担任企业法定代表人", RIGHTS, MARKET, LAW),
    "CS-07": Measure("取消评先评优资格", MANAGEMENT, REFORM, NORMATIVE),
    "CS-08": Measure("由金融机构自主从严审核授信", OWN, BANK, NORMATIVE),
    "CS-09": Measure("依法限制参加政府采购活动", RIGHTS, FINANCE, LAW),
    "CS-10": Measure("不列入公共资源交易优先名单", MANAGEMENT, TRADE_CENTRE, RULE),
    "CS-11": Measure("在资质办理中给予绿色通道", MANAGEMENT, HOUSING),
    "CS-12": Measure("由行业协会按章程提示", OWN, ASSOCIATION, NORMATIVE),
    "CS-13": Measure("提高辖区内日常检查频次", MANAGEMENT, COUNTY, NORMATIVE),
    "CS-21": Measure("办理政务服务时容缺受理", MANAGEMENT, SERVICE_CENTRE, NORMATIVE),
    "CS-22": Measure("同等条件下优先安排财政性资金项目", MANAGEMENT, FINANCE, POLICY),
    "CS-23": Measure("提供纳税服务便利", MANAGEMENT, TAX, RULE),
    "CS-24": Measure("降低日常抽查比例和频次", MANAGEMENT, MARKET, POLICY),
    "CS-25": Measure("向金融机构推荐优先授信", OWN, BANK, NORMATIVE),
}
"""By code; an item has some of them."""
