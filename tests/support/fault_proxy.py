#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A bad network between a desk and its relay: it delays, loses, doubles, reorders, falls silent and
breaks.

As a program it takes words on its standard input, one a line, and says `ok WORD` when each has
taken effect; its first line is `listening PORT`. `FaultProxy` drives it. What it does to bytes
works with TLS too; to double or reorder frames it needs to understand them, and plain
WebSockets."""

import asyncio
import struct
import subprocess
import sys

CHUNK = 64 * 1024
# How long a frame waits at most for one that overtakes it, in seconds.
OVERTAKEN = 0.1


class Faults:
    """What is wrong with the network now."""

    def __init__(self):
        self.delay = 0.0
        self.silent = {"up": False, "down": False}
        self.refusing = False
        self.doubling = False
        self.reordering = None
        self.passing = asyncio.Event()
        self.passing.set()
        self.connections = set()

    async def apply(self, word, *arguments):
        if word == "heal":
            self.delay = 0.0
            self.silent = {"up": False, "down": False}
            self.refusing = self.doubling = False
            self.reordering = None
            self.passing.set()
        elif word == "delay":
            self.delay = float(arguments[0]) / 1000
        elif word == "silence":
            # Bytes of one direction, or of both, go nowhere, and nobody hears that they do not.
            for direction in arguments or ("up", "down"):
                self.silent[direction] = True
        elif word == "hold":
            # Bytes wait until it heals.
            self.passing.clear()
        elif word == "refuse":
            self.refusing = True
            self.cut()
        elif word == "double":
            self.doubling = True
        elif word == "reorder":
            # Of two text frames the second comes first; where a word is given, only those overtake
            # that come after one with it.
            self.reordering = (arguments or ("",))[0].encode()
        elif word == "cut":
            self.cut()
        else:
            raise ValueError(word)

    def cut(self):
        for writer in list(self.connections):
            writer.transport.abort()


async def read_frame(reader):
    """The bytes of one frame of a WebSocket, and its opcode."""
    head = await reader.readexactly(2)
    length = head[1] & 0x7F
    more = b""
    if length >= 126:
        more = await reader.readexactly(2 if length == 126 else 8)
        length = struct.unpack("!H" if length == 126 else "!Q", more)[0]
    mask = await reader.readexactly(4) if head[1] & 0x80 else b""
    return head + more + mask + await reader.readexactly(length), head[0] & 0x0F


async def read_pieces(reader, faults, by_frames):
    """What passes, piece by piece, and whether it is a text frame, which comes twice while
    doubling."""
    if by_frames:
        head = await reader.readuntil(b"\r\n\r\n")
        yield head, False
        while b"upgrade: websocket" in head.lower():
            frame, opcode = await read_frame(reader)
            yield frame, opcode == 1
            if faults.doubling and opcode == 1:
                yield frame, True
    while data := await reader.read(CHUNK):
        yield data, False


async def next_pieces(queue, faults):
    """The next that are due, in the order in which they go on; none at the end."""
    first = await queue.get()
    if first is None:
        return []
    _, data, is_text = first
    if not is_text or faults.reordering is None or faults.reordering not in data:
        return [first]
    try:
        second = await asyncio.wait_for(queue.get(), OVERTAKEN)
    except asyncio.TimeoutError:
        return [first]
    if second is None:
        queue.put_nowait(None)
        return [first]
    return [second, first]


async def carry(reader, writer, faults, direction, by_frames):
    loop = asyncio.get_running_loop()
    queue = asyncio.Queue()

    async def write():
        while items := await next_pieces(queue, faults):
            for due, data, _ in items:
                await asyncio.sleep(max(0, due - loop.time()))
                await faults.passing.wait()
                if not faults.silent[direction]:
                    writer.write(data)
                    await writer.drain()

    writing = asyncio.create_task(write())
    try:
        async for data, is_text in read_pieces(reader, faults, by_frames):
            queue.put_nowait((loop.time() + faults.delay, data, is_text))
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    queue.put_nowait(None)
    try:
        await writing
    except ConnectionError:
        pass
    writer.close()


async def serve_connection(reader, writer, faults, target, by_frames):
    if faults.refusing:
        writer.transport.abort()
        return
    try:
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", target, limit=1 << 20)
    except ConnectionError:
        writer.transport.abort()
        return
    ends = {writer, up_writer}
    faults.connections |= ends
    await asyncio.gather(
        carry(reader, up_writer, faults, "up", by_frames),
        carry(up_reader, writer, faults, "down", by_frames),
    )
    faults.connections -= ends


async def main(target, by_frames):
    faults = Faults()

    def on_connection(reader, writer):
        return serve_connection(reader, writer, faults, target["port"], by_frames)

    server = await asyncio.start_server(on_connection, "127.0.0.1", 0, limit=1 << 20)
    print("listening", server.sockets[0].getsockname()[1], flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        word, *arguments = line.split()
        if word == "target":
            target["port"] = int(arguments[0])
        else:
            await faults.apply(word, *arguments)
        print("ok", word, flush=True)
    faults.cut()


class FaultProxy:
    """The proxy as a process of its own; `port` is where it listens."""

    def __init__(self, target, by_frames=False):
        command = [sys.executable, __file__, str(target)] + (["--frames"] if by_frames else [])
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.port = int(self.process.stdout.readline().split()[1])

    def tell(self, word, *arguments):
        """Returns when it has taken effect."""
        print(word, *arguments, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline().split()
        if answer != ["ok", word]:
            raise AssertionError(f"{word}: {answer}")

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


if __name__ == "__main__":
    asyncio.run(main({"port": int(sys.argv[1])}, "--frames" in sys.argv[2:]))
