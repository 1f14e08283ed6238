"""A process of ours that works for another: it ends with it, gives way to it, and has a limit of memory."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from contextlib import suppress
from multiprocessing import parent_process
from pathlib import Path
from typing import Final

PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h
GONE: Final = 3  # exit code of a process that ends because its parent has
MB: Final = 2**20


def end_with_parent() -> None:
    """End this process as soon as the process that started it has ended, also when that was killed and this one is busy.

    On Linux the kernel kills it. Everywhere a thread waits for the pipe that the parent alone holds open. The kernel acts when
    the starting *thread* ends, so processes must be started by a thread that lives as long as they do."""
    parent = parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

    def watch() -> None:
        parent.join()
        os._exit(GONE)

    threading.Thread(target=watch, name="ldip-parent", daemon=True).start()


def give_way(steps: int) -> None:
    """Lower this process's priority, so that the server answers first where processors are scarce."""
    if hasattr(os, "nice"):
        os.nice(steps)


def limit_memory(megabytes: int) -> None:
    """Limit the address space to what is in use now and so many megabytes more; beyond it allocations raise MemoryError.

    Without effect where the system has no such limit (Windows)."""
    if sys.platform == "win32":
        return
    import resource

    used = _pages(0)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = used + megabytes * MB
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def resident() -> int:
    """Megabytes of memory in use; 0 where the system does not report it."""
    return _pages(1) // MB


def _pages(column: int) -> int:
    """A column of /proc/self/statm in bytes: 0 address space, 1 resident; 0 where there is no such file."""
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[column]) * os.sysconf("SC_PAGE_SIZE")
    return 0
