"""Calls of the library: never with the interpreter's lock, and Ctrl-C gets through.

A call from the main thread runs in a helper thread while the main one waits, so that a signal is
seen at once: the library is told to stop, what it still makes is freed, and KeyboardInterrupt
leaves. Calls from other threads, to which Python gives no signals, run where they are. It also
keeps OpenMP's threads out of the main thread, so that a process forked from it may use the library.
"""
from __future__ import annotations

import os
import queue
import sys
import threading
import time
from typing import Any, Callable, Optional, Union

from . import _values
from ._errors import CancelledError, check
from ._libdgh import ffi, lib

Progress = Union[None, bool, Callable[[str, int, int], Any]]

PATIENCE_S = 1.0
BETWEEN_S = 0.1


class _Worker:
    """A thread that runs one job after the other."""

    def __init__(self) -> None:
        self.jobs: queue.SimpleQueue = queue.SimpleQueue()
        threading.Thread(target=self._serve, name="dgh", daemon=True).start()

    def _serve(self) -> None:
        while True:
            job = self.jobs.get()
            if job is None:
                return
            job.run()
            del job


class _Job:
    __slots__ = ("body", "result", "error", "done")

    def __init__(self, body: Callable[[], Any]):
        self.body = body
        self.result: Any = None
        self.error: Optional[BaseException] = None
        self.done = threading.Lock()
        self.done.acquire()

    def run(self) -> None:
        try:
            self.result = self.body()
        except BaseException as error:  # pylint: disable=broad-except
            self.error = error
        self.done.release()


_idle: list = []


def _forget_workers() -> None:
    _idle.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_workers)


class Watch:
    """How far a long call is, for whoever looks, and the way to stop it."""

    def __init__(self, progress: Progress = None):
        self.handle = ffi.gc(lib.dgh_watch_create(), lib.dgh_watch_free)
        if self.handle == ffi.NULL:
            raise MemoryError
        self.stopped = False
        self._progress = progress
        self._bar: Any = None
        self._began = time.monotonic()

    def attach(self, options) -> None:
        """Becomes the progress callback of an options struct."""
        options.progress = ffi.addressof(lib, "dgh_watch_progress")
        options.progress_user = self.handle
        _values.hold(options, self)

    def cancel(self) -> None:
        lib.dgh_watch_cancel(self.handle)

    @property
    def wanted(self) -> bool:
        """Whether anybody looks."""
        if self._progress is None:
            return "ipykernel" in sys.modules or (sys.stderr is not None and sys.stderr.isatty())
        return self._progress is not False

    def _look(self):
        what, numbers = ffi.new("char[256]"), ffi.new("size_t[2]")
        n = lib.dgh_watch_look(self.handle, what, numbers, numbers + 1)
        return n, ffi.string(what).decode("utf-8", "replace"), numbers[0], numbers[1]

    def show(self) -> None:
        n_calls, what, done, total = self._look()
        if not n_calls:
            return
        if callable(self._progress):
            if self._progress(what, done, total) is False and not self.stopped:
                self.stopped = True
                self.cancel()
        elif time.monotonic() - self._began > PATIENCE_S:
            self._draw(what, done, total)

    def tell(self, what: str, done: int, total: int) -> None:
        """How far work is that Python itself does; CancelledError where the watcher stops it."""
        if callable(self._progress):
            if self._progress(what, done, total) is False:
                self.stopped = True
                raise CancelledError("stopped by the caller")
        elif self.wanted and time.monotonic() - self._began > PATIENCE_S:
            self._draw(what, done, total)

    def _draw(self, what: str, done: int, total: int) -> None:
        if self._bar is None:
            try:
                from tqdm.auto import tqdm
            except ImportError:
                self._progress = False
                return
            self._bar = tqdm(total=total or None, desc=what, leave=False)
        if self._bar.desc != what + ": " or self._bar.total != (total or None):
            self._bar.set_description(what, refresh=False)
            self._bar.total = total or None
        self._bar.n = done
        self._bar.refresh()

    def end(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _wait(job: _Job, watch: Optional[Watch]) -> None:
    if watch is None or not watch.wanted:
        job.done.acquire()
        return
    while not job.done.acquire(timeout=BETWEEN_S):
        watch.show()


def run(body: Callable[[], Any], watch: Optional[Watch] = None) -> Any:
    """body(), which calls the library and owns what that makes."""
    if threading.current_thread() is not threading.main_thread():
        return body()
    job = _Job(body)
    worker = _idle.pop() if _idle else _Worker()
    finished = False
    try:
        worker.jobs.put(job)
        _wait(job, watch)
        finished = True
    finally:
        if not finished and watch is not None:
            watch.cancel()
        if finished:
            _idle.append(worker)
        else:
            worker.jobs.put(None)
        if watch is not None:
            watch.end()
    if job.error is not None:
        raise job.error
    return job.result


def make(type_name: str, function, free, *arguments, watch: Optional[Watch] = None):
    """function(type **out, *arguments, dgh_error *err) -> what it made, freed with the last
    reference to it."""
    def body():
        out, err = ffi.new(type_name + " **"), ffi.new("dgh_error *")
        status = function(out, *arguments, err)
        return status, err, ffi.gc(out[0], free) if out[0] != ffi.NULL else None

    status, err, made = run(body, watch)
    try:
        check(status, err)
    except CancelledError:
        if watch is None or not watch.stopped:
            raise KeyboardInterrupt from None
        raise
    return made


def do(function, *arguments, watch: Optional[Watch] = None) -> None:
    """function(*arguments, dgh_error *err)"""
    def body():
        err = ffi.new("dgh_error *")
        return function(*arguments, err), err

    check(*run(body, watch))


def works(*names: str, bits: int = 0) -> str:
    """BibTeX of dgh and of works by their names in dgh_cited ("libxc", "d-band"), or as bits."""
    for name in names:
        bits |= getattr(lib, "DGH_CITED_" + name.upper().replace("-", "_"))
    return document(lib.dgh_report_works, bits)


def document(function, *arguments) -> str:
    """function(char **out, *arguments, dgh_error *err) -> the text."""
    out, err = ffi.new("char **"), ffi.new("dgh_error *")
    check(function(out, *arguments, err), err)
    try:
        return ffi.string(out[0]).decode("utf-8", "surrogateescape")
    finally:
        lib.dgh_string_free(out[0])
