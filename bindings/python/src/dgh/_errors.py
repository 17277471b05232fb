"""Exceptions and warnings."""
from __future__ import annotations

import sys
import warnings
from types import FrameType
from typing import Iterable, Optional

from ._libdgh import ffi, lib

__all__ = ["DghError", "ArgumentError", "CancelledError", "FileError", "InternalError",
           "LibraryMemoryError", "MissingError", "ParseError", "RefusedError", "UnsupportedError",
           "DghWarning"]


class DghError(Exception):
    """Whatever the library refuses or cannot do.

    Attributes
    ----------
    code : str
        Short stable identifier: "parse", "io", "refused"...
    path : str or None
        The file in question.
    line, column : int or None
        The place in it, counted from 1.
    """

    code: str = "error"
    path: Optional[str] = None
    line: Optional[int] = None
    column: Optional[int] = None

    def __init__(self, message: str = "", *, code: Optional[str] = None,
                 path: Optional[str] = None, line: Optional[int] = None,
                 column: Optional[int] = None):
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.path, self.line, self.column = path, line, column

    def __str__(self) -> str:
        return self.message

    def __reduce__(self):
        return _rebuild, (type(self), self.message, self.code, self.path, self.line, self.column)


def _rebuild(kind, message, code, path, line, column):
    return kind(message, code=code, path=path, line=line, column=column)


class LibraryMemoryError(DghError, MemoryError):
    """An allocation failed."""

    code = "nomem"


class InternalError(DghError, RuntimeError):
    """A library below this one failed, or a bug in this one."""

    code = "internal"


class ArgumentError(DghError, ValueError):
    """Arguments that make no sense."""

    code = "argument"


class FileError(DghError, OSError):
    """A file could not be opened, read, written or unpacked."""

    code = "io"


class ParseError(DghError, ValueError):
    """A file is not what its format demands, at a line and column."""

    code = "parse"


class UnsupportedError(DghError, NotImplementedError):
    """Recognised, and outside of what the library does."""

    code = "unsupported"


class MissingError(DghError, LookupError):
    """A datum that the request needs is not there."""

    code = "missing"


class RefusedError(DghError):
    """Refused on scientific grounds (unconverged, mixed settings...); ``force=True`` goes on where
    a function has it."""

    code = "refused"


class CancelledError(DghError):
    """A progress callback asked to stop."""

    code = "cancelled"


_KINDS = {
    lib.DGH_ERR_NOMEM: LibraryMemoryError,
    lib.DGH_ERR_INTERNAL: InternalError,
    lib.DGH_ERR_ARGUMENT: ArgumentError,
    lib.DGH_ERR_IO: FileError,
    lib.DGH_ERR_PARSE: ParseError,
    lib.DGH_ERR_UNSUPPORTED: UnsupportedError,
    lib.DGH_ERR_MISSING: MissingError,
    lib.DGH_ERR_REFUSED: RefusedError,
    lib.DGH_ERR_CANCELLED: CancelledError,
}


def error_of(status: int, err) -> DghError:
    """The exception for a status that is not DGH_OK and the dgh_error that came with it."""
    code = ffi.string(lib.dgh_status_name(status)).decode("ascii")
    message = ffi.string(err.message).decode("utf-8", "replace")
    path = ffi.string(err.path)
    return _KINDS.get(status, InternalError)(
        message or code, code=code,
        path=path.decode(sys.getfilesystemencoding(), "surrogateescape") or None,
        line=err.line or None, column=err.column or None)


def check(status: int, err) -> None:
    if status != lib.DGH_OK:
        raise error_of(status, err)


class DghWarning(UserWarning):
    """A finding of the library about a file, a run or a site: a number could be wrong or is not
    comparable.

    Attributes
    ----------
    code : str
        Stable identifier in kebab-case, e.g. "forces-above-limit".
    severity : str
        "warning" or "error" (an error refuses the number that it belongs to).
    path, line : str or None, int or None
        Where it was found.
    """

    def __init__(self, message: str, code: str = "", severity: str = "warning",
                 path: Optional[str] = None, line: Optional[int] = None):
        super().__init__(message)
        self.message, self.code, self.severity = message, code, severity
        self.path, self.line = path, line

    def __reduce__(self):
        return type(self), (self.message, self.code, self.severity, self.path, self.line)

    def __str__(self) -> str:
        place = f" ({self.path}{f':{self.line}' if self.line else ''})" if self.path else ""
        return f"{self.message} [{self.code}]{place}"


def _level_of_caller() -> int:
    """The stack level, as warnings.warn counts, of the first frame outside of this package."""
    package = __name__.partition(".")[0]
    frame: Optional[FrameType] = sys._getframe(1)
    level = 1
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if name != package and not name.startswith(package + "."):
            return level
        frame, level = frame.f_back, level + 1
    return 2


def warn(diagnostics: Iterable) -> None:
    """Diagnostics of severity warning and error as Python warnings, each once."""
    seen = set()
    for d in diagnostics:
        key = (d.code, d.message, d.path, d.line)
        if d.severity == "note" or key in seen:
            continue
        seen.add(key)
        warnings.warn(DghWarning(d.message, d.code, d.severity, d.path, d.line),
                      stacklevel=_level_of_caller())
