from thread import Thread
from collections.abc import Callable
pytest_plugins = ["thread_fixtures"]
import pytest
from thread_steps import STEPS

@pytest.mark.parametrize("step", STEPS)
def test_x(thread_at, step):
    thread_at(step)
