"""A signal ends a run at once, or at the loop's next step while the loop listens itself."""

import os
import signal

import pytest

from wellwired.recipe.interrupt import Interrupted, listening


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ends_the_block_with_the_signal_that_came(number):
    with pytest.raises(Interrupted, match=signal.Signals(number).name) as caught, listening():
        os.kill(os.getpid(), number)
    assert caught.value.signal_number == number


def test_is_left_to_the_loop_while_deferred():
    with listening() as listener:
        listener.deferred = True
        os.kill(os.getpid(), signal.SIGTERM)
        assert listener.heard()


def test_acts_at_once_the_second_time():
    with listening() as listener:
        listener.deferred = True
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(Interrupted, match="SIGTERM"):
            os.kill(os.getpid(), signal.SIGTERM)


def test_puts_the_handlers_back():
    before = signal.getsignal(signal.SIGTERM)
    with listening():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before
