"""hostile.py KIND SEED: an attacker on the network. Sends packets of one kind to everybody, all of them
once and then again until its standard input ends. Says "begun" when it has, and at the end how many.

broken    what ends or blinds plain JmDNS: an AAAA record of 4 bytes; names without services, one and 25 in
          a packet; text records that are too long; records that conflict with those of others
flips     20,000 announcements in which 1 to 6 bits are wrong
invented  10,000 services that are well formed and not there, and names that somebody shows
beacons   beacons of invented nodes, from its own and from forged addresses
"""
import random
import re
import select
import socket
import struct
import sys
import time

kind, seed = sys.argv[1], int(sys.argv[2])
rnd = random.Random(seed)
OWN, NET = "10.81.0.3", "10.81.0."
GROUP, MDNS, BEACON = "224.0.0.251", 5353, 47474
PER_SECOND = 1500

mdns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
mdns.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
mdns.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(OWN))
mdns.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
mdns.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)
mdns.bind(("", MDNS))
mdns.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(GROUP) + socket.inet_aton(OWN))
beacon = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
beacon.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
beacon.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
beacon.bind((OWN, BEACON))
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
raw.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)

NODE, PAIR, NAME = "_quietdrop._tcp.local.", "_quietdrop-pair._tcp.local.", "_quietdrop-name._tcp.local."
A, PTR, TXT, AAAA, SRV = 1, 12, 16, 28, 33


def label(name):
    return b"".join(bytes([len(p)]) + p.encode() for p in name.split("."))


def record(owner, rtype, data, ttl=120):
    return label(owner) + struct.pack(">HHIH", rtype, 1, ttl, len(data)) + data


def packet(*records, flags=0x8400):
    return struct.pack(">HHHHHH", 0, flags, 0, len(records), 0, 0) + b"".join(records)


def fresh():
    return "%024x" % rnd.getrandbits(96)


def texts(*strings):
    return b"".join(bytes([len(s)]) + s for s in strings)


def announcement(service, instance, port, *strings):
    full = instance + "." + service
    return packet(
        record(service, PTR, label(full)),
        record(full, SRV, struct.pack(">HHH", 0, 0, port) + label(fresh() + ".local.")),
        record(full, TXT, texts(*strings)),
    )


def conflicts():
    """For each name that others announce: that it is here, at another port, and that it is gone."""
    found = []
    while select.select([mdns], [], [], 0)[0]:
        data, where = mdns.recvfrom(9000)
        if where[0] != OWN:
            found += [m.decode() for m in re.findall(rb"\x18([0-9a-f]{24})", data)]
    for instance in found[:50]:
        yield announcement(NODE, instance, 9, b"v=1")
        yield packet(record(NODE, PTR, label(instance + "." + NODE), ttl=0))
        yield packet(record(instance + ".local.", A, socket.inet_aton(OWN)))


def broken():
    yield packet(record("x.local.", AAAA, b"\x0a\x01\x02\x03"))
    yield from conflicts()
    for _ in range(500):
        yield packet(record(NODE, PTR, label(fresh() + "." + NODE)))
    yield from conflicts()
    for _ in range(2000):
        yield packet(*[record(NODE, PTR, label(fresh() + "." + NODE)) for _ in range(25)])
    for _ in range(200):
        yield announcement(NODE, fresh(), 9, b"v=1", *[b"x" * 250] * 3)
        yield announcement(NODE, fresh(), 9, b"v=1", *[b"x" * 250] * 34)
    yield from conflicts()


def flips():
    good = announcement(NODE, fresh(), 9, b"v=1")
    for _ in range(20000):
        bad = bytearray(good)
        for _ in range(rnd.randint(1, 6)):
            bad[rnd.randrange(len(bad))] ^= 1 << rnd.randrange(8)
        yield bytes(bad)


def invented():
    for i in range(10000):
        if i % 10 == 9:
            yield announcement(NAME, fresh(), 9, b"v=1", b"d=Bob %d" % i)
        else:
            yield announcement(PAIR if i % 10 == 8 else NODE, fresh(), 1 + i % 60000, b"v=1", b"n=07")


def forged(payload):
    """The same from an address that is somebody else's, or nobody's."""
    source = NET + str(rnd.randint(4, 250))
    udp = struct.pack(">HHHH", BEACON, BEACON, 8 + len(payload), 0) + payload
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), rnd.getrandbits(16), 0, 64, 17, 0)
    return head + socket.inet_aton(source) + socket.inet_aton(NET + "255") + udp


sent = size = 0
begun = time.monotonic()


def pace(data):
    global sent, size
    sent += 1
    size += len(data)
    if sent == 1:
        print("begun", flush=True)
    if sent % 50 == 0:
        time.sleep(max(0, begun + sent / PER_SECOND - time.monotonic()))


def over():
    return bool(select.select([sys.stdin], [], [], 0)[0]) and not sys.stdin.buffer.read1(1)


while True:
    if kind == "beacons":
        for i in range(5000):
            data = b"QDB\x01" + rnd.randbytes(12) + struct.pack(">H", rnd.randint(1, 65535))
            if i % 2:
                beacon.sendto(data, (NET + "255", BEACON))
            else:
                raw.sendto(forged(data), (NET + "255", 0))
            pace(data)
    else:
        for data in {"broken": broken, "flips": flips, "invented": invented}[kind]():
            mdns.sendto(data, (GROUP, MDNS))
            pace(data)
    if over():
        break
seconds = time.monotonic() - begun
print(f"{sent} packets of kind {kind}, {size} bytes, in {seconds:.1f} s", flush=True)
