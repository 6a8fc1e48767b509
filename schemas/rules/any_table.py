"""What holds for every record of every extract: it can be read, it hangs on another, its key is its own."""

from schemas.rule import ANY, ERROR, ORPHAN, RAGGED, REPEATED, Example, Rule

_SOURCE = "Ours: what a delivery needs to be a set of tables"


def any_table(prefix: str, orphan: Example, repeated: Example) -> tuple[Rule, ...]:
    """These rules for one extract, under its prefix, with an orphan and a repeated key of its tables."""
    return (
        Rule(
            number=f"{prefix}-R1",
            level=ERROR,
            table=ANY,
            items=("row",),
            source=_SOURCE,
            message="The record belongs to one that is not in the return, or that was itself rejected.",
            to_do="Look at the record it belongs to; once that is accepted, this one is too.",
            reasons=(ORPHAN,),
            passing={},
            failing=orphan,
        ),
        Rule(
            number=f"{prefix}-R2",
            level=ERROR,
            table=ANY,
            items=("row",),
            source=_SOURCE,
            message="Two records of the return have the same key, so what belongs to which cannot be told.",
            to_do="Export the return again; if it comes back, tell the supplier of the system.",
            reasons=(REPEATED,),
            passing={},
            failing=repeated,
        ),
        Rule(
            number=f"{prefix}-R3",
            level=ERROR,
            table=ANY,
            items=("row",),
            source=_SOURCE,
            message="The line has more or fewer values than the header has columns.",
            to_do="Look for a comma, a quotation mark or a line break in the text of that line.",
            reasons=(RAGGED,),
            passing={},
            failing={},
        ),
    )
