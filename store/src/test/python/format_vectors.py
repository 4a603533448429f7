"""The formats of store/FORMAT.md a second time, from the text and not from the Java code.

Prints every golden vector. Uses the XChaCha20-Poly1305 and BLAKE2b of tests/oracle.
Run: python3 store/src/test/python/format_vectors.py [ARGON2_HEX]
ARGON2_HEX is Argon2id("correct horse", salt 20..2f, 1 pass, 8192 bytes), 32 bytes, from libsodium.
"""

import pathlib
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parents[4]
sys.path.insert(0, str(ROOT / "tests" / "oracle"))

from blake import PRF  # noqa: E402
from chacha import xseal  # noqa: E402

STORE_KEY = b"\x11" * 32
INDEX_KEY = b"\x22" * 32
TAG = b"\xaa" * 16
COUNT = bytes(range(256)) * 2
HISTORY, OUTBOX, CONTACT = 6, 5, 2


def show(name, data):
    print("```golden " + name)
    text = data.hex()
    for i in range(0, len(text), 96):
        print(text[i : i + 96])
    print("```")


def step(need):
    if need <= 256:
        return 256
    size = max(256, (1 << ((need - 1).bit_length() - 1)) // 4)
    return -(-need // size) * size


def vault(mode, passes, memory, wrap):
    key, salt, nonce = COUNT[0:32], COUNT[32:48], COUNT[48:72]
    clear = b"QDropVLT" + struct.pack(">HBBIQ", 1, mode, 0, passes, memory) + salt
    body = clear + nonce + xseal(wrap(salt), nonce, key, clear)
    return body + PRF(bytes(32), "QDv1 vault check", body)[:16]


def backup(key):
    clear = b"QDropBAK" + struct.pack(">HHIQ", 1, 0, 1, 8192) + COUNT[32:48]
    ad = lambda number, last: clear + struct.pack(">QB", number, last)  # noqa: E731
    nonce = lambda number: bytes(16) + struct.pack(">Q", number)  # noqa: E731
    body = clear + xseal(key, nonce(2**64 - 1), b"", ad(2**64 - 1, 0))
    header = body + PRF(bytes(32), "QDv1 backup sum", body)[:8]
    item = bytes([3]) + struct.pack(">I", 11) + b"mdns = off\n"
    chunk = (struct.pack(">I", len(item)) + item).ljust(65_536, b"\0")
    return header, header + xseal(key, nonce(0), chunk, ad(0, 1))


def segment_header():
    data_key, nonce = COUNT[0:32], COUNT[32:56]
    clear = b"QDropSEG" + struct.pack(">HHIQ", 1, 0, 4096, 2)
    wrap = PRF(STORE_KEY, "QDv1 db wrap", b"")
    return clear + nonce + xseal(wrap, nonce, data_key + struct.pack(">QQ", 7, 1) + TAG, clear)


def batch():
    return (
        struct.pack(">HI", 1, 2)
        + struct.pack(">BBB", 1, CONTACT, 3) + b"bob" + struct.pack(">QI", 0, 3) + b"Bob"
        + struct.pack(">BBB", 2, OUTBOX, 3) + b"bob" + struct.pack(">Q", 5)
    )


def frame():
    data_key, nonce = COUNT[0:32], COUNT[32:56]
    plain = struct.pack(">I", len(batch())) + batch()
    plain += bytes(step(len(plain)) - len(plain))
    head = b"QDfr" + struct.pack(">IQ", len(plain) + 16, 7) + TAG + nonce
    bound = head + struct.pack(">QI", 2, 128)
    check = PRF(PRF(data_key, "QDv1 db check", b""), "QDv1 db head", bound)[:8]
    place = bound[len(head) :]
    return head + check + xseal(PRF(data_key, "QDv1 db frame", b""), nonce, plain, head + check + place)


def index_key(table, group, order):
    blind = PRF(STORE_KEY, "QDv1 db blind", b"")
    code = bytes([table])
    hashed = PRF(blind, "QDv1 db group", code + group)
    shifted = order + int.from_bytes(hashed[16:24], "big")
    return PRF(blind, "QDv1 db table", code)[:4] + hashed[:16] + shifted.to_bytes(9, "big")


def index_entry(kind, content, nonce):
    plain = struct.pack(">QBB", 7, kind, 3) + b"bob" + struct.pack(">Q", 5) + content
    plain += bytes((96 if len(plain) <= 96 else step(len(plain))) - len(plain))
    bound = struct.pack(">H", 2) + index_key(HISTORY, b"bob", 5)
    return nonce + xseal(INDEX_KEY, nonce, plain, bound)


def mark():
    nonce = COUNT[0:24]
    clear = b"QDropMRK" + struct.pack(">HH", 2, 0)
    plain = struct.pack(">Q", 7) + TAG + struct.pack(">QI", 2, 480) + INDEX_KEY + b"\x33" * 32
    return clear + nonce + xseal(PRF(STORE_KEY, "QDv1 db mark", b""), nonce, plain, clear)


def swept():
    return struct.pack(">HQIQQQQ", 2, 0x0102030405, 1, 2, 3, 7, 12)


TIME = struct.pack(">Q", 0x0102030405)


def varied(value):
    return struct.pack(">I", len(value)) + value


def step_record(what, detail):
    return TIME + bytes([what]) + varied(detail)


def records():
    """Name, version, fields."""
    bob = b"\x01" * 32
    contact = (
        bob + b"\x02" * 32 + b"\x03" * 32 + varied(b"Bob") + varied(b"\x04" * 256)
        + varied(b"bob") + bytes([1, 0, 1]) + TIME + bytes(8)
        + bytes([1]) + varied(b"10.0.0.2:4000") + bytes([1]) + TIME
    )
    yield "home", 1, b"".join(struct.pack(">Q", 0x0102030405 + i) for i in range(3))
    yield "identity", 3, b"\x31" * 32 + TIME + TIME + b"Ann"
    yield "identity-2", 2, b"\x31" * 32 + TIME + b"Ann"
    yield "identity-1", 1, b"\x31" * 32 + b"Ann"
    yield "contact", 2, contact + bytes([1])
    yield "contact-1", 1, contact
    yield "keys", 1, b"\x10" * 16 + b"".join(varied(bytes([k]) * 32) for k in (0x11, 0x12, 0x13, 0x14))
    yield "conversation", 2, struct.pack(">QQQQ", 5, 6, 7, 4)
    yield "conversation-1", 1, struct.pack(">QQQ", 5, 6, 7)
    yield "line", 1, (
        b"\x21" * 16 + bytes([1]) + varied(b"hi") + TIME + TIME + struct.pack(">QQ", 5, 0)
        + bytes([1, 1]) + step_record(3, b"x")
    )
    head = b"\x21" * 16 + struct.pack(">Q", 5) + TIME + bytes([7])
    tail = struct.pack(">I", 1) + b"\x22" * 16 + struct.pack(">I", 2) + TIME
    copies = bytes([1]) + b"\x51" * 32 + b"\x52" * 16 + bytes([1])
    yield "outbox", 2, head + bytes([0]) + tail + bytes([0]) + copies
    yield "outbox-1", 1, head + bytes([0]) + tail
    sealing = varied(b"\x23" * 8) + b"\x24" * 32 + struct.pack(">I", 9)
    yield "outbox-sealed", 2, head + bytes([1]) + sealing + tail + bytes([0]) + copies
    fresh = b"\x21" * 16 + bytes(8) + TIME + bytes([30, 0]) + bytes(4) + bytes(4) + bytes(8)
    yield "outbox-hints", 2, fresh + bytes([1]) + varied(b"\x56" * 128) + bytes([0])
    yield "place", 1, bob + struct.pack(">Q", 7) + b"\x21" * 16
    yield "happening", 1, bytes([1]) + TIME + varied(bob) + struct.pack(">Q", 7) + varied(b"x")
    yield "owed", 2, b"\x22" * 16 + TIME + bytes([1, 1])
    yield "owed-1", 1, b"\x22" * 16 + TIME
    day = struct.pack(">Q", 20_000)
    copy = bob + struct.pack(">Q", 7) + b"\x21" * 16 + b"\x52" * 16 + b"\x53" * 16 + day
    yield "drop-copy", 1, copy + bytes([1]) + varied(b"\x54" * 8)
    yield "drop-kept", 1, copy + bytes([0])
    yield "carried", 1, b"\x53" * 16 + bob + day
    yield "lost", 1, b"\x52" * 16 + TIME
    yield "retention", 1, struct.pack(">Q", 30 * 86_400)
    yield "search", 1, search_block()
    yield "hints", 1, b"\x55" * 16 + TIME + bytes([2]) + b"\x56" * 8 + b"\x57" * 8


def search_block():
    """The lines "hi Bob", own, in the first place, and "This? His!", a minute before, in the sixth."""
    present, mine = bytearray(128), bytearray(128)
    present[7], mine[7] = 0b100001, 0b000001
    words = b""
    for shared, rest, places in [(0, b"bob", [0]), (0, b"hi", [0]), (2, b"s", [5]), (0, b"this", [5])]:
        words += bytes([shared, len(rest)]) + rest + bytes([len(places)]) + bytes(places)
    first = struct.pack(">Q", 0x01020304)
    return bytes([1]) + present + mine + first + varied(bytes([119])) + varied(words)


def main():
    if len(sys.argv) > 1:
        stretched = bytes.fromhex(sys.argv[1])
        show("vault-passphrase", vault(1, 1, 8192, lambda _: PRF(stretched, "QDv1 vault", b"")))
        header, whole = backup(PRF(stretched, "QDv1 backup", b""))
        show("backup-header", header)
        show("backup-hash", PRF(bytes(32), "QDv1 backup sum", whole))
    show("vault-open", vault(0, 1, 8192, lambda salt: PRF(bytes(32), "QDv1 vault open", salt)))
    show("segment-header", segment_header())
    show("frame", frame())
    show("batch", batch())
    show("index-key", index_key(HISTORY, b"bob", 5))
    show("index-key-last", index_key(HISTORY, b"bob", 2**64 - 1))
    show("index-inline", index_entry(1, struct.pack(">I", 3) + b"bob", COUNT[0:24]))
    show("index-located", index_entry(2, struct.pack(">QIII", 2, 128, 1, 15), COUNT[24:48]))
    show("mark", mark())
    show("swept", swept())
    for name, version, fields in records():
        show("record-" + name, bytes([version]) + fields)


if __name__ == "__main__":
    main()
