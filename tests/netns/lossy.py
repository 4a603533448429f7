"""lossy.py plain IFACE: frames leave that interface whole: small, with their checksums in them.
lossy.py between A B PERCENT: passes frames between two interfaces and loses some, each way. Returns
when it has begun and goes on in the background. (lan loss; where the kernel has no netem.)"""
import ctypes
import fcntl
import os
import random
import select
import socket
import struct
import sys

SIOCETHTOOL = 0x8946
OFFLOADS = {"tx checksums": 0x17, "tso": 0x1F, "gso": 0x24}
ALL_FRAMES = 3  # ETH_P_ALL


def plain(interface):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for what, command in OFFLOADS.items():
            off = ctypes.create_string_buffer(struct.pack("II", command, 0))
            request = struct.pack("16sP", interface.encode(), ctypes.addressof(off))
            try:
                fcntl.ioctl(any_socket, SIOCETHTOOL, request)
            except OSError as e:
                sys.exit(f"{interface}: cannot switch off {what}: {e}")


def tap(interface):
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    end.bind((interface, ALL_FRAMES))
    return end


def between(one, other, percent):
    first, second = tap(one), tap(other)
    peer = {first: second, second: first}
    if os.fork():
        os._exit(0)
    os.setsid()
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    while True:
        for end in select.select(list(peer), [], [])[0]:
            frame, where = end.recvfrom(1 << 17)
            if where[2] == socket.PACKET_OUTGOING or random.random() * 100 < percent:
                continue
            try:
                peer[end].send(frame)
            except OSError:
                pass  # that side is down: lost, too


if sys.argv[1] == "plain":
    plain(sys.argv[2])
else:
    between(sys.argv[2], sys.argv[3], float(sys.argv[4]))
