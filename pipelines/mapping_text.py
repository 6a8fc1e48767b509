"""A proposed mapping as TOML: what is sure stands as it is, the rest in comments, evidence in counts only."""

import json
from collections.abc import Iterator, Sequence

from pipelines.mapping_propose import Guess, SheetProposal
from pipelines.mapping_spell import ROWS_OF_A_WORD, Spelling, order_of, spelling
from pipelines.mapping_toml import NUMBER
from schemas.contract import Extract, Item, Part, items

_NO_LABEL = "(no column found)"


def as_toml(extract: Extract, supplier: str, proposals: Sequence[SheetProposal]) -> str:
    """The text of a mapping; lines that begin with ``#`` wait for a person."""
    lines = [
        f"# A proposed mapping of {supplier} to {extract.name}. Columns in comments are NOT read:",
        "# look at each, take its '#' away where it is right, then run: send map FILE --check THIS_FILE",
        f'extract = "{extract.name}"',
        f"supplier = {_quoted(supplier)}",
        "version = 1",
        "# from = the first return it holds for; until = the last",
    ]
    for proposal in proposals:
        lines += ["", *_sheet(proposal, extract)]
    return "\n".join(lines) + "\n"


def unsure_ones(proposal: SheetProposal) -> list[str]:
    """Labels that are written as comments only: unsure of the item, or of how its days are written."""
    undecided = [g.column.label for g in proposal.sure if _spelling(g, proposal).is_undecided]
    return [*undecided, *(g.column.label for g in proposal.unsure)]


def mapped_ones(proposal: SheetProposal) -> list[Guess]:
    """What is claimed: sure of the item and of how it is read."""
    return [guess for guess in proposal.sure if not _spelling(guess, proposal).is_undecided]


def _sheet(proposal: SheetProposal, extract: Extract) -> Iterator[str]:
    yield "[[sheet]]"
    yield f"title = {_quoted(proposal.title)}"
    for part in proposal.parts:
        yield ""
        yield from _record(part, proposal, extract)
    if proposal.unsure:
        yield ""
        yield "# Unsure: NOT read."
    for guess in proposal.unsure:
        yield (
            f"# {_quoted(guess.column.label)} = {_quoted(guess.item.name)}  # in {guess.part.name}? "
            f"unsure: {_likelihood(guess)}"
        )
    if proposal.unmapped:
        yield ""
        yield "# Like no item; under aside = [...] they are known and left aside:"
        yield from (f"#   {_quoted(label)}" for label in proposal.unmapped)


def _record(part: Part, proposal: SheetProposal, extract: Extract) -> Iterator[str]:
    own = [guess for guess in mapped_ones(proposal) if guess.part is part]
    groups = [guess for guess in own if guess.column.label in proposal.groups]
    repeat = max((proposal.groups[guess.column.label] for guess in groups), default=0)
    yield "[[sheet.record]]"
    yield f'part = "{part.name}"'
    if repeat:
        yield f"repeat = {repeat}"
        yield f"given = {_quoted(_telling(groups).column.label)}"
    elif own and part is not proposal.first:
        yield from _if_not_first(part, own, proposal, extract)
    yield from _keys(part, own, proposal, extract, is_repeated=bool(repeat))
    missing = [one.name for one in items(part.contract) if one.required and not _is_told(one, part, own)]
    if missing:
        yield f"# No column found for what every record must have: {', '.join(missing)}."
        yield '# If it is the same in all of them: fixed = { item = "text" }'
    yield "[sheet.record.columns]"
    above = _above(part, proposal, extract)
    if above and not any(g.item.name == part.parent_key for g in own):
        yield f"{_quoted(above.column.label)} = {_quoted(part.parent_key)}  # as in {above.part.name}"
    for guess in [g for g in proposal.sure if g.part is part]:
        yield from _column(guess, _spelling(guess, proposal))


def _if_not_first(
    part: Part, own: Sequence[Guess], proposal: SheetProposal, extract: Extract
) -> Iterator[str]:
    """Of a table that has no record in every row, or the same record in several."""
    above = proposal.first.parent
    while above and above != part.name:
        above = extract.part(above).parent
    if above:
        yield "once = true  # several rows tell the same record"
    key = next((one for one in own if one.item.name == part.key), _telling(own))
    yield f"given = {_quoted(key.column.label)}"


def _keys(
    part: Part, own: Sequence[Guess], proposal: SheetProposal, extract: Extract, *, is_repeated: bool
) -> Iterator[str]:
    """How a record is named and hung up where no column of its own does."""
    told = {guess.item.name for guess in own}
    above = _above(part, proposal, extract)
    parent = next((g.column.label for g in own if g.item.name == part.parent_key), "")
    parent = parent or (above.column.label if above else "")
    is_first = part.parent == extract.parts[0].name
    if part.key and part.key not in told:
        label = parent or _NO_LABEL
        last = f"={NUMBER}" if is_repeated else "#"
        yield f"key = [{_quoted(label)}, {_quoted(last)}]  # no column tells {part.key}: look at this"
    if part.parent_key and not parent and not is_first and part.parent_key not in told:
        yield f"parent = [{_quoted(_NO_LABEL)}]  # no column tells {part.parent_key}: name it"


def _above(part: Part, proposal: SheetProposal, extract: Extract) -> Guess | None:
    """The column that names the record of another table of the sheet on which this one hangs."""
    if not part.parent:
        return None
    above = extract.part(part.parent)
    mapped = mapped_ones(proposal)
    return next((g for g in mapped if g.part is above and g.item.name == above.key), None)


def _telling(groups: Sequence[Guess]) -> Guess:
    """The column of a group that says whether a place in it is filled: a required one, else the first."""
    return next((guess for guess in groups if guess.item.required), groups[0])


def _is_told(item: Item, part: Part, own: Sequence[Guess]) -> bool:
    return item.name in {part.key, part.parent_key} or any(guess.item.name == item.name for guess in own)


def _column(guess: Guess, told: Spelling) -> Iterator[str]:
    item = guess.item
    settings = [f"item = {_quoted(item.name)}"]
    if told.dates:
        dates = [_quoted(one) for one in told.dates]
        settings.append(f"dates = {dates[0] if len(dates) == 1 else '[' + ', '.join(dates) + ']'}")
    if told.unit:
        settings.append(f"unit = {_quoted(told.unit)}")
    if told.words:
        pairs = ", ".join(f"{_quoted(text)} = {_quoted(code)}" for text, code, _ in told.words)
        settings.append(f"words = {{ {pairs} }}")
    value = f"{{ {', '.join(settings)} }}" if len(settings) > 1 else _quoted(item.name)
    said = "; ".join(text for text in (_likelihood(guess), told.evidence, told.doubt) if text)
    sign = "# " if told.is_undecided else ""
    yield f"{sign}{_quoted(guess.column.label)} = {value}  # {'unsure: ' if sign else ''}{said}"
    for text, code, rows in told.unsure_words:
        likely = f"perhaps {code}" if code else "no code is alike"
        yield f"#   words: {_quoted(text)} = {_quoted(code or '?')}  # unsure: {rows} rows, {likely}"
    if told.rare:
        yield f'#   words: "?" = "?"  # {told.rare} words in fewer than {ROWS_OF_A_WORD} rows each, not shown'


def _likelihood(guess: Guess) -> str:
    filled = len(guess.column.filled)
    fits = "no value" if guess.fits is None else f"values fit {guess.fits:.0%} of {filled} filled"
    return f"{guess.score:.2f}: header {guess.header:.2f}, {fits}"


def _spelling(guess: Guess, proposal: SheetProposal) -> Spelling:
    days = [one.column for one in (*proposal.sure, *proposal.unsure) if one.item.kind == "date"]
    return spelling(guess.column, guess.item, order_of(days))


def _quoted(text: str) -> str:
    """A text as TOML's basic strings write it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
