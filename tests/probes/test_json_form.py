"""Records of the probes survive a JSON round trip."""

import json

import pytest

from wellwired.core.json_form import from_json, to_json
from wellwired.probes.differences import gradient_agreement
from wellwired.probes.first_loss import first_loss
from wellwired.probes.first_pass import first_pass
from wellwired.probes.flow import gradient_flow
from wellwired.probes.memory import memorise
from wellwired.probes.reach import gradient_reach
from wellwired.probes.signal import signal_scale

PROBES = [
    memorise,
    first_loss,
    gradient_reach,
    gradient_agreement,
    first_pass,
    gradient_flow,
    lambda *given: signal_scale(*given)[0],
]


@pytest.mark.parametrize("probe", PROBES, ids=range(len(PROBES)))
def test_comes_back_equal(probe, network, loss, batch):
    record = probe(network, loss, *batch)
    assert from_json(type(record), json.loads(json.dumps(to_json(record)))) == record
