"""Parquet files with encoded images, as Hugging Face writes them or as a plain column of bytes."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wellwired.core.errors import DataError
from wellwired.data.class_names import number_names
from wellwired.data.columns import PART_COLUMNS, label_column, part_column, plain
from wellwired.data.encoded import Listed
from wellwired.data.gates import labelled
from wellwired.data.image_file import open_image, quiet
from wellwired.data.labels import class_targets
from wellwired.data.nearest import shortlist
from wellwired.data.parts import NOT_GIVEN, part_among, part_called
from wellwired.data.source import ParquetPixels

ENDINGS = (".parquet", ".pq")
_IMAGE_NAMES = ("image", "img", "pixels", "picture", "photo", "jpg", "png", "bytes", "image_bytes", "data")


@dataclass(frozen=True, kw_only=True)
class _Table:
    """Everything of the files but the pixels."""

    files: tuple[Path, ...]
    schema: pa.Schema
    num_rows: tuple[int, ...]
    column: str
    nested: bool

    @property
    def where(self) -> str:
        return str(self.files[0] if len(self.files) == 1 else self.files[0].parent)


def list_parquet(
    files: tuple[Path, ...], *, target: str | None, source: str, notes: tuple[str, ...] = ()
) -> Listed:
    """Encoded images with labels.

    Raises:
        DataError: a file is damaged, there is no column of images or of labels, labels are missing.
    """
    table = _open(files)
    others = [name for name in table.schema.names if name != table.column]
    parts = _column_of_parts(table, [name for name in others if name != target])
    column, why = label_column([n for n in others if n != parts], target=target, where=table.where)
    names, said = _class_names(table, column)
    classes, targets_N = class_targets(_values(table, column), where=column, class_names=names)
    part_N, told = _parts(table, parts)
    reasons = (*notes, f"`{table.column}` holds the images, `{column}` the labels: {why}.", *said, *told)
    listed = _listed(table, source=source, part_N=part_N, targets_N=targets_N, reasons=reasons)
    listed = Listed(**{**vars(listed), "classes": classes, "target": column})
    return listed.take(*labelled(targets_N, part_N, table.where))


def list_parquet_unlabelled(files: tuple[Path, ...], *, source: str, notes: tuple[str, ...] = ()) -> Listed:
    """Encoded images without labels."""
    table = _open(files)
    part_N, told = _parts(table, None)
    targets_N = np.full(len(part_N), -1, np.int64)
    return _listed(table, source=source, part_N=part_N, targets_N=targets_N, reasons=(*notes, *told))


def _listed(
    table: _Table, *, source: str, part_N: np.ndarray, targets_N: np.ndarray, reasons: tuple[str, ...]
) -> Listed:
    file_N = np.repeat(np.arange(len(table.files)), table.num_rows)
    row_N = np.concatenate([np.arange(count) for count in table.num_rows])
    names = tuple(
        f"{path.name}#{row}"
        for path, count in zip(table.files, table.num_rows, strict=True)
        for row in range(count)
    )
    pixels = ParquetPixels(
        files=table.files, column=table.column, nested=table.nested, file_N=file_N, row_N=row_N
    )
    return Listed(
        form="parquet",
        source=source,
        pixels=pixels,
        names=names,
        part_N=part_N,
        targets_N=targets_N,
        reasons=reasons,
    )


def _open(files: tuple[Path, ...]) -> _Table:
    schemas, counts = [], []
    for path in files:
        try:
            with pq.ParquetFile(path) as file:
                schemas.append(file.schema_arrow)
                counts.append(file.metadata.num_rows)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise DataError(
                seen=f"`{path}` is no readable parquet file: {str(error).splitlines()[0][:160]}",
                wanted="a whole parquet file",
                do="copy it again, or remove it from the folder",
            ) from error
    for path, schema in zip(files, schemas, strict=True):
        if schema.names != schemas[0].names:
            raise DataError(
                seen=f"`{path.name}` has the columns {shortlist(schema.names)}, `{files[0].name}` has"
                f" {shortlist(schemas[0].names)}",
                wanted="files of one set, with the same columns",
                do="name one file, or put the sets into separate folders",
            )
    column, nested = _image_column(files, schemas[0])
    return _Table(files=files, schema=schemas[0], num_rows=tuple(counts), column=column, nested=nested)


def _image_column(files: tuple[Path, ...], schema: pa.Schema) -> tuple[str, bool]:
    found = [(field.name, _holds_bytes(field.type)) for field in schema]
    able = [(name, nested) for name, nested in found if nested is not None]
    able.sort(key=lambda one: _IMAGE_NAMES.index(one[0].lower()) if one[0].lower() in _IMAGE_NAMES else 99)
    for name, nested in able:
        if _looks_like_images(files, name, nested=bool(nested)):
            return name, bool(nested)
    columns = shortlist((f"{field.name}: {field.type}" for field in schema), 12)
    raise DataError(
        seen=f"`{files[0]}` has no column of images; its columns are {columns}",
        wanted="a column of encoded images: bytes, or a struct with the field `bytes`",
        do="write the files' bytes into a column; tables without images are not read yet",
    )


def _holds_bytes(kind: pa.DataType) -> bool | None:
    """Is a column of this type nested bytes (True), plain bytes (False) or neither (None)?"""
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return False
    if pa.types.is_struct(kind) and kind.get_field_index("bytes") >= 0:
        inner = kind.field("bytes").type
        return True if pa.types.is_binary(inner) or pa.types.is_large_binary(inner) else None
    return None


def _looks_like_images(files: tuple[Path, ...], column: str, *, nested: bool) -> bool:
    """Is any of the first images an image?"""
    rows = np.arange(32)
    pixels = ParquetPixels(
        files=files[:1], column=column, nested=nested, file_N=np.zeros(32, np.int64), row_N=rows
    )
    _, images = next(pixels.chunks(), (0, []))
    with quiet():
        for one in images:
            try:
                open_image(one).close()
            except Exception:  # hostile bytes make Pillow raise nearly anything
                continue
            return True
    return False


def _values(table: _Table, column: str) -> Any:
    pieces = []
    for path in table.files:
        values = _column(path, column)
        if pa.types.is_dictionary(values.type):
            values = values.cast(values.type.value_type)
        simple = values.null_count == 0 and (
            pa.types.is_integer(values.type)
            or pa.types.is_floating(values.type)
            or pa.types.is_boolean(values.type)
        )
        pieces.append(
            values.to_numpy() if simple else np.array([*values.to_pylist(), None], dtype=object)[:-1]
        )
    return np.concatenate(pieces)


def _column(path: Path, column: str) -> Any:
    try:
        with pq.ParquetFile(path) as file:
            return file.read(columns=[column]).column(column)
    except (pa.ArrowException, OSError) as error:
        raise DataError(
            seen=f"column `{column}` of `{path}` cannot be read: {str(error).splitlines()[0][:160]}",
            wanted="a whole parquet file",
            do="copy it again",
        ) from error


def _column_of_parts(table: _Table, names: list[str]) -> str | None:
    texts = [name for name in names if pa.types.is_string(_plain_type(table.schema.field(name).type))]
    return part_column({name: _values(table, name).tolist() for name in texts if plain(name) in PART_COLUMNS})


def _plain_type(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _parts(table: _Table, column: str | None) -> tuple[np.ndarray, tuple[str, ...]]:
    if column is not None:
        parts = [part_called(str(value)) for value in _values(table, column).tolist()]
        return np.array(parts, np.int8), (f"`{column}` names the part of each sample.",)
    per_file = [_part_of_file(path) for path in table.files]
    if len(set(per_file)) > 1 and NOT_GIVEN in per_file:
        odd = [path.name for path, part in zip(table.files, per_file, strict=True) if part == NOT_GIVEN]
        raise DataError(
            seen=f"{len(odd)} of {len(table.files)} parquet files name no part: {shortlist(odd)}",
            wanted="`train`, `valid` or `test` in each name, or in none",
            do="rename the files, or move those that do not belong to the set",
        )
    told = ("The files' names say the part.",) if per_file[0] != NOT_GIVEN else ()
    return np.repeat(np.array(per_file, np.int8), table.num_rows), told


def _part_of_file(path: Path) -> int:
    part = part_among(path.stem)
    return part if part != NOT_GIVEN else part_called(path.parent.name)


def _class_names(table: _Table, column: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of numbered classes, from the file itself or from a list beside it."""
    if not pa.types.is_integer(table.schema.field(column).type):
        return (), ()
    try:
        features = json.loads((table.schema.metadata or {}).get(b"huggingface", b"{}"))["info"]["features"]
        names = features[column]["names"]
        names = [names[key] for key in sorted(names, key=int)] if isinstance(names, dict) else names
        if names and all(isinstance(name, str) for name in names):
            return tuple(names), (f"Class names are those of the ClassLabel `{column}`.",)
    except (ValueError, KeyError, TypeError, AttributeError):
        pass  # no such metadata, or another form of it: then the names are not known from here
    return number_names(_values(table, column), table.files[0].parent)
