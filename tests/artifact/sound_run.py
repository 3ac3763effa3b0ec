"""A small sound run folder, for the tests of reading."""

from wellwired.artifact.run_folder import write_network, write_run
from wellwired.core.plans import (
    Activation,
    BatchNorm,
    Conv,
    Dropout,
    GlobalPool,
    Head,
    NetworkPlan,
    Preprocess,
    Residual,
)
from wellwired.network.build import build

PLAN = NetworkPlan(
    input_shape=(1, 8, 8),
    blocks=(
        Conv(channels=4),
        Residual(body=(BatchNorm(), Activation(), Conv(channels=4))),
        GlobalPool(),
        Dropout(share=0.5),
    ),
    head=Head(kind="classes", num_outputs=3),
)
PREPROCESS = Preprocess(
    height=8,
    width=8,
    num_channels=1,
    fit="stretch",
    value_range=(0.0, 255.0),
    mean=(120.0,),
    deviation=(60.0,),
    classes=("bird", "cat", "dog"),
)


def write(folder, *, plan=PLAN, preprocess=PREPROCESS, facts=None):
    """A folder with a run that is done and a network with weights of its own."""
    folder.mkdir(exist_ok=True)
    network = build(plan, seed=3)
    write_network(folder, network, plan, preprocess, facts=facts or {"mirror_at_test": True})
    write_run(folder, {"status": "done", "metrics": {"test": 0.5}, "time_s": {"total": 3.0}})
    return network


def keep(folder, network):
    """Puts changed weights into the folder, with hashes that agree."""
    write_network(folder, network, network.plan, PREPROCESS, facts={"mirror_at_test": True})
