"""Random numbers as a function of a key and a counter: no state, so batch order and size change nothing."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from wellwired.core.seeds import seed_of

_GOLDEN = 0x9E3779B97F4A7C15 - 2**64  # odd, so sample -> sample * GOLDEN loses nothing modulo 2**64
_FIRST = 0xBF58476D1CE4E5B9 - 2**64
_SECOND = 0x94D049BB133111EB - 2**64


def mix(word: Int[Tensor, "*A"]) -> Int[Tensor, "*A"]:
    """Scrambled 64-bit words, one to one.

    Source:
        The finaliser of SplitMix64, Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195; int64 products
        wrap modulo 2**64, and the mask makes the shift a logical one.
    """
    word = (word ^ ((word >> 30) & ((1 << 34) - 1))) * _FIRST
    word = (word ^ ((word >> 27) & ((1 << 37) - 1))) * _SECOND
    return word ^ ((word >> 31) & ((1 << 33) - 1))


def uniform(sample_B: Int[Tensor, "B"], *, seed: int, epoch: int, which: int) -> Float[Tensor, "B"]:
    """Uniform draws in [0, 1), one a sample.

    Args:
        sample_B: identity of each sample, its place in the data set.
        seed: any integer.
        epoch: any integer.
        which: name of the draw; each has a stream of its own.

    Returns:
        Multiples of 2**-24 in float32, a function of (seed, epoch, sample, which) alone.
    """
    key = seed_of(seed, "augment", epoch, which)
    word_B = mix(mix(sample_B.to(torch.int64) * _GOLDEN + key) + key)
    return ((word_B >> 40) & 0xFFFFFF).to(torch.float32) * 2.0**-24
