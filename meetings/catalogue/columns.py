"""The columns of a catalogue's sheet 目录清单, and the words that stand in them."""

from credit.port import Polarity, SubjectType
from kernel.messages import chinese_word
from kernel.sheets.tables import Columns
from meetings.catalogue import item
from meetings.catalogue.item import BasisLevel, MeasureClass

SHEET = "目录清单"
CODE, POLARITY, TITLE, DOMAIN, REGION = "事项编码", "奖惩类型", "实施事由", "领域", "区域"
UNIT, UNIT_CODE, TREATMENT, SUBJECTS = "行政单位", "行政单位代码", "处理措施", "适用主体"
TERM_MIN, TERM_MAX, EVIDENCE = "期限下限", "期限上限", "证据材料"
BASIS, LEVEL, SOURCE, BASIS_ON, CONFIRMED = "法律依据", "依据层级", "依据来源", "依据日期", "已核"
MEASURE, CONTENT, MEASURE_CLASS = "措施编码", "措施内容", "措施类别"
IMPLEMENTER, IMPLEMENTER_CODE = "实施单位", "实施单位代码"
MEASURE_BASIS, MEASURE_LEVEL = "措施依据", "措施依据层级"
MEASURE_SOURCE, MEASURE_BASIS_ON, MEASURE_CONFIRMED = "措施依据来源", "措施依据日期", "措施已核"

ITEM_COLUMNS = (
    *(CODE, POLARITY, TITLE, DOMAIN, REGION, UNIT, UNIT_CODE, TREATMENT, SUBJECTS, TERM_MIN, TERM_MAX),
    *(EVIDENCE, BASIS, LEVEL, SOURCE, BASIS_ON, CONFIRMED),
)
MEASURE_COLUMNS = (MEASURE, CONTENT, MEASURE_CLASS, IMPLEMENTER, IMPLEMENTER_CODE)
MEASURE_BASIS_COLUMNS = (MEASURE_BASIS, MEASURE_LEVEL, MEASURE_SOURCE, MEASURE_BASIS_ON, MEASURE_CONFIRMED)
"""What is blank here is as the item's."""

COLUMNS = Columns(
    required=(*ITEM_COLUMNS, *MEASURE_COLUMNS),
    optional=MEASURE_BASIS_COLUMNS,
    aliases={f"{name}{unit}": name for name in (TERM_MIN, TERM_MAX) for unit in ("(月)", "（月）")},
)

POLARITIES = {chinese_word("polarity", polarity): polarity for polarity in Polarity}
SUBJECT_TYPES = {chinese_word("subject", kind): kind for kind in SubjectType}
LEVELS = {chinese_word("level", level): level for level in BasisLevel}
CLASSES = {chinese_word("measure", kind): kind for kind in MeasureClass}
SUFFICIENT = tuple(name for name, level in LEVELS.items() if level in item.SUFFICIENT)
