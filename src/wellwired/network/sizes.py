"""Sizes along one axis, by formula; no torch."""

from wellwired.core.errors import NetworkError

PADDINGS = ("valid", "same", "full")


def padding_of(kernel: int, *, padding: str) -> tuple[int, int]:
    """Zeros put before and behind an axis.

    Args:
        kernel: size K of the kernel along the axis, at least 1.
        padding: `valid` (none), `same` (K - 1 in all, so that stride 1 keeps the size; the odd one behind) or
            `full` (K - 1 on both sides, so that every overlap counts).

    Raises:
        NetworkError: `padding` is another word.

    Source:
        Own derivation: P = floor(K / 2) on both sides keeps the size for odd K; for even K the K - 1 zeros
        cannot be halved, and the odd one goes behind.

    Example:
        >>> padding_of(3, padding="same"), padding_of(4, padding="same"), padding_of(3, padding="full")
        ((1, 1), (1, 2), (2, 2))
    """
    if padding not in PADDINGS:
        raise NetworkError(
            seen=f"`padding` is {padding!r}",
            wanted="`valid`, `same` or `full`",
            do="take one of the three words",
        )
    if padding == "valid":
        return 0, 0
    if padding == "full":
        return kernel - 1, kernel - 1
    return (kernel - 1) // 2, kernel // 2


def output_size(size: int, *, kernel: int, stride: int, padding: tuple[int, int] = (0, 0)) -> int:
    """Number of places that a window takes along an axis; below 1 when it does not fit.

    Source:
        D' = floor((D + 2P - K) / S) + 1, with 2P the zeros of both sides together.

    Example:
        >>> output_size(32, kernel=3, stride=2, padding=(1, 1))
        16
    """
    return (size + sum(padding) - kernel) // stride + 1


def skip_window(
    size_in: tuple[int, int], size_out: tuple[int, int], *, stride: int
) -> tuple[int, bool] | None:
    """Window of the mean pooling that brings a skip path to the size of its body.

    Args:
        size_in: (height, width) of the input.
        size_out: (height, width) of the body's output.
        stride: pixels of the input by which the body's output moves one pixel on; the window is as wide, so
            that both paths look at the same place.

    Returns:
        (window, whether a cut-off last window counts), or None where such windows give another size.

    Example:
        >>> skip_window((32, 32), (16, 16), stride=2), skip_window((7, 7), (4, 4), stride=2)
        ((2, False), (2, True))
    """
    if tuple(one // stride for one in size_in) == size_out:
        return stride, False
    if tuple(-(-one // stride) for one in size_in) == size_out:
        return stride, True
    return None
