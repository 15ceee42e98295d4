"""Renders training samples in a process of its own, so that the network need not wait for them."""

import fcntl
import multiprocessing
import os
import queue
import threading

from .anatomy import split
from .samples import Sample, Sampler
from .scene.render import Bank

AHEAD = 64
"""Samples that are kept ready."""
PIPE_BYTES = 2**20
"""A sample is 1.5 MB: through the usual 64 KB both processes would wait for each other 24 times."""


def _render(folder: str, stream: int, pipe):
    bank, ready = Bank(folder), queue.Queue(AHEAD)
    sampler = Sampler(bank, split(len(bank.anatomies))[0], stream)
    threading.Thread(target=_send, args=(ready, pipe), daemon=True).start()
    while True:
        ready.put(sampler.next())


def _send(ready: queue.Queue, pipe):
    try:
        while True:
            pipe.send(ready.get())
    except BrokenPipeError:
        # The training has ended, in whatever way: so does its renderer.
        os._exit(0)


class Rendering:
    """The samples of a stream in their order, whatever the two processes' speed."""

    def __init__(self, folder: str, stream: int):
        context = multiprocessing.get_context("spawn")
        self.pipe, end = context.Pipe(duplex=False)
        fcntl.fcntl(self.pipe.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self.process = context.Process(target=_render, args=(folder, stream, end), daemon=True)
        self.process.start()
        end.close()

    def next(self) -> Sample:
        """The next sample. EOFError when the process has ended."""
        return self.pipe.recv()

    def close(self):
        self.process.terminate()
        self.process.join()
