"""Prediction from raw files is what the network says of the same pixels, class by name."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from wellwired.artifact.predict import evaluate, predict
from wellwired.artifact.run_folder import load_network
from wellwired.core.errors import ArtifactError, AskError, DataError
from wellwired.core.plans import Conv, GlobalPool
from wellwired.network.scores import figures, scores

from . import sound_run


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "run"
    network = sound_run.write(folder)
    with torch.no_grad():
        network.head.linear.weight.mul_(8)  # answers that differ from image to image
    sound_run.keep(folder, network)
    return folder


def images(num, size=8, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (num, size, size), dtype=np.uint8)


def write_images(folder, pixels_NHW):
    folder.mkdir(parents=True, exist_ok=True)
    for number, image in enumerate(pixels_NHW):
        Image.fromarray(image).save(folder / f"{number:03d}.png")


def by_hand(run, pixels_NHW):
    """What the network says, by plain torch: mean of both mirror images, then softmax."""
    network, card, _ = load_network(run)
    x = torch.from_numpy((pixels_NHW[:, None].astype(np.float32) - card.mean[0]) / card.deviation[0])
    with torch.no_grad():
        out = (network(x) + network(x.flip(3))) / 2
    return out.double().softmax(1).numpy()


def test_says_of_files_what_the_network_says_of_their_pixels(run, tmp_path):
    pixels = images(5)
    write_images(tmp_path / "new", pixels)
    found = predict(run, tmp_path / "new")
    np.testing.assert_allclose(found.probabilities_NK, by_hand(run, pixels), atol=1e-6)
    assert found.predicted == tuple(np.array(found.classes)[found.probabilities_NK.argmax(1)])
    assert [name[-7:] for name in found.names] == [f"{n:03d}.png" for n in range(5)]
    assert found.spread_NK is None


def test_takes_one_image(run, tmp_path):
    pixels = images(1)
    write_images(tmp_path / "new", pixels)
    found = predict(run, tmp_path / "new" / "000.png")
    np.testing.assert_allclose(found.probabilities_NK, by_hand(run, pixels), atol=1e-6)


def test_takes_an_array(run):
    pixels = images(4)
    np.testing.assert_allclose(predict(run, pixels).probabilities_NK, by_hand(run, pixels), atol=1e-6)


def test_averages_no_mirror_image_unless_told(tmp_path):
    network = sound_run.write(tmp_path, facts={"mirror_at_test": False})
    pixels = images(3)
    x = torch.from_numpy((pixels[:, None].astype(np.float32) - 120.0) / 60.0)
    wanted = network.eval()(x).double().softmax(1).detach().numpy()
    np.testing.assert_allclose(predict(tmp_path, pixels).probabilities_NK, wanted, atol=1e-6)


def test_brings_images_of_other_sizes_and_colours_to_the_network(run, tmp_path):
    Image.fromarray(images(1, size=20)[0]).convert("RGB").save(tmp_path / "a.png")
    assert predict(run, tmp_path / "a.png").probabilities_NK.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("batch_size", [1, 3, 1000])
def test_batch_size_changes_nothing(run, batch_size):
    pixels = images(7)
    found = predict(run, pixels, batch_size=batch_size)
    np.testing.assert_allclose(found.probabilities_NK, predict(run, pixels).probabilities_NK, atol=1e-6)


def test_scales_new_arrays_as_those_trained_on(tmp_path):
    card = replace(sound_run.PREPROCESS, value_range=(0.0, 16.0))
    sound_run.write(tmp_path, preprocess=card)
    digits = np.random.default_rng(0).integers(0, 10, (6, 8, 8))  # none reaches 16
    as_bytes = np.rint(digits * 255 / 16).astype(np.uint8)
    np.testing.assert_allclose(
        predict(tmp_path, digits).probabilities_NK, by_hand(tmp_path, as_bytes), atol=1e-6
    )


def test_gives_a_spread_of_thinned_networks_that_the_seed_repeats(run):
    pixels = images(4)
    found = predict(run, pixels, samples=8, seed=1)
    again = predict(run, pixels, samples=8, seed=1)
    other = predict(run, pixels, samples=8, seed=2)
    assert (found.spread_NK > 0).all()
    np.testing.assert_array_equal(found.probabilities_NK, again.probabilities_NK)
    assert (found.probabilities_NK != other.probabilities_NK).any()


def test_leaves_the_random_state_alone(run):
    before = torch.get_rng_state()
    predict(run, images(2), samples=2)
    assert torch.equal(torch.get_rng_state(), before)


def test_refuses_dropout_samples_of_a_network_without_dropout(tmp_path):
    sound_run.write(tmp_path, plan=replace(sound_run.PLAN, blocks=(Conv(channels=4), GlobalPool())))
    with pytest.raises(AskError, match="has 0 dropout layers"):
        predict(tmp_path, images(2), samples=5)


@pytest.mark.parametrize("ask", [{"samples": -1}, {"samples": 1}, {"batch_size": 0}, {"device": "abacus"}])
def test_refuses_a_setting_out_of_range(run, ask):
    with pytest.raises(AskError, match=f"`{next(iter(ask))}`"):
        predict(run, images(1), **ask)


def test_tells_how_far_it_has_come(run):
    told = []
    predict(run, images(5), batch_size=2, tell=lambda *words: told.append(words))
    assert ("predicting", 5, 5) in told


def test_names_a_file_that_cannot_be_read(run, tmp_path):
    write_images(tmp_path / "new", images(30))
    (tmp_path / "new" / "torn.png").write_bytes((tmp_path / "new" / "000.png").read_bytes()[:60])
    found = predict(run, tmp_path / "new")
    assert len(found.names) == 30
    assert [name[-8:] for name, _ in found.unreadable] == ["torn.png"]


def test_refuses_weights_that_give_no_numbers(tmp_path):
    network = sound_run.write(tmp_path)
    with torch.no_grad():
        network.head.linear.bias[0] = float("nan")
    sound_run.keep(tmp_path, network)
    with pytest.raises(ArtifactError, match="3 of 3 samples"):
        predict(tmp_path, images(3))


def test_refuses_a_run_from_which_a_file_was_cut(run):
    data = (run / "network.safetensors").read_bytes()
    (run / "network.safetensors").write_bytes(data[: len(data) // 2])
    with pytest.raises(ArtifactError, match=r"network\.safetensors` has"):
        predict(run, images(1))


def write_classes(folder, classes, num=4):
    pixels = images(num * len(classes))
    for place, name in enumerate(classes):
        write_images(folder / name, pixels[place * num : (place + 1) * num])
    return pixels


def test_matches_classes_by_name_though_their_numbers_differ(run, tmp_path):
    pixels = write_classes(tmp_path / "new", ("cat", "dog"))
    found = evaluate(run, tmp_path / "new")
    targets = np.array([1] * 4 + [2] * 4)  # among bird, cat, dog
    wanted = figures(scores(by_hand(run, pixels), targets, part="all"))
    assert found["accuracy"] == wanted["accuracy"]
    assert found["log_loss"] == pytest.approx(wanted["log_loss"], abs=1e-6)
    assert (found["n"], found["part"], found["unreadable"]) == (8, "all", 0)


def test_names_a_class_that_the_run_does_not_know_and_the_nearest(run, tmp_path):
    write_classes(tmp_path / "new", ("dogs", "cat"))
    with pytest.raises(DataError, match=r"`dogs`.*did you mean `dog`"):
        evaluate(run, tmp_path / "new")


@pytest.mark.parametrize("part", ["test", "valid"])
def test_scores_the_held_out_part_where_the_files_name_one(run, tmp_path, part):
    write_classes(tmp_path / "new" / "train", ("bird", "cat", "dog"), num=5)
    pixels = write_classes(tmp_path / "new" / part, ("bird", "cat", "dog"), num=3)
    found = evaluate(run, tmp_path / "new")
    wanted = figures(scores(by_hand(run, pixels), np.repeat([0, 1, 2], 3), part=part))
    assert (found["n"], found["part"]) == (9, part)
    assert found["auc"] == pytest.approx(wanted["auc"], abs=1e-6)
