"""A training under way as tensors and facts, and back."""

from typing import Any

from torch import Tensor

from wellwired.artifact.checkpoint import Checkpoint
from wellwired.artifact.optimizer_state import optimizer_tensors, restore_optimizer
from wellwired.core.json_form import from_json, to_json
from wellwired.core.records.epoch import EpochRecord
from wellwired.train.loop import Training
from wellwired.train.pace import Pace


def pack(training: Training) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """All that `unpack` needs to give the same bits from here on."""
    tensors, optimizer_facts = optimizer_tensors(training.optimizer)
    tensors |= {f"network.{name}": one for name, one in training.network.state_dict().items()}
    tensors |= {f"best.{name}": one for name, one in training.best.items()}
    if training.average is not None:
        tensors |= training.average.state()
    facts = {
        "optimizer": optimizer_facts,
        "pace": to_json(training.pace),
        "epochs": [to_json(one) for one in training.epochs],
        "sums": [training.loss_sum.hex(), training.correct_sum, training.seen],
        "best_epoch": training.best_epoch,
    }
    return tensors, facts


def unpack(checkpoint: Checkpoint, training: Training) -> None:
    """Bring a training that has just begun to where the checkpoint was taken."""
    tensors, facts = checkpoint.tensors, checkpoint.facts
    training.network.load_state_dict(_under("network.", tensors))
    training.best = _under("best.", tensors)
    if training.average is not None:
        training.average.load({k: v for k, v in tensors.items() if k.startswith("average.")})
    restore_optimizer(training.optimizer, tensors, facts["optimizer"])
    training.pace = from_json(Pace, facts["pace"])
    training.epochs = [from_json(EpochRecord, one) for one in facts["epochs"]]
    loss_sum, training.correct_sum, training.seen = facts["sums"]
    training.loss_sum = float.fromhex(loss_sum)
    training.best_epoch = facts["best_epoch"]
    training.step = checkpoint.step


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): one for name, one in tensors.items() if name.startswith(prefix)}
