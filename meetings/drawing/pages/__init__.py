"""The pages of the draw 抽取: its ceremony, each contributor's own page, the stage, what auditors open."""

from meetings.drawing.pages import beacon, contribute, files, overview, prepare, stage, steps, supplement

DOORS = (overview, prepare, contribute, steps, beacon, supplement, files, stage)
