"""Numbers as words a person reads: counts, shares, times, scores."""

import math

_STEPS = ((86400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s"))


def as_number(value: object) -> float | None:
    """Number behind a plain JSON value ("nan", "inf" and "-inf" too), or None where there is none.

    Example:
        >>> as_number("inf"), as_number(None), as_number(True)
        (inf, None, None)
    """
    if isinstance(value, str) and value in {"nan", "inf", "-inf"}:
        return float(value)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def number(value: float) -> str:
    """A measured number in four digits, with an exponent where it is very small or large.

    Example:
        >>> number(0.0), number(0.03125), number(3.1e-7), number(12.0)
        ('0', '0.03125', '3.1e-07', '12')
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    return f"{value:.4g}" if 1e-4 <= abs(value) < 1e5 else f"{value:.1e}"


def with_spread(value: float, spread: float, *, sign: str = "\u00b1") -> str:
    """A number and its spread, both to the second digit of the spread.

    Example:
        >>> with_spread(0.99443, 0.004383, sign="+-"), with_spread(3.0, 0.0, sign="+-")
        ('0.9944 +- 0.0044', '3 +- 0')
    """
    if math.isfinite(value) and math.isfinite(spread) and spread > 0:
        digits = 1 - math.floor(math.log10(spread))
        if 0 <= digits <= 6:
            return f"{value:.{digits}f} {sign} {spread:.{digits}f}"
    return f"{number(value)} {sign} {number(spread)}"


def score(value: float | None, *, num_samples: int = 0) -> str:
    """A metric in three decimals, in four where at least 5,000 samples stand behind it; a dash for none."""
    if value is None or math.isnan(value):
        return "-"
    return f"{value:.4f}" if num_samples >= 5000 else f"{value:.3f}"


def count(value: float) -> str:
    """A whole number with commas.

    Example:
        >>> count(78042)
        '78,042'
    """
    return f"{int(value):,}" if math.isfinite(value) else str(value)


def short_count(value: float) -> str:
    """A count in three digits and a unit of thousand, million or (US) billion.

    Example:
        >>> short_count(950), short_count(78042), short_count(11_200_000)
        ('950', '78.0 k', '11.2 M')
    """
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g} {unit}" if value / size >= 100 else f"{value / size:.1f} {unit}"
    return f"{value:g}"


def duration(time_s: float) -> str:
    """A time in its two largest units.

    Example:
        >>> duration(0.42), duration(42.4), duration(312), duration(3720)
        ('0.42 s', '42 s', '5 min 12 s', '1 h 2 min')
    """
    if not math.isfinite(time_s) or time_s < 9.95:
        return f"{time_s:.2g} s"
    whole = round(time_s)
    for size, unit, below, small in _STEPS:
        if whole >= size:
            rest = whole % size // below
            return f"{whole // size} {unit}" + (f" {rest} {small}" if rest else "")
    return f"{whole} s"


def plural(amount: int, noun: str) -> str:
    """A count with its noun.

    Example:
        >>> plural(1, "class"), plural(1200, "sample"), plural(2, "class")
        ('1 class', '1,200 samples', '2 classes')
    """
    return f"{count(amount)} {noun}" + ("" if amount == 1 else "es" if noun.endswith("s") else "s")
