"""Processes below this one. As a subreaper it inherits what a killed daemon leaves behind, in whatever session and
however often forked, so that nothing can hide from it."""
import collections
import ctypes
import os
import pathlib
import signal

PR_SET_CHILD_SUBREAPER = 36

Process = collections.namedtuple("Process", "pid parent started state")


def become_subreaper():
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def look_at(pid):
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = stat.rpartition(")")[2].split()
    return Process(int(pid), int(fields[1]), fields[19], fields[0])


def descendants(pid):
    """Those alive, parents before their children."""
    children = collections.defaultdict(list)
    for entry in os.listdir("/proc"):
        process = look_at(entry) if entry.isdigit() else None
        if process:
            children[process.parent].append(process)
    found, queue = [], [pid]
    while queue:
        below = children[queue.pop()]
        found += [process for process in below if process.state != "Z"]
        queue += [process.pid for process in below]
    return found


def kill(processes):
    for process in processes:
        try:
            os.kill(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def reap_orphans(own):
    """Buries the dead that were left to this process; `own` are its own children, which somebody else waits for."""
    for entry in os.listdir("/proc"):
        process = look_at(entry) if entry.isdigit() else None
        if process and process.parent == os.getpid() and process.state == "Z" and process.pid not in own:
            try:
                os.waitpid(process.pid, os.WNOHANG)
            except ChildProcessError:
                pass


def still_runs(pid, started):
    """Whether the process is there that was started at this moment, and not another of the same number."""
    process = look_at(pid)
    return process is not None and process.state != "Z" and process.started == started
