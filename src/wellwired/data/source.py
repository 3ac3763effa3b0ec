"""What a reader found, before pixels are decoded."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wellwired.core.errors import DataError

Encoded = bytes | Path
RUN_BYTES = 2**23
CHUNK = 256  # images handed on at once: small enough to bound memory, large enough to hide the cost of a task


@dataclass(frozen=True)
class ArrayPixels:
    """Pixels that lie in arrays: sample i is row `row_N[i]` of the NHWC array `block_N[i]`."""

    blocks: tuple[np.ndarray, ...]
    block_N: np.ndarray
    row_N: np.ndarray

    def take(self, index_N: np.ndarray) -> "ArrayPixels":
        """The same for a choice of samples."""
        return ArrayPixels(self.blocks, self.block_N[index_N], self.row_N[index_N])


@dataclass(frozen=True)
class FilePixels:
    """One image file a sample."""

    paths: tuple[Path, ...]

    def take(self, index_N: np.ndarray) -> "FilePixels":
        """The same for a choice of samples."""
        return FilePixels(tuple(self.paths[i] for i in index_N))

    def chunks(self) -> Iterator[tuple[int, list[Encoded]]]:
        """Runs of images with the number of their first sample."""
        for start in range(0, len(self.paths), CHUNK):
            yield start, list(self.paths[start : start + CHUNK])


@dataclass(frozen=True)
class ParquetPixels:
    """Encoded images in parquet files: sample i is row `row_N[i]` of file `file_N[i]`, in rising order."""

    files: tuple[Path, ...]
    column: str
    nested: bool  # the bytes lie in a struct, under the field `bytes`
    file_N: np.ndarray
    row_N: np.ndarray

    def take(self, index_N: np.ndarray) -> "ParquetPixels":
        """The same for a choice of samples, given in rising order."""
        return replace(self, file_N=self.file_N[index_N], row_N=self.row_N[index_N])

    def chunks(self) -> Iterator[tuple[int, list[Encoded]]]:
        """Runs of images with the number of their first sample; one run of rows is in memory at a time."""
        sample = 0
        for number, path in enumerate(self.files):
            rows_N = self.row_N[self.file_N == number]
            for first, images in _parquet_runs(path, self.column, nested=self.nested):
                low, high = np.searchsorted(rows_N, (first, first + len(images)))
                if high > low:
                    yield sample + int(low), [images[row - first] for row in rows_N[low:high].tolist()]
            sample += len(rows_N)


def _parquet_runs(path: Path, column: str, *, nested: bool) -> Iterator[tuple[int, list[Encoded]]]:
    first = 0
    try:
        with pq.ParquetFile(path, buffer_size=2**20) as file:
            name = f"{column}.bytes" if nested else column
            for batch in file.iter_batches(batch_size=_rows_at_once(file.metadata, name), columns=[name]):
                values = batch.column(0).field("bytes") if nested else batch.column(0)
                yield first, [value or b"" for value in values.to_pylist()]
                first += batch.num_rows
    except (pa.ArrowException, OSError) as error:
        raise DataError(
            seen=f"`{path}` cannot be read beyond row {first}: {str(error).splitlines()[0][:160]}",
            wanted="a whole parquet file",
            do="copy it again",
        ) from error


def _rows_at_once(about: pq.FileMetaData, column: str) -> int:
    """Rows of a run, so that it holds some `RUN_BYTES` at most, by the file's own account."""
    groups = [about.row_group(i) for i in range(about.num_row_groups)]
    chunks = [group.column(i) for group in groups for i in range(group.num_columns)]
    held = sum(int(chunk.total_uncompressed_size) for chunk in chunks if chunk.path_in_schema == column)
    return max(1, min(CHUNK, RUN_BYTES * int(about.num_rows) // max(held, 1)))


Pixels = ArrayPixels | FilePixels | ParquetPixels


@dataclass(frozen=True, kw_only=True)
class Source:
    """A set of images as found: targets, parts, names and headers, with the way to its pixels.

    `sizes_N2` is (height, width) after EXIF rotation. `modes` and `formats` are Pillow's words, or the number
    format and `array`. `value_range` is what 0 and 255 will stand for where raw values are not plain bytes.
    `num_listed` counts the broken ones in. `whole_numbers` is False where decoded pixels will be float32.
    """

    form: str
    source: str
    classes: tuple[str, ...]
    targets_N: np.ndarray
    part_N: np.ndarray
    names: tuple[str, ...]
    sizes_N2: np.ndarray
    modes: tuple[str, ...]
    formats: tuple[str, ...]
    num_channels: int
    pixels: Pixels
    value_range: tuple[float, float] = (0.0, 255.0)
    whole_numbers: bool = True
    target: str = ""
    unreadable: tuple[tuple[str, str], ...] = ()
    num_listed: int = 0
    reasons: tuple[str, ...] = ()
