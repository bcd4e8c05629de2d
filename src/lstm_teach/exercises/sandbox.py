"""Run a learner's code so that it cannot hang or fill the notebook, and keep what it said.

It runs in a thread of its own while this one waits, so it may use whatever the notebook defined.
After SECONDS, or when the process has grown by MEGABYTES, an exception is raised inside that
thread, again and again, and the wait ends whether or not that helps.

Covered: endless loops and recursion; memory that grows bit by bit; on Linux also one huge
allocation, which the system is asked to refuse. Not covered: elsewhere one huge allocation that the
machine grants. A long call into compiled code, and some loops that catch every exception, go on in
the background after the wait has ended (`Run.alive` says so). Without threads (Python in the
browser) there are no limits.
"""

import ctypes
import io
import random
import sys
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SECONDS, MEGABYTES = 5.0, 1024
PAUSE = 0.02  # seconds between two looks at the clock and the memory
STATM = Path("/proc/self/statm")  # Linux: address space and memory in use, in pages


class LimitReached(BaseException):
    """Raised inside code that takes too long or too much. No `except Exception` catches it."""


@dataclass(frozen=True)
class Run:
    """What happened to a piece of a learner's code.

    Attributes:
        error: the exception that ended it, or None.
        stopped: "time" or "memory" if a limit ended it, else None.
        alive: it could not be stopped and still runs in the background.
        printed: what it printed.
    """

    error: BaseException | None
    stopped: str | None
    alive: bool
    printed: str


def run(work: Callable[[], None], seconds: float | None = None, megabytes: int = MEGABYTES) -> Run:
    """Call `work` within the limits. It keeps its own results; what it raises is in the Run.

    Args:
        work: what to call.
        seconds: how long it may take, SECONDS where left out.
        megabytes: by how much the process may grow.
    """
    seconds = SECONDS if seconds is None else seconds
    errors: list[BaseException] = []
    context = copy_context()  # the notebook's settings, such as NumPy's, live there

    def guarded():
        printed.catch(threading.get_ident())
        try:
            context.run(work)
        except BaseException as error:  # also KeyboardInterrupt and SystemExit of an answer
            errors.append(error)

    with catching_prints() as printed, refusing_huge_allocations(megabytes), same_dice():
        thread = threading.Thread(target=guarded, daemon=True)
        try:
            thread.start()
        except RuntimeError:  # no threads here
            guarded()
            stopped = None
        else:
            stopped = wait(thread, seconds, megabytes)
    error = errors[0] if errors else None
    if stopped is None and memory_was_refused(error):
        stopped = "memory"
    return Run(error, stopped, thread.is_alive(), printed.text.getvalue())


def wait(thread: threading.Thread, seconds: float, megabytes: int) -> str | None:
    """Wait for a thread within the limits; returns which limit ended it, "time" or "memory"."""
    end, start = time.monotonic() + seconds, memory()
    try:
        while True:
            thread.join(PAUSE)
            if not thread.is_alive():
                return None
            if time.monotonic() > end:
                stop(thread)
                return "time"
            if memory() - start > megabytes:
                stop(thread)
                return "memory"
    except KeyboardInterrupt:  # the learner pressed stop
        stop(thread)
        raise


def stop(thread: threading.Thread, seconds: float = 0.5) -> None:
    """Raise LimitReached inside a thread until it ends, at most for some seconds."""
    interval, end = sys.getswitchinterval(), time.monotonic() + seconds
    sys.setswitchinterval(1e-5)  # hits again before an `except: pass` is through
    try:
        while thread.is_alive() and time.monotonic() < end:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(thread.ident), ctypes.py_object(LimitReached)
            )
            time.sleep(0)
    finally:
        sys.setswitchinterval(interval)


def memory() -> float:
    """Megabytes in use now (Linux) or at most so far (macOS); 0 where it is not known."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    if STATM.exists():
        return int(STATM.read_text().split()[1]) * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


@contextmanager
def refusing_huge_allocations(megabytes: int):
    """On Linux the system refuses this process more address space than this, for a while."""
    if not STATM.exists():
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    used = int(STATM.read_text().split()[0]) * resource.getpagesize()
    wanted = used + 2 * megabytes * 2**20  # twice: address space is taken in generous portions
    if soft == resource.RLIM_INFINITY or wanted < soft:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextmanager
def same_dice():
    """Afterwards random numbers go on as if nothing had been drawn, where generators are global."""
    python, legacy = random.getstate(), np.random.get_state()  # noqa: NPY002
    torch = sys.modules.get("torch")
    drawn = torch.get_rng_state() if torch else None
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(legacy)  # noqa: NPY002
        if torch:
            torch.set_rng_state(drawn)


def memory_was_refused(error: BaseException | None) -> bool:
    """Whether an exception says so: Python's and NumPy's, or PyTorch's."""
    return isinstance(error, MemoryError) or (
        isinstance(error, RuntimeError) and "allocate memory" in str(error)
    )


class Splitter(io.TextIOBase):
    """A stream that keeps what some threads write, and passes on what all others do."""

    def __init__(self, stream):
        self.stream, self.text, self.caught = stream, io.StringIO(), set()

    def catch(self, ident: int) -> None:
        """Keep what this thread writes from now on."""
        self.caught.add(ident)

    def write(self, text: str) -> int:
        """Keep or pass on."""
        kept = threading.get_ident() in self.caught
        return (self.text if kept else self.stream).write(text)

    def flush(self) -> None:
        """Flush the stream behind this one."""
        self.stream.flush()


@contextmanager
def catching_prints():
    """For a while sys.stdout is a Splitter."""
    before, sys.stdout = sys.stdout, Splitter(sys.stdout)
    try:
        yield sys.stdout
    finally:
        sys.stdout = before
