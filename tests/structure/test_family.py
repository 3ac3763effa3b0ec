"""Members of the family are sound networks for every input shape, and grow with their width."""

import pytest

from wellwired.core.plans import Residual
from wellwired.network.shape import shape_plan
from wellwired.structure.family import WIDTHS, member, num_stages, widths_for


@pytest.mark.parametrize(
    "shape", [(1, 1, 1), (1, 4, 3), (3, 8, 8), (1, 28, 28), (3, 32, 32), (4, 17, 90), (3, 128, 128)]
)
def test_has_a_shape_plan_for_every_input(shape):
    rows = shape_plan(member(shape, 7, width=16))
    assert rows[-1].output_shape == (7,)


def test_each_wider_member_has_more_parameters():
    counts = [sum(row.parameters for row in shape_plan(member((3, 32, 32), 10, width=w))) for w in WIDTHS]
    assert counts == sorted(set(counts))


def test_every_stage_has_a_skip_connection():
    plan = member((3, 32, 32), 10, width=16)
    assert sum(isinstance(block, Residual) for block in plan.blocks) == num_stages(32, 32)


def test_small_sets_start_small_and_large_sets_may_grow():
    assert max(widths_for(300)) <= max(widths_for(50_000))
    assert min(widths_for(300)) == min(WIDTHS)
