"""Limits that a network from a stranger must keep to, looked at before anything is built."""

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from wellwired.artifact.tensor_file import header_of, num_values
from wellwired.core.errors import ArtifactError, NetworkError
from wellwired.core.json_form import from_json
from wellwired.core.plans import NetworkPlan, Preprocess
from wellwired.network.shape import shape_plan

MOST_ROWS = 20_000  # layers; a residual network of a thousand layers has some 4,000 rows
MOST_SAMPLE_VALUES = 1 << 28  # values of one layer's output for one sample: 1 GiB in float32
MOST_TIED = 8  # how often a tied parameter is made before it is tied: blocks are shared a few times
_SMALL = 1 << 24  # parameters that are harmless to allocate in any case: 64 MiB in float32
_BUFFERS = ("running_mean", "running_var", "num_batches_tracked")


def plan_of(plain: Any, *, where: Path) -> NetworkPlan:
    """The plan in its JSON form, with shapes and depth within the limits.

    Raises:
        ArtifactError: it is no plan, or a layer's output is too large.
    """
    plan = from_json(NetworkPlan, plain)
    try:
        rows = shape_plan(plan)
    except (NetworkError, ArithmeticError, RecursionError, IndexError) as error:
        raise ArtifactError(
            seen=f"the plan in `{where}` cannot be built: {str(error).splitlines()[0]}",
            wanted="a plan whose layers fit",
            do="copy the file again from where it came; it was changed by hand",
        ) from error
    largest = max([math.prod(row.output_shape) for row in rows] + [math.prod(plan.input_shape)])
    if len(rows) > MOST_ROWS or largest > MOST_SAMPLE_VALUES:
        raise ArtifactError(
            seen=f"the plan in `{where}` has {len(rows)} layers, the largest of {largest} values a sample",
            wanted=f"at most {MOST_ROWS} layers of at most {MOST_SAMPLE_VALUES} values",
            do="look at where the folder comes from; it would fill the memory",
        )
    return plan


def must_fit(plan: NetworkPlan, tensor_data: bytes, *, where: Path) -> None:
    """Nothing, if the plan has as many parameters as the file has values; looks at the file's header alone.

    Raises:
        ArtifactError: the counts differ, or ties would make far more parameters than the file holds.
    """
    counts = num_values(header_of(tensor_data, where=where), where=where)
    in_file = sum(count for name, count in counts.items() if name.rpartition(".")[2] not in _BUFFERS)
    untied = sum(row.parameters for row in shape_plan(replace(plan, ties=())))
    planned = sum(row.parameters for row in shape_plan(plan))
    if untied > max(_SMALL, MOST_TIED * len(tensor_data)) or planned != in_file:
        raise ArtifactError(
            seen=f"the plan has {planned} parameters ({untied} untied), `{where}` holds {in_file} values",
            wanted="as many values as the plan has parameters",
            do="copy the whole folder again from where it came; plan and weights are of two networks",
        )


def preprocess_of(plain: Any, plan: NetworkPlan, *, where: Path) -> Preprocess:
    """The preprocessing in its JSON form, held against the plan of its network.

    Raises:
        ArtifactError: it is no preprocessing, or not that of this network.
    """
    card = from_json(Preprocess, plain)
    shape = (card.num_channels, card.height, card.width)
    if shape != plan.input_shape or len(card.classes) != plan.head.num_outputs:
        raise ArtifactError(
            seen=f"`{where}` makes inputs of {shape} for {len(card.classes)} classes",
            wanted=f"inputs of {plan.input_shape} for {plan.head.num_outputs} outputs, as the network has",
            do="copy the whole folder again from where it came; its files are of two runs",
        )
    scales = (*card.mean, *card.deviation, *card.value_range)
    is_whole = (
        len(card.mean) == len(card.deviation) == card.num_channels and min(card.deviation, default=0) > 0
    )
    if not is_whole or not all(map(math.isfinite, scales)) or len(set(card.classes)) != len(card.classes):
        raise ArtifactError(
            seen=f"`{where}` has mean {card.mean[:4]}, deviation {card.deviation[:4]}, "
            f"range {card.value_range}, {len(set(card.classes))} distinct classes",
            wanted="finite numbers for each channel, deviations above 0, and classes that differ",
            do="copy the file again from where it came; it was changed by hand",
        )
    return card


def largest_output(plan: NetworkPlan) -> int:
    """Values of the largest layer's output for one sample, to choose a batch that fits in memory."""
    rows = shape_plan(plan)
    return max([math.prod(row.output_shape) for row in rows] + [math.prod(plan.input_shape)])


def must_be_whole(found: Mapping[str, Any], wanted: Mapping[str, Any], *, where: Path) -> None:
    """Nothing, if the tensors found have the names, shapes and kinds of number of those wanted.

    Raises:
        ArtifactError: one is missing, is too much, or has another form.
    """
    forms = {name: (tuple(one.shape), str(one.dtype)) for name, one in wanted.items()}
    seen = {name: (tuple(one.shape), str(one.dtype)) for name, one in found.items()}
    unlike = sorted(name for name in forms.keys() | seen.keys() if forms.get(name) != seen.get(name))
    if unlike:
        name = unlike[0]
        raise ArtifactError(
            seen=f"`{where}` has {seen.get(name, 'nothing')} for `{name[:80]}`",
            wanted=f"{forms.get(name, 'no such name')}, as the plan says",
            do="copy the whole folder again from where it came; plan and weights are of two networks",
        )
