"""What gunicorn loads for the lines site and ballots: the site, at the time of the meeting that was played."""

import os
from pathlib import Path

from kernel.cli import Desk
from service.demo_clock import ShiftedClock
from service.site import create_app

app = create_app(Desk(clock=ShiftedClock(Path(os.environ["BENCH_CLOCK"]))))
