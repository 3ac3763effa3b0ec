"""From raw images to a network, its evidence and its predictions: what one tells, the others find again."""

import json
import shutil

import numpy as np
import pytest
import torch
from PIL import Image
from sklearn.datasets import load_digits

import wellwired as ww
from wellwired.checks import ALL
from wellwired.core.errors import ArtifactError, AskError
from wellwired.data.limits import Limits
from wellwired.recipe.ask import Asked
from wellwired.recipe.data import read_data
from wellwired.recipe.journal import Journal

BUDGET_S = 120.0  # far more than is needed, so that a busy machine changes no choice
KEYS = {
    *(
        "asked",
        "data",
        "structure",
        "task",
        "metric",
        "metrics",
        "scores",
        "parameters",
        "plan",
        "preprocess",
    ),
    *("time_s", "execution", "verdicts", "status", "seed", "versions", "repeat", "notes"),
}
STAGES = ["data", "line", "plan", "wiring", "start", "flow", "execution", "train", "verdict"]
FILES = ("network.safetensors", "network.json", "preprocess.json")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return ww.fit("digits", out=tmp_path_factory.mktemp("digits") / "run", budget_s=BUDGET_S, epochs=3)


@pytest.fixture(scope="module")
def digits():
    return load_digits()


@pytest.fixture(scope="module")
def test_part():
    """Numbers of the samples that the run was judged on."""
    journal = Journal(None, {}, tell=lambda *words: None, on_verdict=lambda one: None)
    found = read_data("digits", Asked(data="digits"), journal, like=None, device="cpu", limits=Limits())
    return found.parts["test"].index_N


def weights(run):
    return (run.folder / "network.safetensors").read_bytes()


def stripes(num, *, height=12, width=10, num_classes=3, seed=0):
    """Float images with as many bright rows as their class tells, and noise."""
    rng = np.random.default_rng(seed)
    y = np.arange(num) % num_classes
    x = rng.normal(0.0, 0.2, (num, height, width, 3)).astype(np.float32)
    for row, kind in zip(x, y, strict=True):
        row[:: kind + 2] += 1.0
    return x, y


def test_tells_everything_in_run_json(run):
    told = json.loads((run.folder / "run.json").read_text())
    assert set(told) >= KEYS
    assert told == run.facts
    assert (run.status, told["seed"], told["metric"]) == ("done", 0, "accuracy")


def test_every_figure_is_a_share(run):
    assert set(run.metrics) == {"train", "valid", "test", "line_valid", "line_test"}
    assert all(0.0 < one <= 1.0 for one in run.metrics.values())


def test_every_metric_is_the_accuracy_of_its_scores(run):
    assert {name: round(run.facts["scores"][name]["accuracy"], 6) for name in run.metrics} == run.metrics


def test_learns(run):
    assert run.metrics["test"] > 0.9


def test_the_parameters_are_those_of_the_network(run):
    assert sum(one.numel() for one in run.network.parameters()) == run.facts["parameters"]


def test_measures_stage_by_stage(run):
    lines = [json.loads(line) for line in (run.folder / "records.jsonl").read_text().splitlines()]
    met = list(dict.fromkeys(line["stage"] for line in lines))
    assert met == [stage for stage in STAGES if stage in met]
    assert met[0] == "data"
    assert met[-1] == "verdict"
    assert all(line["record"]["kind"] for line in lines)


def test_every_check_gives_one_verdict(run):
    assert sorted(one.code for one in run.verdicts) == sorted(one.code for one in ALL)


def test_no_stage_takes_longer_than_the_whole(run):
    spent = run.facts["time_s"]
    assert set(spent) == {*STAGES, "total", "budget"}
    assert sum(spent[stage] for stage in STAGES) <= spent["total"] < BUDGET_S


def test_the_folder_holds_what_it_should_and_no_state(run):
    assert {path.name for path in run.folder.iterdir()} == {
        *FILES,
        "run.json",
        "records.jsonl",
        "files.json",
        "report.html",
        "run.lock",
    }


def test_predicts_from_raw_files_as_from_arrays(run, digits, tmp_path):
    for i in range(60):
        pixels = np.rint(digits.images[i] * (255 / 16)).astype(np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{i:02}.png")
    by_file, by_array = run.predict(tmp_path), run.predict(digits.images[:60])
    assert by_file.predicted == by_array.predicted
    np.testing.assert_allclose(by_file.probabilities_NK, by_array.probabilities_NK, atol=1e-6)
    assert np.mean(np.array(by_file.predicted).astype(int) == digits.target[:60]) > 0.9


def test_evaluates_to_the_figures_of_the_run(run, digits, test_part):
    found = ww.evaluate(run.folder, (digits.images[test_part], digits.target[test_part]))
    wanted = run.facts["scores"]["test"]
    # The saved head scales its outputs once where the run scaled them twice: one rounding of float32 apart.
    assert {name: found[name] for name in wanted} == pytest.approx(wanted, rel=1e-6, abs=1e-9)


def test_dropout_at_test_time_gives_a_spread(run, digits):
    found = run.predict(digits.images[:20], samples=5)
    assert found.spread_NK.shape == (20, 10)
    assert found.spread_NK.max() > 0


def test_draws_its_report_again_from_the_folder(run):
    first = (run.folder / "report.html").read_text()
    (run.folder / "report.html").unlink()
    assert ww.load(run.folder).report().read_text() == first


def test_the_same_question_gives_the_same_bits(run, tmp_path):
    assert weights(ww.fit("digits", out=tmp_path / "run", budget_s=BUDGET_S, epochs=3)) == weights(run)


def test_another_seed_gives_other_bits(run, tmp_path):
    other = ww.fit(like=run.folder, out=tmp_path / "run", budget_s=BUDGET_S, seed=1)
    assert weights(other) != weights(run)


def test_the_same_again_gives_the_same_bits(run, tmp_path):
    again = ww.fit(like=run.folder, out=tmp_path / "run", budget_s=BUDGET_S)
    assert weights(again) == weights(run)
    assert again.facts["plan"]["train"] == run.facts["plan"]["train"]


def test_the_same_plan_takes_other_data_with_other_classes(run, tmp_path):
    other = ww.fit(stripes(90), like=run.folder, out=tmp_path / "run", budget_s=BUDGET_S)
    assert other.status == "done"
    assert other.network.plan.blocks == run.network.plan.blocks
    assert other.predict(stripes(9, seed=1)[0]).classes == ("0", "1", "2")


def test_a_finished_run_is_not_trained_again(run):
    before = weights(run)
    assert ww.fit(resume=run.folder).facts == run.facts
    assert weights(run) == before


def test_asks_for_the_arrays_of_a_run_on_arrays(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ww.fit(stripes(90), out="run", budget_s=BUDGET_S, epochs=1)
    with pytest.raises(AskError, match="`like` names a run that was on `arrays`"):
        ww.fit(like="run")


def test_float_images_keep_values_beyond_those_seen(tmp_path):
    one = ww.fit(stripes(120), out=tmp_path / "run", budget_s=BUDGET_S, epochs=4)
    x, y = stripes(30, seed=2)
    assert one.facts["data"]["form"] == "arrays"
    assert np.isfinite(one.predict(x * 3).probabilities_NK).all()
    assert ww.evaluate(one.folder, (x, y))["accuracy"] > 0.6


def mixed(folder, num=40):
    """Bright and dark images of many modes, sizes and formats."""
    modes = ("L", "RGB", "P", "RGBA", "CMYK", "I;16", "1", "LA")
    rng = np.random.default_rng(0)
    for i in range(num):
        kind, mode = ("dark", "bright")[i % 2], modes[(i // 2) % len(modes)]
        height, width = rng.integers(9, 40, 2)
        grey = rng.integers(0, 90, (height, width)).astype(np.uint8) + np.uint8(160 * (i % 2))
        image = Image.fromarray(grey) if mode != "I;16" else Image.fromarray(grey.astype(np.uint16) * 257)
        image = image if mode in ("L", "I;16") else image.convert(mode)
        (folder / kind).mkdir(parents=True, exist_ok=True)
        image.save(folder / kind / f"{i}.{'tiff' if mode == 'CMYK' else 'png'}")
    return folder


def test_takes_images_of_many_modes_and_sizes(tmp_path):
    folder = mixed(tmp_path / "data")
    one = ww.fit(folder, out=tmp_path / "run", budget_s=BUDGET_S, epochs=8)
    assert one.status == "done"
    assert one.facts["data"]["num_samples"] == 40
    assert one.predict(folder / "bright" / "1.png").predicted == ("bright",)
    assert one.predict(folder / "dark" / "0.png").predicted == ("dark",)


def test_a_class_that_is_a_script_is_text_in_the_report(tmp_path):
    rows = ["file_name,label"]
    for i, pixels in enumerate(stripes(40, num_classes=2)[0]):
        Image.fromarray((pixels.clip(0, 1) * 255).astype(np.uint8)).save(tmp_path / f"{i}.png")
        rows.append(f"{i}.png,{('plain', '<script>alert(1)</script>')[i % 2]}")
    (tmp_path / "labels.csv").write_text("\n".join(rows))
    one = ww.fit(tmp_path, out=tmp_path / "run", budget_s=BUDGET_S, epochs=1)
    page = (one.folder / "report.html").read_text()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page


@pytest.mark.parametrize("file", [*FILES, "files.json"])
@pytest.mark.parametrize("harm", ["cut", "gone"])
def test_refuses_a_run_of_which_a_file_was_cut(run, digits, tmp_path, file, harm):
    folder = tmp_path / "run"
    shutil.copytree(run.folder, folder)
    whole = (folder / file).read_bytes()
    (folder / file).unlink()
    if harm == "cut":
        (folder / file).write_bytes(whole[: len(whole) // 2])
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(ArtifactError, match=file) as caught:
        ww.predict(folder, digits.images[:2])
    assert caught.value.do
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_leaves_the_random_state_and_the_threads_as_they_were(digits, tmp_path):
    threads, state = torch.get_num_threads(), torch.get_rng_state()
    ww.inspect((digits.images[:200], digits.target[:200]), budget_s=BUDGET_S)
    assert torch.get_num_threads() == threads
    assert torch.equal(torch.get_rng_state(), state)
