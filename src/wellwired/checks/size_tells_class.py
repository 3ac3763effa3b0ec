"""The class can be told from the file's size and format, without looking at the image.

Why it matters:
    Classes that were collected in different ways carry it in their files: width, height, colour mode, format.
    After scaling it stays as sharpness and borders, and a network learns that instead of the content.
What to do:
    Bring all images to one size, mode and format in the same way for every class, and collect a test part
    from elsewhere.
Stays silent when:
    All files are alike, or sizes vary within every class as photos do.
Source:
    Own derivation: balanced accuracy of the likeliest class given (height, width, mode, format) of the
    others, as a share of the way from 1 / K to 1.
"""

import math

from wellwired.core.records.data import ImageScan
from wellwired.core.verdict import Check, Outcome, Quantity, Verdict

LIMIT = 0.4  # of the way from the guess to certainty; photos from one source in 123 sizes show 0.13
ERRORS = 4.0  # standard errors above the guess, so that a small set does not fail by chance


def judge(seen: ImageScan, *, limit: float = LIMIT) -> Verdict:
    """Hold what the header tells of the class, from guess to certainty, against `limit`."""
    if seen.header_kinds < 2 or len(seen.classes) < 2:
        return Verdict(
            outcome=Outcome.PASSED, seen=(Quantity(name="class told by the header", value=0.0, limit=limit),)
        )
    guess = seen.header_guess
    told = (seen.header_accuracy - guess) / max(1.0 - guess, 1e-12)
    error = math.sqrt(guess * (1.0 - guess) / max(seen.num_samples, 1))
    beyond_chance = seen.header_accuracy - guess > ERRORS * error
    return Verdict(
        outcome=Outcome.FAILED if told > limit and beyond_chance else Outcome.PASSED,
        seen=(
            Quantity(name="class told by the header", value=told, limit=limit),
            Quantity(name="kinds of header", value=seen.header_kinds, unit="kinds"),
        ),
    )


CHECK = Check(code="D07", stage="data", needs=ImageScan, judge=judge, explains=__doc__ or "")
