"""Renders training samples in a process of its own, so that the network need not wait for them."""

import multiprocessing
import queue

from .anatomy import split
from .samples import Sample, Sampler
from .scene.render import Bank

AHEAD = 64
"""Samples that are kept ready."""


def _render(folder: str, stream: int, ready):
    bank = Bank(folder)
    sampler = Sampler(bank, split(len(bank.anatomies))[0], stream)
    # What nobody reads any more must not hold up the end.
    ready.cancel_join_thread()
    sample = sampler.next()
    while multiprocessing.parent_process().is_alive():
        try:
            ready.put(sample, timeout=5)
            sample = sampler.next()
        except queue.Full:
            # Ask again whether anybody still wants it.
            continue


class Rendering:
    """The samples of a stream in their order, whatever the two processes' speed.

    The process ends with `close()`, at the latest with the program that started it.
    """

    def __init__(self, folder: str, stream: int):
        context = multiprocessing.get_context("spawn")
        self.ready = context.Queue(AHEAD)
        self.process = context.Process(target=_render, args=(folder, stream, self.ready), daemon=True)
        self.process.start()

    def next(self) -> Sample:
        """The next sample. Raises RuntimeError when the process has ended."""
        while True:
            try:
                return self.ready.get(timeout=30)
            except queue.Empty:
                if not self.process.is_alive():
                    raise RuntimeError("the process that renders the samples has ended") from None

    def close(self):
        self.process.terminate()
        self.process.join()
