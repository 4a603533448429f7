"""What somebody can do with what he recorded, from an address of his own (lan exec I python3 replay.py ...):

  replay.py advert PACKET PORT ANSWER SECONDS OWN   announces PACKET again from the address OWN every half
                                                second, listens at PORT, says ANSWER to whoever
                                                speaks, and prints how many bytes each one said
  replay.py dial HOST PORT SAID                 says SAID, and prints how many bytes come back until the end
"""
import select
import socket
import struct
import sys
import time

MDNS = ("224.0.0.251", 5353)


def all_of(file):
    with open(file, "rb") as it:
        return it.read()


def until_end(peer, seconds):
    got, end = b"", time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            ready, _, _ = select.select([peer], [], [], 0.1)
            if not ready:
                continue
            more = peer.recv(65536)
            if not more:
                break
            got += more
    except ConnectionResetError:
        pass
    return got


def advert(packet, port, answer, seconds, own):
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    out.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    out.bind(("", MDNS[1]))
    out.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(own))
    out.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
    door = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(("::", port))
    door.listen(16)
    end, next_time = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        if time.monotonic() >= next_time:
            out.sendto(packet, MDNS)
            next_time = time.monotonic() + 0.5
        ready, _, _ = select.select([door], [], [], 0.1)
        if ready:
            peer, _ = door.accept()
            first = peer.recv(65536)
            peer.sendall(answer)
            print("said", len(first + until_end(peer, 8)), flush=True)
            peer.close()


def dial(host, port, said):
    peer = socket.create_connection((host, port), 5)
    try:
        peer.sendall(said)
    except OSError:
        pass
    print("back", len(until_end(peer, 30)), flush=True)
    # No farewell: it was never a talk.
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


if sys.argv[1] == "advert":
    advert(all_of(sys.argv[2]), int(sys.argv[3]), all_of(sys.argv[4]), float(sys.argv[5]), sys.argv[6])
else:
    dial(sys.argv[2], int(sys.argv[3]), all_of(sys.argv[4]))
