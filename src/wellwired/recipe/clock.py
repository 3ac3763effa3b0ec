"""The time that a run may take, and how much of it is gone."""

import time
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Wall clock of one run.

    `budget_s` is the limit for everything, reading and report included; `spent_s` is what the run had used
    before this process took it up; `started` is the value of `time.perf_counter()` when this process began to
    count.
    """

    budget_s: float
    spent_s: float = 0.0
    started: float = field(default_factory=time.perf_counter)

    def used_s(self) -> float:
        """Seconds used so far, over all processes of the run."""
        return self.spent_s + time.perf_counter() - self.started

    def left_s(self) -> float:
        """Seconds left of the budget; negative when it is overdrawn."""
        return self.budget_s - self.used_s()
