"""Runs a program on a terminal of its own, as a person at a keyboard does.

Reads JSON: {"command": [...], "environment": {...}, "steps": [{"until": text, "type": text}, ...]}. Each step waits for its
text to be shown and then types. Prints JSON: what was shown, how the program ended, and whether the terminal echoes again.
"""

import json
import os
import pty
import select
import sys
import termios
import time

LIMIT_SECONDS = 40

request = json.load(sys.stdin)
child, terminal = pty.fork()
if child == 0:
    os.execvpe(request["command"][0], request["command"], request["environment"])

shown = b""
deadline = time.monotonic() + LIMIT_SECONDS


def read_more() -> bool:
    global shown
    ready, _, _ = select.select([terminal], [], [], max(0, deadline - time.monotonic()))
    if not ready:
        os.kill(child, 9)
        sys.exit(f"not in time; shown: {shown.decode(errors='replace')}")
    try:
        part = os.read(terminal, 65536)
    except OSError:
        return False
    shown += part
    return part != b""


looked_at = 0
for step in request["steps"]:
    wanted = step["until"].encode()
    while (found := shown.find(wanted, looked_at)) < 0:
        if not read_more():
            sys.exit(f"ended before it said {step['until']!r}; shown: {shown.decode(errors='replace')}")
    looked_at = found + len(wanted)
    os.write(terminal, step["type"].encode())
while read_more():
    pass
echoes = bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
_, status = os.waitpid(child, 0)
code = os.waitstatus_to_exitcode(status)
print(json.dumps({"shown": shown.decode(errors="replace"), "code": code, "echoes": echoes}))
