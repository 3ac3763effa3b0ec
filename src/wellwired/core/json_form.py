"""Frozen dataclasses to plain JSON values and back, without loss.

Allowed fields: str, int, float, bool, None, enums, tuples, mappings with str keys, dataclasses, and unions of
those. A dataclass inside a union is told by its `kind` entry, the class name; one with a field of that name
keeps it for the field, and cannot stand in a union with others. Non-finite floats travel as the strings
"nan", "inf" and "-inf", so that every line stays valid JSON.
"""

import dataclasses
import enum
import functools
import math
import types
import typing
from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar, Union, get_args, get_origin

from wellwired.core.errors import ArtifactError

T = TypeVar("T")
_NOT_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def to_json(value: Any) -> Any:
    """Plain JSON form of a dataclass, or of anything that one may hold."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"kind": type(value).__name__, **fields}  # a field called `kind` stands in for the tag
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): to_json(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    return value


def from_json(wanted: type[T], plain: Any) -> T:
    """Value of the dataclass `wanted` from its JSON form.

    Raises:
        ArtifactError: the form has a missing or unknown field, or a value of another type.
    """
    return typing.cast(T, _value(wanted, plain, wanted.__name__))


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _refuse(where: str, plain: Any, wanted: Any) -> NoReturn:
    raise ArtifactError(
        seen=f"`{where}` is {str(plain)[:80]!r}",
        wanted=f"{getattr(wanted, '__name__', wanted)}",
        do="restore the file from a copy; it was changed by hand or written by another version",
    )


def _value(wanted: Any, plain: Any, where: str) -> Any:
    origin = get_origin(wanted)
    if wanted is Any:
        return plain
    if origin in (Union, types.UnionType):
        return _of_union(get_args(wanted), plain, where)
    if origin in (tuple, list):
        return _sequence(wanted, plain, where)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(wanted, plain, where)
    if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
        return _dataclass(wanted, plain, where)
    if isinstance(wanted, type) and issubclass(wanted, enum.Enum):
        if plain not in {one.value for one in wanted}:
            _refuse(where, plain, wanted)
        return wanted(plain)
    return _scalar(wanted, plain, where)


def _mapping(wanted: Any, plain: Any, where: str) -> dict[str, Any]:
    if not isinstance(plain, dict):
        _refuse(where, plain, wanted)
    return {key: _value(get_args(wanted)[1], one, f"{where}.{key}") for key, one in plain.items()}


def _sequence(wanted: Any, plain: Any, where: str) -> Any:
    if not isinstance(plain, list):
        _refuse(where, plain, wanted)
    args = get_args(wanted)
    kinds = [args[0]] * len(plain) if len(args) == 2 and args[1] is Ellipsis else list(args)
    if get_origin(wanted) is list:
        kinds = [args[0]] * len(plain)
    if len(kinds) != len(plain):
        _refuse(where, plain, wanted)
    items = (
        _value(kind, one, f"{where}[{i}]") for i, (kind, one) in enumerate(zip(kinds, plain, strict=True))
    )
    return get_origin(wanted)(items)


def _dataclass(wanted: Any, plain: Any, where: str) -> Any:
    names = {f.name for f in dataclasses.fields(wanted)}
    needed = {
        f.name
        for f in dataclasses.fields(wanted)
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
    }
    if not isinstance(plain, dict):
        _refuse(where, plain, wanted)
    if "kind" not in names and plain.get("kind", wanted.__name__) != wanted.__name__:
        _refuse(where, plain, wanted)
    given = set(plain) - ({"kind"} - names)
    if not needed <= given <= names:
        _refuse(where, sorted(needed ^ given), wanted)
    return wanted(**{name: _value(_hints(wanted)[name], plain[name], f"{where}.{name}") for name in given})


def _of_union(options: tuple[Any, ...], plain: Any, where: str) -> Any:
    if plain is None and type(None) in options:
        return None
    kind = plain.get("kind") if isinstance(plain, dict) else None
    named = [o for o in options if isinstance(o, type) and o.__name__ == kind] if kind else []
    for option in named or [o for o in options if o is not type(None)]:
        try:
            return _value(option, plain, where)
        except ArtifactError:
            if named:
                raise
    _refuse(where, plain, options)


def _scalar(wanted: Any, plain: Any, where: str) -> Any:
    if wanted is float and isinstance(plain, str) and plain in _NOT_FINITE:
        return _NOT_FINITE[plain]
    if wanted is float and isinstance(plain, int | float) and not isinstance(plain, bool):
        return float(plain)
    if wanted is int and isinstance(plain, bool):
        _refuse(where, plain, wanted)
    if wanted is type(None) and plain is None:
        return None
    if isinstance(wanted, type) and isinstance(plain, wanted):
        return plain
    _refuse(where, plain, wanted)
