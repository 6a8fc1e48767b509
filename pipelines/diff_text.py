"""A comparison of two releases as plain text."""

from collections.abc import Iterator

from pipelines.diff import CODE, Diff, MartDiff, MeasureDiff, Move

MOST_MOVES_SHOWN = 3
# They move with their figure.
_LIMITS = ("_lower", "_upper")


def text(compared: Diff) -> list[str]:
    """The lines."""
    return list(_lines(compared))


def _lines(compared: Diff) -> Iterator[str]:
    if compared.warning:
        yield compared.warning
    yield f"From release {compared.before} to {compared.after}"
    yield from (f"  {delivery}: {what}" for delivery, what in compared.deliveries.items())
    if compared.code_changed:
        yield f"  {CODE}"
    if compared.is_same:
        yield "No change: every released figure is the same."
        return
    yield from (f"{mart}: new mart" for mart in compared.new_marts)
    yield from (f"{mart}: no longer released" for mart in compared.gone_marts)
    for mart in compared.marts:
        yield from _mart(mart)


def _mart(mart: MartDiff) -> Iterator[str]:
    yield ""
    yield f"{mart.title} [{mart.mart}]"
    if not mart.is_comparable:
        yield "  A row is identified by other columns now: the figures cannot be compared."
        return
    if not (mart.added or mart.removed or mart.changed):
        yield "  no change"
        return
    yield f"  rows: {mart.changed:,} changed, {mart.added:,} added, {mart.removed:,} removed"
    yield from (f"  cause: {cause}, {rows:,} rows" for cause, rows in mart.causes.items())
    for measure in mart.measures:
        if not measure.measure.endswith(_LIMITS):
            yield from _measure(measure)


def _move(move: Move) -> str:
    if isinstance(move.before, str):
        return f"{move.before or 'nothing'} to {move.after or 'nothing'}"
    return f"{move.before:,.10g} to {move.after:,.10g} ({move.change:+,.4g})"


def _measure(measure: MeasureDiff) -> Iterator[str]:
    if not (measure.moved or measure.hidden_now or measure.shown_again):
        return
    yield f"  {measure.words} [{measure.measure}]: {measure.moved:,} moved"
    if measure.hidden_now:
        yield f"    {measure.hidden_now:,} suppressed now, shown before"
    if measure.shown_again:
        yield f"    {measure.shown_again:,} shown now, suppressed before"
    for move in measure.biggest[:MOST_MOVES_SHOWN]:
        where = ", ".join(str(value) for value in move.row.values())
        yield f"    {_move(move)}: {where}"
        yield f"      {'; '.join(move.causes) or 'no changed delivery behind it'}"
