"""Runs programs and measures each: what Node has no call for, wait4 with the resource usage of one child and all it waited for.

Reads one request a line, {"argv": [...], "env": {...}, "output": "FILE", "timeoutS": 30}, and answers one line for each:
{"code", "wallMs", "userMs", "sysMs", "peakRssKiB"}; code is null where it had to be killed. The resident set of a child
counts from before its exec, so no peak can be below this interpreter's own, some 10 MiB.
"""

import json
import os
import signal
import sys
import time


def run(request):
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, request["output"], flags, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    argv = request["argv"]
    began = time.perf_counter_ns()
    pid = os.posix_spawn(argv[0], argv, request["env"], file_actions=actions, setpgroup=0)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(pid, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, request["timeoutS"])
    _, status, usage = os.wait4(pid, 0)
    ended = time.perf_counter_ns()
    signal.setitimer(signal.ITIMER_REAL, 0)
    return {
        "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        "wallMs": (ended - began) / 1e6,
        "userMs": usage.ru_utime * 1e3,
        "sysMs": usage.ru_stime * 1e3,
        "peakRssKiB": usage.ru_maxrss,
    }


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
