"""Nearly all units of a layer give the same value for every sample.

Why it matters:
    A unit that never switches on has no gradient and never comes back. A layer that is dead throughout cuts
    the network in two: what lies behind it sees no input.
What to do:
    Lower the learning rate or add warm-up: one large step pushes all biases below zero. Scale the inputs, add
    batch norm, or use an activation with a slope below zero.
Stays silent when:
    A part of a wide layer is silent, as is common in sound networks. Unsure with fewer than 64 samples.
Source:
    Own derivation: a unit is dead whose output is one constant over all samples and places.
"""

from wellwired.core.records.training import DeadUnits
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = 0.95  # share of a layer: sound narrow layers show up to 0.6 on a batch; at 1 nothing passes
FEWEST_SAMPLES = 64  # below this a unit that is on for one sample in fifty looks dead


def judge(seen: DeadUnits, *, limit: float = LIMIT) -> Verdict:
    """Hold the largest share of dead units in a layer against `limit`."""
    layers = [one for one in seen.layers if one.num_units > 0]
    if not layers:
        return Verdict(outcome=Outcome.SKIPPED, note="no activation that cuts off")
    shares = [one.num_dead / one.num_units for one in layers]
    worst = max(range(len(layers)), key=lambda index: shares[index])
    numbers = (Quantity(name="dead units, worst layer", value=shares[worst], limit=limit),)
    figure = Figure(
        form="bar",
        caption=f"Share of units that gave one value for all {seen.num_samples} samples, by layer.",
        x_axis="layer",
        y_axis="share of units",
        series=(Series(name="dead", x=tuple(one.layer for one in layers), y=tuple(shares)),),
        limit=limit,
    )
    if shares[worst] <= limit:
        return Verdict(outcome=Outcome.PASSED, seen=numbers, figure=figure)
    if seen.num_samples < FEWEST_SAMPLES:
        note = f"{seen.num_samples} samples are too few to call a unit dead"
        return Verdict(outcome=Outcome.UNSURE, seen=numbers, note=note, figure=figure)
    return Verdict(outcome=Outcome.FAILED, seen=numbers, where=layers[worst].layer, figure=figure)


CHECK = Check(code="F02", stage="train", needs=DeadUnits, judge=judge, explains=__doc__ or "")
