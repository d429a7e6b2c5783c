#!/usr/bin/python3
"""Answers pings and datagrams to UDP port 7, with Python's standard library alone.

    xdp-broker request IFNAME QUEUES -- ./echo.py      the sockets are inherited
    varlinkctl --exec call /run/xdp-broker/org.xdpbroker org.xdpbroker.Broker.Request \
        '{"interface":"IFNAME"}' -- ./echo.py          the same
    ./echo.py IFNAME [QUEUES]                          asks the broker itself

It binds by the interface's index, so it may run in another network namespace. The rings are shared with
the kernel without any barrier: right on x86-64, whose stores other processors see in order.
"""
import ctypes
import errno
import json
import mmap
import os
import select
import socket
import struct
import sys
import time

AF_XDP, SOL_XDP, XDP_USE_NEED_WAKEUP = 44, 283, 8  # <linux/if_xdp.h>
XDP_MMAP_OFFSETS, XDP_RX_RING, XDP_TX_RING, XDP_UMEM_REG, XDP_FILL_RING, XDP_COMPLETION_RING = range(1, 7)
FIRST_FD, FRAMES, FRAME_SIZE = 3, 512, 2048
LIBC = ctypes.CDLL(None, use_errno=True)


class Ring:
    """One of the four rings: who produces writes entries, then the producer's index; who consumes, the consumer's."""

    def __init__(self, sock, option, page, offsets, entry):
        producer, consumer, entries, flags = offsets
        self.entry = struct.Struct(entry)
        sock.setsockopt(SOL_XDP, option, struct.pack("I", FRAMES))
        self.map = mmap.mmap(sock.fileno(), entries + FRAMES * self.entry.size, offset=page)
        self.indexes = memoryview(self.map).cast("I")
        self.producer, self.consumer, self.flags, self.entries = producer // 4, consumer // 4, flags // 4, entries

    def put(self, *entry):
        """There is always room: no ring has fewer entries than there are frames."""
        index = self.indexes[self.producer]
        self.entry.pack_into(self.map, self.entries + index % FRAMES * self.entry.size, *entry)
        self.indexes[self.producer] = (index + 1) & 0xFFFFFFFF

    def take(self):
        while (index := self.indexes[self.consumer]) != self.indexes[self.producer]:
            entry = self.entry.unpack_from(self.map, self.entries + index % FRAMES * self.entry.size)
            self.indexes[self.consumer] = (index + 1) & 0xFFFFFFFF
            yield entry

    def needs_wakeup(self):
        return self.indexes[self.flags] & 1


class Queue:
    """An AF_XDP socket, bound to its queue, and its packet memory."""

    def __init__(self, fd, ifindex, number):
        self.socket = sock = socket.socket(AF_XDP, socket.SOCK_RAW, 0, fileno=fd)
        self.frames = mmap.mmap(-1, FRAMES * FRAME_SIZE)
        address = ctypes.addressof(ctypes.c_char.from_buffer(self.frames))
        # ENOBUFS: the locked-memory limit, ulimit -l
        sock.setsockopt(SOL_XDP, XDP_UMEM_REG, struct.pack("QQIIII", address, FRAMES * FRAME_SIZE, FRAME_SIZE, 0, 0, 0))
        offsets = struct.unpack("16Q", sock.getsockopt(SOL_XDP, XDP_MMAP_OFFSETS, 128))
        # producer, consumer, entries, flags of each ring, in the order rx, tx, fill, completion
        rx, tx, fill, completion = ((offsets[i], offsets[i + 1], offsets[i + 2], offsets[i + 3]) for i in (0, 4, 8, 12))
        self.fill = Ring(sock, XDP_FILL_RING, 0x100000000, fill, "Q")
        self.completion = Ring(sock, XDP_COMPLETION_RING, 0x180000000, completion, "Q")
        self.rx = Ring(sock, XDP_RX_RING, 0, rx, "QII")
        self.tx = Ring(sock, XDP_TX_RING, 0x80000000, tx, "QII")
        self.sending = 0
        for frame in range(FRAMES):
            self.fill.put(frame * FRAME_SIZE)  # before the bind, after which packets may come
        self.bind(struct.pack("HHIII", AF_XDP, XDP_USE_NEED_WAKEUP, ifindex, number, 0))

    def bind(self, address):
        """The socket module knows no AF_XDP addresses. A queue is EBUSY for some milliseconds after its last holder."""
        for attempt in range(100):
            if LIBC.bind(self.socket.fileno(), address, len(address)) == 0:
                return
            if ctypes.get_errno() != errno.EBUSY:
                break
            time.sleep(0.01)
        raise OSError(ctypes.get_errno(), "bind to the queue: " + os.strerror(ctypes.get_errno()))

    def serve(self):
        for (frame,) in self.completion.take():
            self.fill.put(frame)
            self.sending -= 1
        for frame, length, options in self.rx.take():
            packet = memoryview(self.frames)[frame : frame + length]
            if make_answer(packet):
                self.tx.put(frame, length, 0)
                self.sending += 1
            else:
                self.fill.put(frame)
        if self.sending and self.tx.needs_wakeup():
            try:
                self.socket.send(b"", socket.MSG_DONTWAIT)
            except OSError:
                pass  # the device is full, or down; the next call goes on


def make_answer(packet):
    """Turns a ping, or an IPv4 datagram for UDP port 7, into the answer to it. False: it is neither."""
    if len(packet) < 42 or packet[12:15] != b"\x08\x00\x45":  # Ethernet, then IPv4 without options
        return False
    protocol, payload = packet[23], packet[34:42]
    if protocol == socket.IPPROTO_ICMP and payload[0] == 8:  # echo request becomes echo reply
        total = int.from_bytes(payload[2:4], "big") + 0x0800  # as the type is 8 less in the upper byte
        payload[0], payload[2:4] = 0, ((total + (total >> 16)) & 0xFFFF).to_bytes(2, "big")
    elif protocol == socket.IPPROTO_UDP and payload[2:4] == b"\x00\x07":
        payload[0:4] = payload[2:4].tobytes() + payload[0:2].tobytes()
    else:
        return False
    packet[0:12] = packet[6:12].tobytes() + packet[0:6].tobytes()
    packet[26:34] = packet[30:34].tobytes() + packet[26:30].tobytes()
    return True


def call(connection, method, **parameters):
    """A Varlink call: a JSON object and a NUL each way, descriptors with the first byte of the reply."""
    message = {"method": "org.xdpbroker.Broker." + method, "parameters": parameters}
    connection.sendall(json.dumps(message).encode() + b"\0")
    data, fds, flags, address = socket.recv_fds(connection, 65536, 253)
    while not data.endswith(b"\0"):
        more = connection.recv(65536)
        if not more:
            sys.exit("the broker closed the connection")
        data += more
    reply = json.loads(data[:-1])
    if "error" in reply:
        sys.exit(reply["error"] + ": " + reply["parameters"].get("reason", ""))
    return reply["parameters"], fds


def main():
    connection = None
    if "XDP_BROKER_IFINDEX" in os.environ:  # from xdp-broker
        ifindex = int(os.environ["XDP_BROKER_IFINDEX"])
        numbers = [int(number) for number in os.environ["XDP_BROKER_QUEUES"].split(":")]
        sockets = [int(fd) for fd in os.environ["XDP_BROKER_FDS"].split(":")]
        lease = int(os.environ["XDP_BROKER_LEASE_FD"])
    else:
        if "LISTEN_FDS" in os.environ:  # from varlinkctl, with the reply as standard input
            reply, fds = json.load(sys.stdin), range(FIRST_FD, FIRST_FD + int(os.environ["LISTEN_FDS"]))
        elif len(sys.argv) > 1:
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(os.environ.get("XDP_BROKER_SOCKET", "/run/xdp-broker/org.xdpbroker"))
            count = int(sys.argv[2]) if len(sys.argv) > 2 else 1
            reply, fds = call(connection, "Request", interface=sys.argv[1], queueCount=count)
        else:
            sys.exit(__doc__)
        ifindex = reply["lease"]["ifindex"]
        numbers = [queue["queue"] for queue in reply["lease"]["queues"]]
        sockets = [fds[queue["socketFileDescriptor"]] for queue in reply["lease"]["queues"]]
        lease = fds[reply["leaseFileDescriptor"]]
    queues = [Queue(fd, ifindex, number) for fd, number in zip(sockets, numbers)]
    lease = socket.socket(fileno=lease)
    if connection:  # optional: without it the broker looks by itself, and the packets come a little later
        call(connection, "Activate", id=reply["lease"]["id"])
    print("answering on queues", *numbers, "of interface", ifindex, flush=True)

    wait = select.poll()
    for end in [lease, *(queue.socket for queue in queues)]:
        wait.register(end, select.POLLIN)
    while True:
        events = dict(wait.poll(1 if any(queue.sending for queue in queues) else None))
        if lease.fileno() in events and not lease.recv(4096):
            sys.exit("the broker ended the lease")  # its last event tells why
        for queue in queues:
            queue.serve()


if __name__ == "__main__":
    main()
