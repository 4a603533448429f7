"""sniff.py FILE: writes every frame that enters the switch's ports to FILE (pcap), until its standard
input ends. Says "recording" when it has begun and at the end how many frames it kept and lost.
Runs in the switch's namespace (lan sniff FILE)."""
import select
import socket
import struct
import sys
import time

ALL_FRAMES = 3  # ETH_P_ALL
SOL_PACKET, PACKET_STATISTICS = 263, 6

tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_FRAMES))
try:
    tap.setsockopt(socket.SOL_SOCKET, 33, 64 << 20)  # SO_RCVBUFFORCE
except OSError:
    tap.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
kept = 0
# Unbuffered and each frame in one piece: who reads meanwhile finds all that was kept so far.
with open(sys.argv[1], "wb", buffering=0) as out:
    out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 1 << 18, 1))
    print("recording", flush=True)
    while True:
        ready, _, _ = select.select([tap, sys.stdin], [], [])
        if tap in ready:
            frame, where = tap.recvfrom(1 << 18)
            # From a host, once: not what the switch passes on, nor what it says itself.
            if where[2] != socket.PACKET_OUTGOING and where[0].startswith("p"):
                now = time.time()
                head = struct.pack("<IIII", int(now), int(now % 1 * 1e6), len(frame), len(frame))
                out.write(head + frame)
                kept += 1
        elif not sys.stdin.buffer.read1(1):
            break
    _, lost = struct.unpack("II", tap.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))
print(f"{kept} kept, {lost} lost", flush=True)
