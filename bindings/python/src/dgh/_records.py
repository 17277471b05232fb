"""Records: what the runs of trees say, made here or by the workers of a cluster."""
from __future__ import annotations

import concurrent.futures
import contextlib
import itertools
import json
import os
import tempfile
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple, Union

from . import _values as v
from ._call import Progress, Watch, document, make, run
from ._errors import ArgumentError, CancelledError, check
from ._libdgh import ffi, lib

PathLike = Union[str, bytes, os.PathLike]

_COUNTS = ("n_runs", "n_read", "n_kept", "n_lines", "n_files")
# What a task of a cluster reads: enough to outweigh the cost of a task (a millisecond), little
# enough that a lost worker loses little.
FILES_PER_TASK = 2000
MOST_FOLDERS_PER_TASK = 512


class Records:
    """Lines of JSON, one for each run and a few more (schemas in share/dgh/schema): what
    ``dgh records`` writes and ``dgh.compute(records=...)`` takes. Iterate over them, or `write()`
    them; `runs()` gives those of runs as dictionaries."""

    def __init__(self, path: Optional[str], lines: Optional[List[bytes]], counts: Dict[str, int]):
        self._path, self._lines, self._counts = path, lines, counts

    n_runs = property(lambda self: self._counts["n_runs"], doc="Runs with a record.")
    n_read = property(lambda self: self._counts["n_read"], doc="Runs whose files were read.")
    n_kept = property(lambda self: self._counts["n_kept"],
                      doc="Runs whose record was kept from an earlier time.")

    @property
    def path(self) -> Optional[str]:
        """The file that holds them, None: they are in memory."""
        return self._path

    def __iter__(self) -> Iterator[str]:
        if self._path is None:
            for line in self._lines or []:
                yield line.decode("utf-8")
            return
        with open(self._path, "rb") as file:
            for line in file:
                yield line.decode("utf-8")

    def runs(self) -> Iterator[Dict[str, Any]]:
        """The records of runs, parsed."""
        for line in self:
            document_ = json.loads(line)
            if document_["schema"] == "dgh-record":
                yield document_

    def write(self, path: PathLike) -> None:
        """All lines into a file, which appears whole."""
        _write(path, (line.encode("utf-8") for line in self))

    @contextlib.contextmanager
    def as_file(self) -> Iterator[str]:
        """A file that holds them, in a with-statement."""
        if self._path is not None:
            yield self._path
            return
        with tempfile.TemporaryDirectory(prefix="dgh-records-") as folder:
            path = os.path.join(folder, "records.jsonl")
            self.write(path)
            yield path

    def __repr__(self) -> str:
        where = f" in {self._path}" if self._path is not None else ""
        return f"<dgh.Records of {self.n_runs} runs{where}: {self.n_read} read, {self.n_kept} kept>"


def _write(path: PathLike, parts) -> None:
    path = os.fsdecode(path)
    temporary = f"{path}.part-{os.getpid()}"
    try:
        with open(temporary, "wb") as file:
            for part in parts:
                file.write(part)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


# ---- the library's side ---------------------------------------------------------------------------

def _options(jobs: int, shard, known: Sequence[PathLike] = ()):
    options = v.options("dgh_records_options")
    options.jobs = v.number_of_jobs(jobs)
    if shard is not None:
        options.shard, options.n_shards = shard
        if not 1 <= options.shard <= options.n_shards:
            raise ArgumentError(f"shard: expected (i, n) with i from 1 to n, found {shard!r}")
    array, options.n_known = v.paths_array(known)
    v.put(options, "known_paths", array)
    return options


def _sink(options):
    sink = ffi.gc(lib.dgh_sink_create(), lib.dgh_sink_free)
    if sink == ffi.NULL:
        raise MemoryError
    options.line = ffi.addressof(lib, "dgh_sink_line")
    options.line_user = sink
    return v.hold(options, sink)


def _text(options) -> bytes:
    sink = ffi.cast("dgh_sink *", options.line_user)
    return ffi.buffer(lib.dgh_sink_data(sink), lib.dgh_sink_size(sink))[:]


def _counts(c) -> Dict[str, int]:
    return {name: getattr(c, name) for name in _COUNTS}


def _call(function, *arguments, watch: Optional[Watch] = None) -> None:
    def body():
        err = ffi.new("dgh_error *")
        return function(*arguments, err), err

    status, err = run(body, watch)
    try:
        check(status, err)
    except CancelledError:
        if watch is None or not watch.stopped:
            raise KeyboardInterrupt from None
        raise


def _closing(trees: Sequence[PathLike], shard, counts: Dict[str, int]) -> bytes:
    count = ffi.new("dgh_records_count *", counts)
    array, n = v.paths_array(trees)
    text = document(lib.dgh_records_closing_line, array, n, _options(1, shard), count)
    return text.encode("utf-8", "surrogateescape")


def read_folders(tree: bytes, folders: List[bytes], jobs: int = 1) -> Tuple[bytes, Dict[str, int]]:
    """The lines of these directories of a tree, and how many: the task of a worker."""
    options = _options(jobs, None)
    _sink(options)
    array, options.n_folders = v.paths_array(folders)
    v.put(options, "folders", array)
    count = ffi.new("dgh_records_count *")
    trees, n = v.paths_array([tree])
    _call(lib.dgh_records_make, count, trees, n, options)
    return _text(options), _counts(count)


# ---- on a cluster ---------------------------------------------------------------------------------

def _tasks(survey, n_folders: Optional[int]) -> List[Tuple[bytes, List[bytes]]]:
    """Pieces of work of one tree each, of about the same number of files."""
    tasks: List[Tuple[bytes, List[bytes]]] = []
    n_files = 0
    most = n_folders or MOST_FOLDERS_PER_TASK
    for i in range(survey.n_work):
        work = survey.work[i]
        tree = ffi.string(work.tree)
        full = not tasks or tasks[-1][0] != tree or len(tasks[-1][1]) >= most or \
            (n_folders is None and n_files >= FILES_PER_TASK)
        if full:
            tasks.append((tree, []))
            n_files = 0
        tasks[-1][1].extend(ffi.string(work.folders[k]) for k in range(work.n_folders))
        n_files += work.n_files
    return tasks


def _done(client, futures) -> Iterator[Any]:
    """Futures as they are done, of Dask or of concurrent.futures."""
    if hasattr(client, "scheduler_info"):
        import distributed
        yield from distributed.as_completed(futures)
    else:
        yield from concurrent.futures.as_completed(futures)


def _on_cluster(client, trees, shard, jobs: int, n_folders: Optional[int], watch: Watch,
                known: Sequence[PathLike], part) -> Tuple[List[Any], Dict[str, int]]:
    """Lines in the order of the walk, and their counts. With a file `part` the lines are put there
    as they come, and the places are given instead of them."""
    options = _options(jobs, shard, known)
    _sink(options)
    watch.attach(options)
    array, n = v.paths_array(trees)
    survey = make("dgh_records_survey", lib.dgh_records_survey_make, lib.dgh_records_survey_free,
                  array, n, options, watch=watch)
    counts = _counts(survey.count)
    tasks = _tasks(survey, n_folders)
    dask = {"pure": False} if hasattr(client, "scheduler_info") else {}
    futures = {client.submit(read_folders, tree, folders, **dask): i
               for i, (tree, folders) in enumerate(tasks)}
    found: List[Any] = [None] * len(tasks)
    try:
        for n_done, future in enumerate(_done(client, list(futures)), 1):
            lines, more = future.result()
            i = futures.pop(future)
            if hasattr(future, "release"):
                future.release()  # the scheduler forgets it
            for name in ("n_runs", "n_read", "n_lines"):
                counts[name] += more[name]
            found[i] = _keep(part, lines)
            watch.tell("reading", n_done, len(tasks))
    finally:
        for future in futures:
            future.cancel()
        watch.end()
    return [_text(options), *found], counts


def _keep(part, lines: bytes):
    if part is None:
        return lines
    part.seek(0, os.SEEK_END)
    place = part.tell(), len(lines)
    part.write(lines)
    part.flush()
    return place


def _lines_of(part, found) -> Iterator[bytes]:
    for item in found:
        if isinstance(item, bytes):
            yield item
        else:
            part.seek(item[0])
            yield part.read(item[1])


def _open_part(path: str):
    """To append to and read from; a line that was cut is ended."""
    file = open(path, "a+b")
    if file.tell():
        file.seek(-1, os.SEEK_END)
        if file.read(1) != b"\n":
            file.write(b"\n")
    return file


def _map_to_file(client, out: str, trees, shard, jobs, n_folders, watch) -> Dict[str, int]:
    part_path = out + ".part"
    try:
        with _open_part(part_path) as part:
            found, counts = _on_cluster(client, trees, shard, jobs, n_folders, watch,
                                        (part_path, out), part)
            closing = _closing(trees, shard, counts)
            _write(out, itertools.chain(_lines_of(part, found), [closing]))
    except BaseException:
        if os.path.getsize(part_path) == 0:
            os.unlink(part_path)
        raise
    os.unlink(part_path)
    return counts


# ---- the function ---------------------------------------------------------------------------------

def records(tree: Union[PathLike, Sequence[PathLike]], *more: PathLike, client: Any = None,
            out: Optional[PathLike] = None, shard: Optional[Tuple[int, int]] = None,
            folders_per_task: Optional[int] = None, jobs: int = 0,
            progress: Progress = None) -> Records:
    """The records of trees, as ``dgh records``; ``dgh.compute(records=...)`` makes the study.

        >>> client = distributed.Client("scheduler:8786")
        >>> study = dgh.compute(records=dgh.records("calculations", client=client))

    Parameters
    ----------
    tree, more
        Directories or files.
    client
        None: read in this process, on `jobs` threads. A `distributed.Client` of Dask (or an executor
        of concurrent.futures): its workers read. They must see the same files under the same paths,
        as on a shared file system, and have this package. What a worker that dies had begun is done
        by another; each run is there once.
    out
        File for the lines, which appears whole. What it held of directories whose files have not
        changed (size and time, or SHA-256) is kept, and ``out + ".part"`` keeps what an interrupted
        call has done. None: the lines are kept in memory.
    shard
        (i, n): part i, from 1, of n parts. Each directory is in exactly one, always the same.
    folders_per_task
        With a client; default: as many as hold about 2000 files.
    jobs, progress
        As for `compute`.

    Raises
    ------
    FileError, ArgumentError, ParseError (`out` holds something else). What cannot be read is told in
    the records, and by `compute`.
    """
    trees = [*(tree if isinstance(tree, (list, tuple)) else [tree]), *more]
    watch = Watch(progress)
    path = os.fsdecode(out) if out is not None else None
    if client is not None and path is not None:
        return Records(path, None, _map_to_file(client, path, trees, shard, jobs, folders_per_task,
                                                watch))
    if client is not None:
        found, counts = _on_cluster(client, trees, shard, jobs, folders_per_task, watch, (), None)
        text = b"".join(found) + _closing(trees, shard, counts)
        return Records(None, text.splitlines(keepends=True), counts)
    options = _options(jobs, shard)
    _sink(options)
    watch.attach(options)
    count = ffi.new("dgh_records_count *")
    array, n = v.paths_array(trees)
    if path is None:
        _call(lib.dgh_records_make, count, array, n, options, watch=watch)
        return Records(None, _text(options).splitlines(keepends=True), _counts(count))
    _call(lib.dgh_records_update, count, v.path_bytes(path), array, n, options, watch=watch)
    return Records(path, None, _counts(count))
