"""One run of one program, measured from outside in the same way for everyone."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

from . import machine

POLL_SECONDS = 0.01


class MetricsFile:
    """A growing JSON Lines file; every complete line is kept with the time at which it was first seen."""

    def __init__(self, path):
        self.path, self.lines, self.rest, self.offset = path, [], b"", 0

    def poll(self, now):
        if not self.path or not os.path.exists(self.path):
            return
        with open(self.path, "rb") as file:
            file.seek(self.offset)
            new = file.read()
        self.offset += len(new)
        *whole, self.rest = (self.rest + new).split(b"\n")
        for line in whole:
            values = json.loads(line)
            if "loss" in values:  # other events of a run may be in the same file
                self.lines.append(values | {"at": now})


def last_json(text):
    """The last line that is a JSON object, or None."""
    for line in reversed(text.splitlines()):
        if line.startswith("{"):
            try:
                return json.loads(line)
            except ValueError:
                continue
    return None


class Watched:
    """What a program says on standard error, looked through for a pattern while it grows."""

    def __init__(self, file, pattern):
        self.file, self.pattern, self.found, self.text, self.offset = file, pattern, None, "", 0

    def poll(self, now):
        if self.pattern is None or self.found:
            return False
        new = os.pread(self.file.fileno(), 1 << 16, self.offset)
        self.offset += len(new)
        self.text += new.decode("utf-8", "replace")
        match = re.search(self.pattern, self.text)
        if match:
            self.found = {"at": now, "groups": match.groups()}
        return match is not None


@contextlib.contextmanager
def nobody_left(child):
    """Ends CHILD's group with this program: on Ctrl-C, SIGTERM and SIGHUP, too, a run that nobody watches would disturb the next measurement."""

    def stopped(number, _):
        sys.exit(128 + number)

    before = {number: signal.signal(number, stopped) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    except BaseException:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run(command, environment, metrics, timeout, until=None):
    """Runs COMMAND; times of the steps are seconds since its start. Peak memory is the largest of it and its descendants, which they must have waited for.

    As soon as the pattern UNTIL is on standard error it is killed, and "until" says when that was, with the groups of the pattern.
    """
    log, before = MetricsFile(metrics), machine.cpu_seconds()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.monotonic()
        child = subprocess.Popen(command, env=os.environ | environment, stdout=out, stderr=err, stdin=subprocess.DEVNULL, start_new_session=True)
        timed_out, watched = False, Watched(err, until)
        with nobody_left(child):
            while True:
                pid, status, usage = os.wait4(child.pid, os.WNOHANG)
                now = time.monotonic() - begun
                log.poll(now)
                if pid:
                    break
                if watched.poll(now):
                    os.killpg(child.pid, signal.SIGKILL)
                if now > timeout and not timed_out:
                    timed_out = True
                    os.killpg(child.pid, signal.SIGKILL)
                time.sleep(POLL_SECONDS)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        stdout, stderr = out.read().decode("utf-8", "replace"), err.read().decode("utf-8", "replace")
    own = usage.ru_utime + usage.ru_stime
    return {
        "command": command, "environment": environment, "exit": child.returncode, "timed_out": timed_out, "wall_seconds": now,
        "cpu_seconds": own, "peak_rss_mib": usage.ru_maxrss / 1024, "steps": log.lines, "result": last_json(stdout), "until": watched.found,
        "stderr_tail": stderr[-2000:] if child.returncode and not watched.found else "", **machine.disturbance(before, machine.cpu_seconds(), own),
    }  # fmt: skip
