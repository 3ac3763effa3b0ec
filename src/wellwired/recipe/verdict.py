"""Stage 12: final figures on the untouched part, beside the line and the guess."""

from dataclasses import replace

import numpy as np
from jaxtyping import Float, Int

from wellwired.core.records.result import PartScores
from wellwired.network.build import Network
from wellwired.network.infer import outputs, probabilities
from wellwired.network.scores import calibration, confusion, figures, scores
from wellwired.probes.compare import gap, result
from wellwired.recipe.data import PARTS, Data
from wellwired.recipe.journal import Journal
from wellwired.recipe.pictures import worst
from wellwired.recipe.training import MOST_TRAIN_LOOKED, Trained
from wellwired.train.part import Part

LOOK_BATCH = 256  # samples
MOST_CLASSES_SHOWN = 100  # a confusion matrix of more classes is no longer read
TEMPERATURES = np.geomspace(
    0.25, 4.0, 65
)  # outputs are multiplied by one of these, chosen on the validation part


def judge_network(trained: Trained, data: Data, journal: Journal, *, lines: dict[str, np.ndarray]) -> Network:
    """The network with its outputs calibrated; figures of all parts go to the journal.

    Args:
        trained: the network and its plan.
        data: the parts.
        journal: takes metrics, scores and records.
        lines: the line's probabilities by part.
    """
    logits = look(trained, data, journal)
    scale = best_scale(logits["valid"], data.parts["valid"].targets_N) if "valid" in logits else 1.0
    network = with_scale(trained.network, scale)
    found = {name: probabilities(one * scale) for name, one in logits.items()}
    targets = {name: _looked_at(data.parts[name], name).targets_N for name in found}
    guess_K = np.bincount(data.parts["train"].targets_N, minlength=len(data.classes)) / len(
        data.parts["train"]
    )
    held_out = data.held_out()
    all_scores = _all_scores(found, targets, lines, guess_K)
    final = result(
        found[held_out],
        targets[held_out],
        line_NK=lines.get(held_out),
        guess_K=guess_K,
        part=held_out,
        scores=tuple(all_scores),
        parameters=sum(one.numel() for one in network.parameters()),
    )
    records: list[object] = [final, calibration(found[held_out], targets[held_out], part=held_out)]
    if "valid" in found:
        records.append(gap(found["train"], targets["train"], found["valid"], targets["valid"]))
    if len(data.classes) <= MOST_CLASSES_SHOWN:
        records.append(confusion(found[held_out], targets[held_out], classes=data.classes, part=held_out))
    records.append(worst(found[held_out], data.parts[held_out], classes=data.classes, name=held_out))
    journal.note("verdict", *records)
    by_part = {one.part: one for one in all_scores}
    journal.run["metric"] = "accuracy"
    journal.run["metrics"] = {
        name: round(by_part[name].accuracy, 6) if name in by_part else None
        for name in (*PARTS, "line_valid", "line_test")
    }
    journal.run["scores"] = {one.part: figures(one) for one in all_scores}
    journal.run["parameters"] = final.parameters
    journal.run["output_scale"] = scale
    return network


def look(trained: Trained, data: Data, journal: Journal) -> dict[str, Float[np.ndarray, "N K"]]:
    """Outputs in float32 for each held-out part, and for at most 5000 samples of the training part."""
    found = {}
    for name, part in data.parts.items():
        part = _looked_at(part, name)
        total = len(part)

        def tell(done: int, name: str = name, total: int = total) -> None:
            journal.tell(f"looking at the {name} part", done, total)

        batches = (x for x, _ in part.in_order(LOOK_BATCH))
        found[name] = outputs(trained.network, batches, mirror=trained.plan.mirror_at_test, tell=tell)
    return found


def best_scale(logits_NK: Float[np.ndarray, "N K"], targets_N: Int[np.ndarray, "N"]) -> float:
    """Factor on the outputs that gives the lowest log loss; 1 where no other is better.

    Source:
        Temperature scaling, Guo et al. 2017, arXiv:1706.04599, section 4.2.
    """

    def loss(scale: float) -> float:
        chosen_N = probabilities(logits_NK * scale)[np.arange(len(targets_N)), targets_N]
        return float(-np.log(np.maximum(chosen_N, 1e-12)).mean())

    return float(
        min((float(one) for one in TEMPERATURES), key=lambda scale: (loss(scale), abs(np.log(scale))))
    )


def with_scale(network: Network, scale: float) -> Network:
    """The network with its head's scale multiplied."""
    network.head.scale = float(network.head.scale) * scale
    network.plan = replace(network.plan, head=replace(network.plan.head, scale=network.head.scale))
    return network


def _looked_at(part: Part, name: str) -> Part:
    if name != "train" or len(part) <= MOST_TRAIN_LOOKED:
        return part
    step = len(part) // MOST_TRAIN_LOOKED
    return replace(part, index_N=part.index_N[::step][:MOST_TRAIN_LOOKED])


def _all_scores(
    found: dict[str, np.ndarray],
    targets: dict[str, np.ndarray],
    lines: dict[str, np.ndarray],
    guess_K: Float[np.ndarray, "K"],
) -> list[PartScores]:
    all_scores = [scores(one, targets[name], part=name) for name, one in found.items()]
    all_scores += [
        scores(one, targets[name], part=f"line_{name}") for name, one in lines.items() if name in targets
    ]
    for name in ("valid", "test"):
        if name in targets:
            guess_NK = np.tile(guess_K, (len(targets[name]), 1))
            all_scores.append(scores(guess_NK, targets[name], part=f"guess_{name}"))
    return all_scores
