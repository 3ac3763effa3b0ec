"""Updates are far too large or far too small for the weights.

Why it matters:
    An update that rewrites a third of a weight forgets what was learned; one of a millionth changes nothing
    in any number of steps that a person waits for.
What to do:
    Change the learning rate by the factor that brings the typical ratio near 1e-3. If one layer stands out,
    look at its starting weights.
Stays silent when:
    Single layers start at zero or the rate decays at the end: the median layer counts, where updates were
    largest.
Source:
    Karpathy 2015, CS231n notes: |dw| / |w| near 1e-3. The limits are measured on sound runs: 1e-5 to 1e-1.
"""

import statistics

from wellwired.core.records.training import UpdateRatios
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = 0.3  # update over weight of the median layer: a third of the weights is new after each step
LOW_LIMIT = 1e-7  # below float32's spacing at 1: most weights do not change at all
FEWEST_STEPS = 3  # one step says nothing about a schedule


def judge(seen: UpdateRatios, *, limit: float = LIMIT) -> Verdict:
    """Hold the median layer's update over its weights between `LOW_LIMIT` and `limit`."""
    ratios = [one.ratio for one in seen.layers if one.ratio < float("inf")]
    if not ratios or seen.num_steps < FEWEST_STEPS:
        return Verdict(outcome=Outcome.UNSURE, note=f"only {seen.num_steps} steps were measured")
    median = statistics.median(ratios)
    too_small = median < LOW_LIMIT
    failed = too_small or median > limit
    pick = min if too_small else max
    return Verdict(
        outcome=Outcome.FAILED if failed else Outcome.PASSED,
        seen=(
            Quantity(
                name="update over weight, median layer", value=median, limit=LOW_LIMIT if too_small else limit
            ),
            Quantity(name="learning rate", value=seen.learning_rate),
        ),
        where=pick(seen.layers, key=lambda one: one.ratio).layer if failed else "",
        figure=Figure(
            form="line",
            caption="Update of each layer over its weights where updates were largest; near 1e-3 when sound.",
            x_axis="layer",
            y_axis="|change| / |weight|",
            series=(
                Series(
                    name="update",
                    x=tuple(one.layer for one in seen.layers),
                    y=tuple(one.ratio for one in seen.layers),
                ),
            ),
            limit=limit,
            log_y=True,
        ),
    )


CHECK = Check(code="F03", stage="train", needs=UpdateRatios, judge=judge, explains=__doc__ or "")
