"""Great Expectations at work: the one place that imports it. It answers questions of tables with yes or no.

The context lives in memory: nothing is written or logged, no host is called, and of what failed no value
comes back. Which questions there are is in ``gate_alone`` and ``gate_beside``.
"""

import logging
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from pipelines.errors import SourceMissingError

_NAME, _QUIET = "great_expectations", logging.CRITICAL + 1
BETWEEN = "ExpectColumnValuesToBeBetween"
NOT_BELOW = "ExpectColumnPairValuesAToBeGreaterThanB"
EQUAL = "ExpectColumnPairValuesToBeEqual"
# What is asked of numbers row by row, and how it calls their columns; nulls are passed over.
_PAIR = ("column_A", "column_B")
COLUMNS_OF = {BETWEEN: ("column",), NOT_BELOW: _PAIR, EQUAL: _PAIR}
BOTH_KNOWN = {"ignore_row_if": "either_value_is_missing"}
_Ask = Callable[[pd.DataFrame, str, Mapping[str, Any]], bool]


@dataclass(frozen=True)
class Question:
    """``asked`` is an expectation of Great Expectations by name, ``id`` and ``of`` of schemas.plausibility.

    What is asked row by row names its ``columns``, and has the same ``arguments`` as others of its kind.
    """

    id: str
    mart: str
    column: str
    of: str
    asked: str
    columns: tuple[str, ...] = ()
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """A table and what is asked of it."""

    rows: pd.DataFrame
    questions: tuple[Question, ...]


_Asked = tuple[Question, pd.DataFrame]


def answers(sheets: Sequence[Sheet]) -> list[tuple[Question, bool]]:
    """Each question with its answer, in order; one that cannot be asked is answered with no.

    Errors: ``SourceMissingError`` where Great Expectations is not installed.
    """
    asked = [(question, sheet.rows) for sheet in sheets for question in sheet.questions]
    library = _library()
    found = [False] * len(asked)
    with _quietly():
        ask = _asker(library)
        for places in _together(asked):
            for place, answer in _bisected(places, asked, ask):
                found[place] = answer
    return [(question, answer) for (question, _), answer in zip(asked, found, strict=True)]


def _together(asked: Sequence[_Asked]) -> Iterable[list[int]]:
    """The places of questions that are the same but for the column, and so can be asked at once."""
    groups: dict[str, list[int]] = {}
    for place, (question, _) in enumerate(asked):
        is_row_wise = question.asked in COLUMNS_OF
        key = f"{question.asked} {sorted(question.arguments.items())}" if is_row_wise else str(place)
        groups.setdefault(key, []).append(place)
    return groups.values()


def _bisected(places: list[int], asked: Sequence[_Asked], ask: _Ask) -> Iterator[tuple[int, bool]]:
    """One yes is the yes of all; after a no each half is asked by itself."""
    if _is_so([asked[place] for place in places], ask):
        yield from ((place, True) for place in places)
    elif len(places) == 1:
        yield places[0], False
    else:
        half = len(places) // 2
        yield from _bisected(places[:half], asked, ask)
        yield from _bisected(places[half:], asked, ask)


def _is_so(asked: Sequence[_Asked], ask: _Ask) -> bool:
    (question, rows), *_ = asked
    names = COLUMNS_OF.get(question.asked, ())
    if names:
        values = [
            np.concatenate([table[one.columns[place]].to_numpy(dtype=float) for one, table in asked])
            for place in range(len(names))
        ]
        rows = pd.DataFrame(dict(zip(names, values, strict=True)))
    return ask(rows, question.asked, {**{name: name for name in names}, **question.arguments})


def _asker(library: Any) -> _Ask:
    """One context in memory; what comes back of it is yes or no."""
    from great_expectations.data_context.types import base  # noqa: PLC0415 - with the library

    context = library.get_context(
        project_config=base.DataContextConfig(
            store_backend_defaults=base.InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
            progress_bars=base.ProgressBarsConfig(globally=False),
            analytics_enabled=False,
        ),
        mode="ephemeral",
    )
    asset = context.data_sources.add_pandas("release").add_dataframe_asset("mart")
    definition = asset.add_batch_definition_whole_dataframe("whole")

    def ask(rows: pd.DataFrame, asked: str, arguments: Mapping[str, Any]) -> bool:
        batch = definition.get_batch({"dataframe": rows})
        expectation = getattr(library.expectations, asked)(**arguments)
        return bool(batch.validate(expectation, result_format="BOOLEAN_ONLY").success)

    return ask


def _library() -> Any:
    """Seconds to import, and needed nowhere else."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import great_expectations  # noqa: PLC0415 - see above
            import great_expectations.expectations  # noqa: PLC0415 - see above
    except ModuleNotFoundError as error:
        raise SourceMissingError(
            "The release cannot be judged.",
            why=f"The package {error.name} is not installed.",
            hint="Install what requirements.txt names (uv sync) and build again.",
        ) from None
    return great_expectations


@contextmanager
def _quietly() -> Iterator[None]:
    """Its tracebacks and warnings may hold values: while it works, none is logged or shown."""
    loggers = [
        logging.getLogger(name) for name in list(logging.root.manager.loggerDict) if name.startswith(_NAME)
    ]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(_QUIET)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
