"""How the handbook writes what every page of it needs: a row of a table, a span of time, a docstring."""

_WHEN = {0: "", 0.25: "summer ", 0.5: "autumn "}


def when(since: float, until: float) -> str:
    """From when to when, in the words of the returns; nothing where it always holds."""
    first = f"from {_term(since)}" if since else ""
    last = f"to {_term(until)}" if until < 9999 else ""  # noqa: PLR2004 - the contract's open end
    return " ".join(filter(None, (first, last)))


def said(docstring: str | None) -> str:
    """A docstring on one line."""
    return " ".join((docstring or "").split())


def row(*cells: str) -> str:
    """A row of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _term(place: float) -> str:
    return f"{_WHEN.get(place % 1, '')}{int(place)}"
