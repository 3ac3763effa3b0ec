"""Errors for calls that cannot be right. What training shows is a `Verdict`, never an error."""


class WellwiredError(ValueError):
    """Base of our errors: what was seen, what was wanted, what to do."""

    def __init__(self, *, seen: str, wanted: str, do: str) -> None:
        self.seen, self.wanted, self.do = seen, wanted, do
        super().__init__(f"{seen}\n  wanted: {wanted}\n  do: {do}")


class DataError(WellwiredError):
    """Samples or targets cannot be used as given."""


class NetworkError(WellwiredError):
    """A plan cannot become a network."""


class TrainError(WellwiredError):
    """A training cannot be run as asked."""


class ArtifactError(WellwiredError):
    """A run folder cannot be written, read or trusted."""


class AskError(WellwiredError):
    """A question to wellwired cannot be answered: an unknown name, a setting out of range."""
