"""C values as Python has them: texts, numbers with their source, arrays on the library's memory,
names of enums, option structs."""
from __future__ import annotations

import os
import weakref
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

import numpy as np

from ._errors import ArgumentError
from ._libdgh import ffi, lib

NO_RUN = lib.DGH_NO_RUN


class Source(NamedTuple):
    """Where a number came from; `path` None: from no file, `line` None: lines mean nothing."""

    path: Optional[str]
    line: Optional[int]

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.path and self.line else self.path or "by hand"


class Number(float):
    """A float that knows the file and line that it was read from (`source`)."""

    __slots__ = ("source",)
    source: Optional[Source]

    def __new__(cls, value: float, source: Optional[Source] = None) -> "Number":
        self = super().__new__(cls, value)
        self.source = source
        return self

    def __reduce__(self):
        return Number, (float(self), self.source)


class Diagnostic(NamedTuple):
    """One finding about a file, a run or a site."""

    severity: str
    """"note", "warning" or "error" """
    code: str
    """stable identifier in kebab-case"""
    message: str
    path: Optional[str]
    line: Optional[int]


_held: Dict[int, Tuple[Any, List[Any]]] = {}


def hold(c, *things):
    """Things live at least as long as the C object `c`, which points at what they own. Returns c.

    A call that was left by Ctrl-C goes on in its thread with nothing but its arguments."""
    key = id(c)
    if key not in _held:
        _held[key] = weakref.ref(c, lambda _, held=_held: held.pop(key, None)), []
    _held[key][1].extend(thing for thing in things if thing is not c)
    return c


def text(pointer) -> Any:
    """A str; NULL is None; bytes that are no UTF-8 survive as surrogates, as in paths. (Which of
    them are never NULL, the C interface says and no type.)"""
    return None if pointer == ffi.NULL else ffi.string(pointer).decode("utf-8", "surrogateescape")


def path_bytes(path) -> Any:
    """A path for the library; keep the result as long as it is in use."""
    return ffi.new("char[]", os.fsencode(path))


def paths_array(paths) -> Tuple[Any, int]:
    """const char *const[] and its length."""
    names = [path_bytes(p) for p in paths]
    return hold(ffi.new("char *[]", names), names), len(names)


def source(c) -> Optional[Source]:
    path = text(c.path)
    return Source(path, c.line or None) if path is not None or c.line else None


def real(c) -> Optional[Number]:
    return Number(c.value, source(c.source)) if c.has else None


def integer(c) -> Optional[int]:
    return int(c.value) if c.has else None


def tristate(c) -> Optional[bool]:
    return None if c == lib.DGH_UNKNOWN else c == lib.DGH_YES


def diagnostics(pointer, n) -> Tuple[Diagnostic, ...]:
    return tuple(
        Diagnostic(text(lib.dgh_severity_name(d.severity)), text(d.code), text(d.message),
                   text(d.source.path), d.source.line or None)
        for d in (pointer[i] for i in range(n)))


def item(index, n: int, make: Callable[[int], Any], what: str) -> Any:
    """What a sequence of n things has at an index, or the list at a slice; make(i) makes one."""
    if isinstance(index, slice):
        return [make(i) for i in range(*index.indices(n))]
    if not -n <= index < n:
        raise IndexError(f"{what} {index} of {n}")
    return make(index % n)


def put_real(c, value: Optional[float]) -> None:
    c.has = value is not None
    c.value = 0.0 if value is None else float(value)


# ---- arrays ---------------------------------------------------------------------------------------

_KINDS: Dict[str, Any] = {
    "double": np.dtype("f8"), "float": np.dtype("f4"), "int32_t": np.dtype("i4"),
    "uint32_t": np.dtype("u4"), "int": np.dtype("i4"), "bool": np.dtype("?"),
    "_Bool": np.dtype("?"), "size_t": np.dtype(f"u{ffi.sizeof('size_t')}")}


class _Memory:  # pylint: disable=too-few-public-methods
    """Memory of the library as NumPy takes it; becomes the base of every view and so keeps the
    owner alive."""

    __slots__ = ("__array_interface__", "owner")

    def __init__(self, address, shape, dtype, strides, writable, owner):
        self.owner = owner
        self.__array_interface__ = {"version": 3, "shape": shape, "typestr": dtype.str,
                                    "strides": strides, "data": (address, not writable)}


def array(pointer, shape, owner, *, writable: bool = False, first_fastest: bool = False):
    """A view of a C array without a copy; None for NULL. `owner` lives as long as any view."""
    if pointer == ffi.NULL:
        return None
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    kind = ffi.typeof(pointer)
    dtype = _KINDS[kind.item.cname]
    strides: Any = None
    if first_fastest:
        strides, step = (), dtype.itemsize
        for n in shape:
            strides += (step,)
            step *= n
    if 0 in shape:
        return np.zeros(shape, dtype)
    return np.asarray(_Memory(int(ffi.cast("uintptr_t", pointer)), shape, dtype, strides, writable,
                              owner))


def matrix(c) -> np.ndarray:
    """A copy of double[3][3], read-only."""
    m = np.array([list(row) for row in c])
    m.flags.writeable = False
    return m


def vector(c) -> np.ndarray:
    """A copy of double[3]."""
    return np.array(list(c))


# ---- enums ----------------------------------------------------------------------------------------

_names: Dict[str, Dict[str, int]] = {}


def choices(enum: str) -> Dict[str, int]:
    """Names of an enum's values, as the library gives them, e.g. choices("dgh_convention"); none
    for an enum without a function dgh_..._name."""
    enum = enum[len("enum "):] if enum.startswith("enum ") else enum
    if enum not in _names:
        function = getattr(lib, enum + "_name", None) or \
            getattr(lib, enum.replace("_kind", "") + "_name", None)
        found: Dict[str, int] = {}
        if function is None:
            return found
        for value, constant in sorted(ffi.typeof(enum).elements.items()):
            if not constant.endswith("_COUNT"):
                found[text(function(value))] = value
        _names[enum] = found
    return _names[enum]


def choose(enum: str, name: str, argument: str) -> int:
    """The value of a name, letters of any case."""
    known = choices(enum)
    for key, value in known.items():
        if key == name or key.lower() == str(name).lower():
            return value
    raise ArgumentError(f"{argument}: expected one of {', '.join(known)}, found {name!r}")


def axis_number(axis, argument: str = "axis", auto: bool = False) -> int:
    """'a', 'b', 'c' or 0, 1, 2; "auto" is -1 where it is allowed."""
    names = {"a": 0, "b": 1, "c": 2, 0: 0, 1: 1, 2: 2}
    if auto:
        names.update({"auto": -1, None: -1})
    try:
        return names[axis]
    except (KeyError, TypeError):
        raise ArgumentError(f"{argument}: expected a, b, c or 0, 1, 2, found {axis!r}") from None


def options(type_name: str):
    """An options struct with the library's defaults."""
    made = ffi.new(type_name + " *")
    getattr(lib, type_name + "_init")(made)
    return made


def put(c, name: str, value) -> None:
    """Sets a pointer in an options struct, which keeps what it points at."""
    hold(c, value)
    setattr(c, name, value)


def number_of_jobs(jobs: Optional[int]) -> int:
    if jobs is None:
        return 0
    if jobs < 0:
        raise ArgumentError(f"jobs: expected 0 (all cores) or a number of threads, found {jobs}")
    return int(jobs)


# ---- structs as they are --------------------------------------------------------------------------

# struct of the library -> the class that shows it, made of (pointer or struct, owner)
shown_as: Dict[str, Callable[[Any, Any], Any]] = {}

_VALUES: Dict[str, Callable[[Any], Any]] = {
    "dgh_real": real, "dgh_integer": integer, "dgh_source": source,
    "dgh_text": lambda c: text(c.value)}
_PRIVATE = ("owner", "arena", "size")


def _name(kind) -> str:
    return kind.cname.replace("struct ", "").replace("enum ", "").replace("const ", "").strip()


class Row:
    """A struct of the library with its fields as attributes, under the names of the C interface
    (dgh/*.h), which carry their units; numbers that a file may or may not state are None where it
    does not. Valid for as long as it is kept."""

    __slots__ = ("_c", "_owner")

    def __init__(self, c, owner):
        self._c, self._owner = c, owner

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_"):
            kinds = dict(ffi.typeof(self._c).fields)
            if name in kinds and _is_shown(name, kinds):
                return _convert(self._c, name, kinds, self._owner)
        raise AttributeError(f"{_name(ffi.typeof(self._c))} has no {name!r} to show")

    def __dir__(self):
        kinds = dict(ffi.typeof(self._c).fields)
        return [name for name in kinds if _is_shown(name, kinds)]

    def to_dict(self) -> Dict[str, Any]:
        """All fields; rows within rows are dicts too."""
        return {name: _plain(getattr(self, name)) for name in Row.__dir__(self)}

    def __repr__(self) -> str:
        return f"<{', '.join(f'{k}={x!r}' for k, x in self.to_dict().items())}>"


def _plain(value: Any) -> Any:
    if isinstance(value, Row):
        return value.to_dict()
    if isinstance(value, (tuple, list)) and value and isinstance(value[0], Row):
        return [x.to_dict() for x in value]
    return value


def _count_of(name: str, kinds) -> Optional[str]:
    """The member that says how many things a pointer points at."""
    return "n_" + name if "n_" + name in kinds else None


def _is_shown(name: str, kinds) -> bool:
    """Whether a member can be shown: a pointer must be to a text, to one thing of its own, or to as
    many as another member says."""
    kind = kinds[name].type
    if name in _PRIVATE:
        return False
    if kind.kind != "pointer":
        return kind.kind != "function"
    if kind.item.kind in ("void", "function"):
        return False
    if _count_of(name, kinds):
        item = _name(kind.item)
        return kind.item.kind == "struct" or item in _KINDS or item in ("char *", "char  *")
    return _name(kind.item) in ("char", *shown_as) or _name(kind.item) in _SINGLE


# Structs that are pointed at one by one, without a class of their own.
_SINGLE = ("dgh_run_density", "dgh_site_density", "dgh_site_structure", "dgh_host",
           "dgh_xc", "dgh_mode_analysis")


def _convert(c, name: str, kinds, owner) -> Any:
    value, kind = getattr(c, name), kinds[name].type
    count = _count_of(name, kinds)
    if kind.kind == "array" and count:
        return convert(value, kind, owner)[:getattr(c, count)]
    if kind.kind != "pointer" or _name(kind.item) == "char":
        return convert(value, kind, owner)
    if value == ffi.NULL:
        return () if count else None
    if count is None:
        wrap = shown_as.get(_name(kind.item))
        return wrap(value, owner) if wrap else Row(value[0], owner)
    n = getattr(c, count)
    if kind.item.kind == "struct":
        return rows(value, n, owner)
    if kind.item.kind == "pointer":
        return tuple(text(value[i]) for i in range(n))
    return array(value, n, owner)


def convert(c, kind, owner) -> Any:
    """A value by its C type; no pointers but texts."""
    if kind.kind == "enum":
        if _name(kind) == "dgh_tristate":
            return tristate(c)
        for name, value in choices(kind.cname).items():
            if value == c:
                return name
        return c
    if kind.kind == "struct":
        special = _VALUES.get(_name(kind))
        if special is not None:
            return special(c)
        wrap = shown_as.get(_name(kind))
        return Row(c, owner) if wrap is None else wrap(c, owner)
    if kind.kind == "array":
        if _name(kind.item) == "char":
            return text(ffi.cast("char *", c))
        return [convert(x, kind.item, owner) for x in c]
    if kind.kind == "pointer":
        return text(c)
    if kind.cname == "size_t" and c == NO_RUN:
        return None
    return c


def rows(pointer, n, owner) -> Tuple[Row, ...]:
    """An array of structs."""
    return tuple(Row(pointer[i], owner) for i in range(n))
