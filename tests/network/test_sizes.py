"""Sizes along an axis follow D' = floor((D + 2P - K) / S) + 1."""

import pytest
import torch
from torch import nn

from wellwired.core.errors import NetworkError
from wellwired.network.sizes import output_size, padding_of, skip_window


@pytest.mark.parametrize("kernel", range(1, 8))
def test_same_keeps_the_size_at_stride_one(kernel):
    assert output_size(20, kernel=kernel, stride=1, padding=padding_of(kernel, padding="same")) == 20


@pytest.mark.parametrize("kernel", range(1, 8))
@pytest.mark.parametrize("stride", range(1, 5))
@pytest.mark.parametrize("size", range(7, 13))
def test_same_divides_the_size_by_the_stride_and_rounds_up(size, stride, kernel):
    assert output_size(size, kernel=kernel, stride=stride, padding=padding_of(kernel, padding="same")) == -(
        -size // stride
    )


@pytest.mark.parametrize("kernel", [1, 3, 5, 7])
def test_same_is_half_the_kernel_on_both_sides_where_that_is_possible(kernel):
    assert padding_of(kernel, padding="same") == (kernel // 2, kernel // 2)


def test_the_odd_zero_of_an_even_kernel_goes_behind():
    assert padding_of(4, padding="same") == (1, 2)


def test_full_counts_every_overlap():
    assert output_size(10, kernel=4, stride=1, padding=padding_of(4, padding="full")) == 10 + 4 - 1


def test_is_below_one_where_the_window_does_not_fit():
    assert output_size(2, kernel=5, stride=1) < 1
    assert output_size(2, kernel=5, stride=7) < 1


def test_refuses_an_unknown_padding():
    with pytest.raises(NetworkError, match="`padding` is 'reflect'"):
        padding_of(3, padding="reflect")


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
@pytest.mark.parametrize("size", range(4, 30))
@pytest.mark.parametrize("reach", ["kernel", "window"])
def test_a_skip_window_follows_every_strided_body(size, stride, reach):
    kernel, padding = (3, (1, 1)) if reach == "kernel" else (stride, (0, 0))
    wanted = (output_size(size, kernel=kernel, stride=stride, padding=padding),) * 2
    window, cut_off = skip_window((size, size), wanted, stride=stride)
    pooled = nn.AvgPool2d(window, ceil_mode=cut_off)(torch.zeros(1, 1, size, size))
    assert tuple(pooled.shape[2:]) == wanted


def test_there_is_no_skip_window_for_a_body_that_crops():
    assert skip_window((8, 8), (6, 6), stride=1) is None
