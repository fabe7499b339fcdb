"""What the registrar can do with an expert, act by act: when, what the form asks for, and what it says."""

from collections.abc import Mapping

from experts.declare import GROUNDS
from experts.models import DismissalGround, ExpertState
from experts.pages import deeds
from experts.pages.act_form import ExpertAct, Part
from kernel.messages import word
from kernel.web.translations import gettext as _


def _grounds() -> list[tuple[str, str]]:
    return [(ground, word("dismissal", ground)) for ground in DismissalGround]


def _relations() -> list[tuple[str, str]]:
    return [(ground, word("reason", ground)) for ground in GROUNDS]


_REASON = Part("reason", lambda: _("事由"), "text")
_EVIDENCE = Part("evidence", lambda: _("佐证材料"), "file", optional=True)
_PAPER = Part("paper", lambda: _("本人签名的纸质件（扫描）"), "file")
_FROM = Part("begins", lambda: _("起日"), "day")
_TO = Part("ends", lambda: _("止日"), "day", hint=lambda: _("当日计算在内。"))
_USCC = Part("uscc", lambda: _("统一社会信用代码"), optional=True)
_WHY = (_REASON, _EVIDENCE)
_IN = frozenset({ExpertState.ACTIVE, ExpertState.SUSPENDED, ExpertState.EXPIRED})

ACTS: Mapping[str, ExpertAct] = {
    "renew": ExpertAct(
        lambda: _("续聘"),
        lambda: _("核发新聘期的聘书编号。聘期已满的恢复在聘，可参加抽取。"),
        (_FROM, _TO, _REASON, _EVIDENCE),
        deeds.do_renew,
        "experts.appointed",
        _IN,
    ),
    "certify": ExpertAct(
        lambda: _("核发聘书编号"),
        lambda: _("为现有聘期编一个聘书号。已有编号的聘期不再编。"),
        (),
        deeds.do_certify,
        "experts.appointed",
        _IN,
    ),
    "leave": ExpertAct(
        lambda: _("登记请假"),
        lambda: _("请假期间不参加抽取；已抽中的会议不受影响。"),
        (_FROM, _TO, _REASON),
        deeds.do_take_leave,
        "experts.leave_taken",
        _IN,
    ),
    "cancel-leave": ExpertAct(
        lambda: _("销假"),
        lambda: _("这次请假不再算数，存证日志里仍留有登记。"),
        (Part("begins", lambda: _("请假起日"), "hidden"),),
        deeds.do_cancel_leave,
        "experts.leave_cancelled",
        _IN,
    ),
    "declare": ExpertAct(
        lambda: _("录入利害关系"),
        lambda: _("按本人签名的纸质件录入，涉及该当事人的会议自动回避。"),
        (
            Part("ground", lambda: _("类别"), "choice", choices=_relations),
            Part("party", lambda: _("当事人名称")),
            _USCC,
            Part("relation", lambda: _("关系"), hint=lambda: _("例如：独立董事、配偶、合作项目。")),
            _FROM,
            Part("ends", lambda: _("止日"), "day", optional=True, hint=lambda: _("仍在持续的不填。")),
            _PAPER,
        ),
        deeds.do_declare,
        "experts.declared",
        _IN,
    ),
    "end-relation": ExpertAct(
        lambda: _("录入关系终止"),
        lambda: _("终止后仍按规定的年限计算回避。"),
        (
            Part("ground", lambda: _("类别"), "hidden"),
            Part("party", lambda: _("当事人名称"), "hidden"),
            Part("ends", lambda: _("止日"), "day"),
            _PAPER,
        ),
        deeds.do_end_relation,
        "experts.relation_ended",
        _IN,
    ),
    "confirm": ExpertAct(
        lambda: _("录入年度确认"),
        lambda: _("按本人签名的纸质件录入。工作单位没有变动的，后三项不填；新的利害关系另行录入。"),
        (
            _PAPER,
            Part("since", lambda: _("工作单位变动日期"), "day", optional=True),
            Part(
                "employer",
                lambda: _("新工作单位"),
                optional=True,
                hint=lambda: _("填了日期而不填单位，为不再任职。"),
            ),
            _USCC,
        ),
        deeds.do_confirm,
        "experts.confirmed",
        _IN,
    ),
    "suspend": ExpertAct(
        lambda: _("暂停"),
        lambda: _("暂停期间不参加抽取；已抽中的会议不受影响。查清后可以恢复。"),
        _WHY,
        deeds.do_suspend,
        "experts.suspended",
        frozenset({ExpertState.ACTIVE}),
        danger=True,
    ),
    "reinstate": ExpertAct(
        lambda: _("恢复"),
        lambda: _("恢复后可参加抽取。"),
        _WHY,
        deeds.do_reinstate,
        "experts.reinstated",
        frozenset({ExpertState.SUSPENDED}),
    ),
    "resign": ExpertAct(
        lambda: _("辞聘"),
        lambda: _("本人申请退出专家库。再入库须重新申请并经审核。"),
        _WHY,
        deeds.do_resign,
        "experts.gone",
        _IN,
        danger=True,
    ),
    "dismiss": ExpertAct(
        lambda: _("解聘"),
        lambda: _("退出专家库，不能撤销。再入库须重新申请并经审核。"),
        (Part("ground", lambda: _("解聘事由"), "choice", choices=_grounds), *_WHY),
        deeds.do_dismiss,
        "experts.gone",
        _IN,
        danger=True,
    ),
    "deceased": ExpertAct(
        lambda: _("登记去世"),
        lambda: _("退出专家库，不能撤销。"),
        _WHY,
        deeds.do_decease,
        "experts.gone",
        _IN,
        danger=True,
    ),
}
"""By the word in the address."""

LISTED = ("renew", "leave", "declare", "confirm", "suspend", "reinstate", "resign", "dismiss", "deceased")
"""The acts that the person's page leads to by themselves; the others stand beside what they are about."""
