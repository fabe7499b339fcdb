"""The pages of challenges 回避申请: their list, and the decision on one of them."""

from meetings.recusals.pages import challenges

DOORS = (challenges,)
