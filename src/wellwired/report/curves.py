"""Figures of how the training went and how signal and gradient travel, from the records alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from wellwired.core.verdict import Figure, Series
from wellwired.report.amounts import as_number
from wellwired.report.clean import clean

_NAN = float("nan")


def epochs_of(records: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Epoch records in order; an epoch run again after a resumption counts as it ended."""
    last = {int(one["epoch"]): one for one in records}
    return [last[epoch] for epoch in sorted(last)]


def curve_figures(epochs: Sequence[Mapping[str, Any]], *, metric: str) -> list[Figure]:
    """Loss, metric, learning rate, and by layer the size of updates and the share of dead units."""
    if not epochs:
        return []
    figures = [
        _by_epoch(epochs, "Loss after each epoch", "loss", ("train_loss", "valid_loss"), log_y=True),
        _by_epoch(
            epochs, f"{metric.capitalize()} after each epoch", metric, ("train_metric", "valid_metric")
        ),
        _by_epoch(epochs, "Learning rate after each epoch", "learning rate", ("learning_rate",)),
        _by_layer(epochs, "Size of an update over the size of the weights", "update_ratio_by_layer"),
        _by_layer(epochs, "Share of units that no validation sample switches on", "dead_share_by_layer"),
    ]
    return [one for one in figures if one is not None]


def _by_epoch(
    epochs: Sequence[Mapping[str, Any]],
    caption: str,
    y_axis: str,
    keys: tuple[str, ...],
    *,
    log_y: bool = False,
) -> Figure | None:
    series = []
    for key in keys:
        known = [(float(one["epoch"]), as_number(one.get(key))) for one in epochs]
        x_y = [(x, y) for x, y in known if y is not None]
        if x_y:
            name = {"train": "training", "valid": "validation"}.get(key.partition("_")[0], y_axis)
            series.append(Series(name=name, x=tuple(x for x, _ in x_y), y=tuple(y for _, y in x_y)))
    if not series:
        return None
    if len(series) > 1:
        caption += "; training is measured on augmented batches while the weights move"
    return Figure(
        form="line", caption=f"{caption}.", x_axis="epoch", y_axis=y_axis, series=tuple(series), log_y=log_y
    )


def _by_layer(epochs: Sequence[Mapping[str, Any]], caption: str, key: str) -> Figure | None:
    layers = list(dict.fromkeys(name for one in epochs for name in one.get(key) or {}))
    if not layers:
        return None
    columns = tuple(float(one["epoch"]) for one in epochs)
    rows = tuple(
        Series(
            name=clean(layer), x=columns, y=tuple(_number((one.get(key) or {}).get(layer)) for one in epochs)
        )
        for layer in layers
    )
    return Figure(
        form="map", caption=f"{caption}, by layer and epoch.", x_axis="epoch", y_axis="layer", series=rows
    )


def _number(value: object) -> float:
    seen = as_number(value)
    return _NAN if seen is None else seen


def layer_figures(
    signal: Mapping[str, Any] | None, flow: Mapping[str, Any] | None, *, when: str = "at the start"
) -> list[Figure]:
    """Signal forward, gradient backward, and gradient over weight, each by layer.

    Args:
        signal: a `SignalScale` or `GradientScale` record.
        flow: a `GradientFlow` record.
        when: when they were measured.
    """
    layers = list((signal or {}).get("layers") or ())
    flows = list((flow or {}).get("layers") or ())
    figures = [
        _layers(layers, "deviation", "Signal", f"Deviation of each layer's output {when}, input to head."),
        _layers(layers, "gradient", "Gradient", f"Gradient at each layer's output {when}, input to head."),
        _layers(
            flows, "ratio", "Gradient over weight", f"Gradient of each layer's weights over them {when}."
        ),
    ]
    return [one for one in figures if one is not None]


def _layers(layers: Sequence[Mapping[str, Any]], key: str, name: str, caption: str) -> Figure | None:
    known = [(clean(one.get("layer", "")), _number(one.get(key))) for one in layers]
    if len(known) < 2:
        return None
    series = Series(name=name, x=tuple(x for x, _ in known), y=tuple(y for _, y in known))
    return Figure(
        form="line", caption=caption, x_axis="layer", y_axis=name.lower(), series=(series,), log_y=True
    )


def reliability(record: Mapping[str, Any]) -> Figure:
    """How sure the network was beside how often it was right, by the top probability of the samples."""
    bins = [one for one in record.get("bins") or () if one.get("num_samples")]
    names = tuple(
        f"{_number(one.get('low')):.2f}-{_number(one.get('high')):.2f} ({int(one['num_samples']):,})"
        for one in bins
    )
    return Figure(
        form="bar",
        caption="How sure the network was and how often it was right, by top probability (and samples).",
        x_axis="top probability (samples)",
        y_axis="share",
        series=(
            Series(name="sure", x=names, y=tuple(_number(one.get("confidence")) for one in bins)),
            Series(name="right", x=names, y=tuple(_number(one.get("accuracy")) for one in bins)),
        ),
    )
