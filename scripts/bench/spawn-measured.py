"""Runs programs and measures each: what Node has no call for, wait4 with the resource usage of one child and all it waited for.

Reads one request a line, {"argv": [...], "env": {...}, "timeoutS": 60}, and answers one line for each:
{"code", "output", "wallMs", "userMs", "sysMs", "peakRssKiB"}; code is null where it had to be killed. Output goes to a pipe,
as Pacemaker gives one. The resident set of a child counts from before its exec, so no peak can be below this
interpreter's own, some 10 MiB.
"""

import json
import os
import signal
import sys
import time

MOST_OUTPUT = 1 << 20


def run(request):
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, writer, 1),
        (os.POSIX_SPAWN_DUP2, writer, 2),
    ]
    argv = request["argv"]
    began = time.perf_counter_ns()
    pid = os.posix_spawn(argv[0], argv, request["env"], file_actions=actions, setpgroup=0)
    os.close(writer)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(pid, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, request["timeoutS"])
    _, status, usage = os.wait4(pid, 0)
    ended = time.perf_counter_ns()
    signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        output = os.read(reader, MOST_OUTPUT)
    except BlockingIOError:
        output = b"(something still runs)"
    os.close(reader)
    return {
        "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        "output": output.decode(errors="replace"),
        "wallMs": (ended - began) / 1e6,
        "userMs": usage.ru_utime * 1e3,
        "sysMs": usage.ru_stime * 1e3,
        "peakRssKiB": usage.ru_maxrss,
    }


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
