"""Chance, the same for the same seed. What is left to chance, and how often, is said where it happens."""

import zlib

import numpy as np

from pipelines.sample.days import Bools, Floats


class TooFewDrawnError(ValueError):
    """Chance drew too few people to choose from; it happens in the smallest authorities."""


def dice(seed: int, code: str, topic: str) -> np.random.Generator:
    """Chance for one topic of one authority: a change in one place leaves the others' throws alone."""
    return np.random.default_rng([seed, int(code), zlib.crc32(topic.encode())])


def some(rng: np.random.Generator, count: int, rate: float | Floats) -> Bools:
    """Which of ``count`` are hit, at one rate or each at their own."""
    return np.asarray(rng.random(count) < rate, dtype=bool)
