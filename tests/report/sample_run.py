"""Run folders as the recipe writes them, made up: sound, failed, stopped, hostile, crowded, untested."""

import base64
import dataclasses
import io
import json
import math
import random
from pathlib import Path

from PIL import Image

from wellwired.core.cards import DataCard, PartCard, StructureCard
from wellwired.core.json_form import to_json
from wellwired.core.plans import Augment, ShapeRow, TrainPlan
from wellwired.core.records.epoch import EpochRecord
from wellwired.core.records.flow import GradientFlow, LayerGradient
from wellwired.core.records.pictures import Picture, Pictures
from wellwired.core.records.result import Bin, Calibration, Confusion, Result, Worst, WorstSample
from wellwired.core.records.start import LayerSignal, SignalScale
from wellwired.core.verdict import Figure, Outcome, Quantity, Series, Verdict

DIGITS = tuple(str(i) for i in range(10))
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "$x^2$ & {{ 7*7 }}",
    "]]><svg onload=alert(3)>",
    "a" * 300,
    "\x1b[31mred\x07",
    "\u202egnp.exe",
    "Stra\u00dfe \u732b \U0001f600",
)
CROWDED = tuple(f"class number {i}" for i in range(100))
LAYERS = ("stem", *(f"stage{s}.{b}.conv{c}" for s in (1, 2, 3) for b in (0, 1) for c in (1, 2)), "head")


def thumbnail(seed: int, *, side: int = 16) -> str:
    rng = random.Random(seed)
    cx, cy, r = rng.uniform(5, 11), rng.uniform(5, 11), rng.uniform(2, 5)
    picture = Image.new("RGB", (side, side))
    for x in range(side):
        for y in range(side):
            depth = max(0.0, 1 - abs(math.hypot(x - cx, y - cy) - r) / 2)
            picture.putpixel((x, y), (int(250 * depth), int(240 * depth), int(225 * depth)))
    data = io.BytesIO()
    picture.save(data, "PNG")
    return base64.b64encode(data.getvalue()).decode()


def card(classes):
    def part(name, each):
        return PartCard(name=name, num_samples=each * len(classes), num_by_class=(each,) * len(classes))

    return DataCard(
        source="digits", form="digits", task="classes", target="class", classes=classes,
        num_samples=180 * len(classes), parts=(part("train", 126), part("valid", 18), part("test", 36)),
        split="stratified by class: 70 % train, 10 % valid, 20 % test, drawn from seed 0",
        min_size=(8, 8), median_size=(8, 8), max_size=(8, 8), num_channels=1, fingerprint="b7c19f6a",
        reasons=("Values lie in 0 to 16; 16 is taken for white.", "No part was given, so three were cut."),
    )  # fmt: skip


def shapes(num_classes):
    rows = [("stem", "conv 3x3", "floor((8 + 2*1 - 3) / 1) + 1 = 8", (32, 8, 8), 288, 18432, 131072)]
    for name in LAYERS[1:-1]:
        rows.append(
            (name, "conv 3x3", "floor((8 + 2*1 - 3) / 1) + 1 = 8", (64, 8, 8), 36864, 2359296, 16777216)
        )
    rows.append(
        ("head", "dense", "64 -> K", (num_classes,), 65 * num_classes, 64 * num_classes, 65 * num_classes)
    )
    keys = ("layer", "kind", "formula", "output_shape", "parameters", "multiply_adds", "dense_parameters")
    return tuple(ShapeRow(**dict(zip(keys, row, strict=True))) for row in rows)


def verdicts():
    epochs = tuple(float(i) for i in range(60))
    loss = tuple(2.3 * math.exp(-i / 9) + 1e-3 for i in range(60))
    samples = tuple(float(i) for i in range(8))
    eye = tuple(Series(name=str(i), x=samples, y=tuple(float(i == j) for j in range(8))) for i in range(8))

    def one(code, name, stage, number, limit, figure=None, outcome=Outcome.PASSED, **more):
        quantity = Quantity(name=number[0], value=number[1], limit=limit)
        return Verdict(
            outcome=outcome, seen=(quantity,), code=code, name=name, stage=stage, figure=figure, **more
        )

    memorised = Figure(
        form="line", caption="Loss on one batch while it is memorised.", x_axis="step", y_axis="loss",
        series=(Series(name="loss", x=epochs, y=loss),), limit=0.02, log_y=True,
    )  # fmt: skip
    influence = Figure(
        form="map", x_axis="sample j", y_axis="sample i", series=eye,
        caption="Influence of sample j (column) on sample i (row); blank off the diagonal when sound.",
    )  # fmt: skip
    signal = Figure(
        form="bar", caption="Deviation of each layer's output over that of its input.",
        x_axis="layer", y_axis="ratio", limit=3.0,
        series=(Series(name="ratio", x=LAYERS, y=tuple(1 - 0.02 * i for i in range(len(LAYERS)))),),
    )  # fmt: skip
    return (
        one("W01", "one-batch-not-memorised", "wiring", ("loss after 60 steps", 1.1e-3), 0.02, memorised),
        one("W02", "first-loss-off", "wiring", ("distance from log K", 0.031), 0.5),
        one("W03", "rows-talk", "wiring", ("cross-sample influence", 0.0), 1e-6, influence),
        one("W04", "gradient-does-not-arrive", "wiring", ("weights without gradient", 0), 0),
        one("I01", "units-alike", "start", ("units alike", 0), 0),
        one("I02", "signal-scale-off", "start", ("largest change of scale", 1.31), 3.0, signal),
        one("G01", "gradient-vanishes", "flow", ("first over last layer", 0.42), 1e-3, where="stem"),
        one("F01", "gap-wide", "training", ("gap", 0.012), 0.15),
        dataclasses.replace(
            one(
                "F05", "updates-off", "training", ("update over weight", 2.1e-3), None, outcome=Outcome.UNSURE
            ),
            note="fewer than 20 updates were seen",
        ),
        Verdict(
            outcome=Outcome.SKIPPED,
            code="B02",
            name="seed-noise",
            stage="result",
            note="one seed was trained",
        ),
        one("B01", "baseline-not-beaten", "result", ("gain over the line", 0.0278), 0.0),
    )


def epochs(num):
    for i in range(num):
        yield EpochRecord(
            epoch=i + 1, step=(i + 1) * 20, learning_rate=0.2 * math.sin(math.pi * (i + 1) / (num + 1)),
            train_loss=2.3 * math.exp(-i / 5) + 0.06, train_metric=1 - 0.9 * math.exp(-i / 5) - 0.012,
            valid_loss=2.3 * math.exp(-i / 5.5) + 0.05, valid_metric=1 - 0.9 * math.exp(-i / 6) - 0.006,
            time_s=0.9,
            update_ratio_by_layer={one: 1e-3 * (2 + math.sin(i / 4 + j)) for j, one in enumerate(LAYERS)},
            dead_share_by_layer={one: 0.02 * ((i + j) % 3) for j, one in enumerate(LAYERS[:-1])},
        )  # fmt: skip


def records(classes, *, num_epochs=24, part="test"):
    rng = random.Random(0)
    many = len(classes)
    counts = tuple(
        tuple(34 if i == j else int(rng.random() < 2 / many) for j in range(many)) for i in range(many)
    )
    bins = tuple(
        Bin(
            low=i / 10,
            high=i / 10 + 0.1,
            num_samples=4 + i * i,
            confidence=i / 10 + 0.05,
            accuracy=i / 10 + 0.07,
        )
        for i in range(3, 10)
    )
    layers = tuple(
        LayerSignal(
            layer=one, kind="conv", fan_in=288, fan_out=288, deviation=0.97**i, mean_square=0.94**i,
            gradient=0.1 * 1.1**i, weight_deviation=0.08, is_last=one == "head", is_zero=False,
        )
        for i, one in enumerate(LAYERS)
    )  # fmt: skip
    gradients = tuple(
        LayerGradient(layer=one, gradient=0.02 * 1.1**i, weight=3.0, ratio=0.007 * 1.1**i)
        for i, one in enumerate(LAYERS)
    )
    worst = tuple(
        WorstSample(
            name=f"test/{classes[i % many]}/{i:04d}.png", true=classes[i % many],
            predicted=classes[(i + 3) % many], probability=0.002 + 0.03 * i, thumbnail=thumbnail(i),
        )
        for i in range(12)
    )  # fmt: skip
    shown = tuple(
        Picture(name=f"train/{i}.png", label=classes[i % many], thumbnail=thumbnail(50 + i))
        for i in range(12)
    )
    return [
        ("data", Pictures(sort="samples", pictures=shown)),
        ("start", SignalScale(layers=layers, input_deviation=1.0, num_samples=64)),
        ("flow", GradientFlow(
            layers=gradients, first_over_last=0.4, share_vanishing=0.0, total=0.2, finite=True,
            num_samples=64,
        )),
        *(("train", one) for one in epochs(num_epochs)),
        ("result", Result(
            metric="accuracy", part=part, num_samples=36 * many, num_classes=many, network=0.9861,
            line=0.9583, guess=1 / many, metric_error=0.006, gain_error=0.0081, balanced_accuracy=0.986,
            balanced_error=0.006, scores=(), parameters=443_000,
        )),
        ("result", Confusion(classes=classes, counts=counts, part=part)),
        ("result", Calibration(bins=bins, error=0.0123, noise=0.009, num_samples=360, part=part)),
        ("result", Worst(samples=worst, part=part)),
    ]  # fmt: skip


def scores(accuracy, n):
    return {
        "accuracy": accuracy, "balanced_accuracy": accuracy - 0.001, "auc": min(1.0, accuracy + 0.01),
        "log_loss": round(-math.log(accuracy), 4), "calibration_error": 0.0123, "n": n,
    }  # fmt: skip


def run_of(classes):
    test = 36 * len(classes)
    return {
        "status": "done",
        "asked": {"data": "digits", "target": None, "budget_s": 60.0, "seed": 0, "device": "auto"},
        "data": to_json(card(classes)),
        "structure": to_json(StructureCard(
            kind="grid", axes=("C", "H", "W"), shape=(1, 8, 8),
            reasons=("Neighbouring pixels correlate at 0.71, pixels half the image apart at 0.04: a grid.",),
        )),
        "task": "classes",
        "metric": "accuracy",
        "metrics": {
            "train": 0.9992, "valid": 0.9889, "test": 0.9861, "line_valid": 0.9611, "line_test": 0.9583,
        },
        "scores": {
            "train": scores(0.9992, 1257), "valid": scores(0.9889, 180), "test": scores(0.9861, test),
            "line_valid": scores(0.9611, 180), "line_test": scores(0.9583, test),
            "guess_test": scores(0.1, test),
        },
        "parameters": 443_338,
        "plan": {
            "network": {"init": "he", "reasons": ["Pixels that lie together belong together: convolution."]},
            "train": to_json(TrainPlan(
                num_epochs=24, batch_size=64, learning_rate=0.2, l2=5e-4, label_smoothing=0.05,
                augment=Augment(translate=0.1, rotate_deg=8.0), reasons=("The range test chose 0.2.",),
            )),
            "shapes": [to_json(one) for one in shapes(len(classes))],
            "reasons": ["A residual network of width 32: the smallest of the family that fits.",
                        "24 epochs fit the budget of 60 s at 0.9 s an epoch."],
        },
        "time_s": {"data": 1.2, "line": 0.8, "plan": 4.1, "wiring": 2.6, "start": 0.5, "flow": 0.6,
                   "train": 21.7, "result": 1.1, "total": 32.9},
        "execution": {"graph": "eager", "number_format": "float32", "memory_layout": "channels_last",
                      "num_threads": 2, "device": "cpu", "reasons": ["Compiling would not pay."]},
        "verdicts": [to_json(one) for one in verdicts()],
        "seed": 0,
        "versions": {"python": "3.11.7", "torch": "2.13.0", "numpy": "2.4.6", "wellwired": "0.1.0",
                     "platform": "Linux x86_64", "cpu": "Example CPU with 2 cores"},
        "repeat": "wellwired fit digits --budget 60s --seed 0",
        "notes": [],
    }  # fmt: skip


def write(folder: Path, run, lines) -> Path:
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps(run))
    text = "".join(json.dumps({"stage": stage, "record": to_json(one)}) + "\n" for stage, one in lines)
    (folder / "records.jsonl").write_text(text)
    return folder


def sound(folder: Path) -> Path:
    return write(folder / "digits-20261122-213000", run_of(DIGITS), records(DIGITS))


def hostile(folder: Path) -> Path:
    run = run_of(HOSTILE)
    run["data"]["source"] = HOSTILE[0]
    run["repeat"] = f"wellwired fit '{HOSTILE[1]}'"
    run["notes"] = [HOSTILE[3]]
    bars = Figure(
        form="bar", caption=HOSTILE[0], x_axis=HOSTILE[1], y_axis=HOSTILE[2],
        series=(Series(name=HOSTILE[3], x=HOSTILE, y=tuple(float(i) for i in range(len(HOSTILE)))),),
    )  # fmt: skip
    seen = (Quantity(name=HOSTILE[0], value=1.0, unit=HOSTILE[1], limit=0.5),)
    broken = Verdict(
        outcome=Outcome.FAILED, seen=seen, where=HOSTILE[3], note=HOSTILE[5], figure=bars, code="D07",
        name="classes-uneven", stage="data",
    )  # fmt: skip
    run["verdicts"].append(to_json(broken))
    return write(folder / "hostile", run, records(HOSTILE))


def crowded(folder: Path) -> Path:
    return write(folder / "crowded", run_of(CROWDED), records(CROWDED))


def failed(folder: Path) -> Path:
    run = run_of(DIGITS)
    broken = Verdict(
        outcome=Outcome.FAILED, code="W03", name="rows-talk", stage="wiring", where="blocks.2.norm",
        seen=(Quantity(name="cross-sample influence", value=3.1e-2, limit=1e-6),),
        figure=verdicts()[2].figure,
    )  # fmt: skip
    run |= {"status": "failed", "metrics": {}, "scores": {}, "parameters": None}
    run["verdicts"] = [*run["verdicts"][:2], to_json(broken)]
    run["time_s"] = {"data": 1.2, "line": 0.8, "plan": 4.1, "wiring": 2.6, "total": 8.7}
    return write(folder / "failed", run, records(DIGITS)[:2])


def stopped(folder: Path) -> Path:
    run = run_of(DIGITS)
    run |= {"status": "stopped", "metrics": {}, "scores": {}}
    run["notes"] = ["SIGINT came in epoch 9; the state of epoch 8 is kept."]
    run["verdicts"] = run["verdicts"][:7]
    return write(folder / "stopped", run, records(DIGITS, num_epochs=8)[:11])


def without_test_part(folder: Path) -> Path:
    run = run_of(DIGITS)
    run["metrics"] |= {"test": None, "line_test": None}
    run["scores"] = {name: one for name, one in run["scores"].items() if "test" not in name}
    run["data"]["parts"] = run["data"]["parts"][:2]
    return write(folder / "no-test", run, records(DIGITS, part="valid"))
