"""SIGINT and SIGTERM end a run at the next safe point, with its state saved."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupted(BaseException):
    """A signal asked the run to end; what was done so far is saved. Exit code 128 + `signal_number`."""

    def __init__(self, signal_number: int) -> None:
        self.signal_number = signal_number
        super().__init__(f"ended by {signal.Signals(signal_number).name}")


class Listener:
    """Hears SIGINT and SIGTERM: acts at once, or, while `deferred`, leaves it to the loop to ask `heard`."""

    def __init__(self) -> None:
        self.signal_number: int | None = None
        self.deferred = False

    def heard(self) -> bool:
        """Is true once a signal has come."""
        return self.signal_number is not None

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """Note the signal and end the run here, unless the loop will do so at its next step."""
        again = self.heard()
        self.signal_number = number
        if again or not self.deferred:
            raise Interrupted(number)


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener for SIGINT and SIGTERM while the block runs; outside the main thread it hears nothing."""
    listener = Listener()
    if threading.current_thread() is not threading.main_thread():
        yield listener
        return
    before = {number: signal.signal(number, listener.on_signal) for number in SIGNALS}
    try:
        yield listener
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
