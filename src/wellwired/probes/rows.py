"""Whether the samples of a batch see each other."""

import torch
from torch import Tensor, nn

from wellwired.core.records.wiring import RowInfluence
from wellwired.probes.inputs import Inputs, call, floats, num_rows, take, tensors
from wellwired.probes.layers import Seen, watched
from wellwired.probes.quiet import calm_copy, quiet

TINY = 1e-5  # share of the output's size below which a change is rounding


def _by_row(value: Tensor, rows: int) -> Tensor | None:
    """The tensor as [rows, rest]; None where no axis can be told to be the batch."""
    if value.ndim and value.shape[0] == rows:
        return value.reshape(rows, -1).double()
    if value.ndim > 1 and value.shape[1] == rows:
        return value.transpose(0, 1).reshape(rows, -1).double()
    return None


def _change(before: list[Tensor], after: list[Tensor], rows: int) -> Tensor | None:
    """Largest change in each row, as a share of the largest value."""
    shares = []
    for one, two in zip(before, after, strict=False):
        first, second = _by_row(one, rows), _by_row(two, rows)
        if first is not None and second is not None and first.shape == second.shape and first.numel():
            size = first.abs().max().clamp_min(1e-30)
            shares.append((first - second).abs().amax(1) / size)
    return torch.stack(shares).amax(0) if shares else None


def _run(model: nn.Module, x: Inputs, seed: int) -> tuple[list[Tensor], list[Seen]]:
    torch.manual_seed(seed)
    with watched(model, only_weights=False) as calls:
        outputs = floats(call(model, x))
    return outputs, calls


def _moved_elsewhere(before: list[Tensor], after: list[Tensor], *, rows: int, row: int) -> bool:
    change = _change(before, after, rows)
    if change is None:
        return False
    change[row] = 0.0
    return bool(change.max() > TINY)


def _first_mixer(before: list[Seen], after: list[Seen], *, rows: int, row: int) -> tuple[str, bool]:
    for one, two in zip(before, after, strict=False):
        if _moved_elsewhere(one.inputs, two.inputs, rows=rows, row=row):
            return one.name, True
        if _moved_elsewhere(one.outputs, two.outputs, rows=rows, row=row):
            return one.name, False
    return "", False


def row_influence(model: nn.Module, x: Inputs, *, num_samples: int = 7, seed: int = 0) -> RowInfluence:
    """Change of each output when each sample in turn is replaced by its neighbour, in evaluation mode.

    Args:
        model: the network; it is copied, never touched.
        x: inputs of at least two samples.
        num_samples: how many samples are tried; an odd number is seldom the size of another axis.
        seed: of any draw inside the network, the same in every pass.

    Cost:
        `num_samples` + 2 forward passes of `num_samples` samples.
    """
    with quiet(seed), torch.no_grad():
        twin = calm_copy(model, batch_norm=False)
        rows = min(num_samples, num_rows(x))
        device = tensors(x)[0].device
        few = take(x, torch.arange(rows, device=device))
        base, calls = _run(twin, few, seed)
        again, _ = _run(twin, few, seed)
        noise = _change(base, again, rows)
        influence = torch.zeros(rows, rows, dtype=torch.float64)
        worst = ("", False)
        for row in range(rows):
            index_B = torch.arange(rows, device=device)
            index_B[row] = (row + 1) % rows
            outputs, other_calls = _run(twin, take(few, index_B), seed)
            change = _change(base, outputs, rows)
            if change is None:
                continue
            influence[:, row] = change.cpu()
            if not worst[0] and _moved_elsewhere(base, outputs, rows=rows, row=row):
                worst = _first_mixer(calls, other_calls, rows=rows, row=row)
        off = influence - torch.diag(influence.diag())
        return RowInfluence(
            influence=tuple(tuple(map(float, row)) for row in influence),
            off_diagonal=float(off.max()) if rows > 1 else 0.0,
            diagonal=float(influence.diag().max()),
            noise=float("inf") if noise is None else float(noise.max()),
            worst_module=worst[0],
            input_mixed=worst[1],
            num_samples=rows,
        )
