"""Reports a supplier can act on: of one delivery, or one school of it, what to put right and where it stands.

The plain report holds no value, no name, no pupil, learner or NHS number: rule, place, and the supplier's own
key of the record. Values are added to the restricted one only. Nothing is written here.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa

from pipelines import findings, history, rules
from pipelines.calendar import in_words
from pipelines.completeness import RULE_RUN
from pipelines.errors import OutOfDateError, SourceMissingError, UsageError
from pipelines.lake import Lake
from pipelines.reports_fixes import Delivered, Fix, Values
from pipelines.reports_fixes import fixes as fixes_of
from pipelines.reports_places import delivery_of, tables_in
from pipelines.reports_records import REFUSED, records
from pipelines.reports_since import Since, since
from pipelines.rules_rejects import of_rejects
from pipelines.rules_scan import FAILED, SKIPPED
from pipelines.steps import DELIVERY, REFUSAL
from pipelines.storing import rejects_of
from schemas.catalogue import EXTRACTS, RULES
from schemas.contract import Extract
from schemas.returns import Return
from schemas.rule import ERROR, QUERY, Rulebook

ACCEPTED, WITH_FINDINGS, NOT_ACCEPTED = "Accepted", "Accepted with findings", "Refused"


@dataclass(frozen=True)
class Report:
    """What to tell the supplier of a delivery, or one school of it (``school``)."""

    extract: str
    title: str
    key: str
    of: Return
    verdict: str
    words: str
    fixes: tuple[Fix, ...]
    received: int
    left_out: int
    school: str = ""
    schools: tuple[tuple[str, int, int], ...] = ()
    not_run: tuple[tuple[str, str], ...] = ()
    is_message: bool = False
    is_restricted: bool = False
    landed: str = ""
    since: Since | None = None
    refusal: tuple[str, ...] = field(default=())

    @property
    def heading(self) -> str:
        """What the report is of."""
        where = f", school {self.school}" if self.school else ""
        return f"What to put right: {self.title}, {self.of}, authority {self.key.split('_')[0]}{where}"

    @property
    def name(self) -> str:
        """Its file's name, without the ending."""
        school = f".school_{''.join(c for c in self.school if c.isalnum())}" if self.school else ""
        return f"{'RESTRICTED_' * self.is_restricted}{self.extract}.{self.key}{school}"

    def count(self, level: str) -> int:
        """Findings of a level."""
        return sum(fix.rows for fix in self.fixes if fix.level == level)


def choose(lake: Lake, name: str) -> list[str]:
    """The deliveries that ``name`` means: ``391_2025-spring``, with its extract where two have it; or all."""
    known = sorted({*lake.partitions(DELIVERY), *lake.partitions(REFUSAL)})
    if not known:
        raise SourceMissingError(
            "No delivery has been judged yet.", why="The lake holds none.", hint="Run 'send build' first."
        )
    if not name:
        return known
    found = [one for one in known if name in (one, one.split(".", 1)[1])]
    if len(found) == 1:
        return found
    if found:
        raise UsageError(
            f"{name} is the name of {len(found)} deliveries.",
            why=f"They are {', '.join(found)}.",
            hint=f"Write the extract too, for example: send report {found[0]}",
        )
    raise UsageError(
        f"There is no delivery {name}.",
        why=f"There are {len(known)}, among them {', '.join(known[-3:])}.",
        hint="'send sources' lists them; write la_return, for example: send report 391_2025-spring",
    )


def report(
    lake: Lake, partition: str, raw: Path, *, with_values: bool = False, since_last: bool = False
) -> Report:
    """The report of a whole delivery; of a refused one, what it was refused for."""
    extract, key = EXTRACTS[partition.split(".", 1)[0]], partition.split(".", 1)[1]
    of = Return.parse(key.split("_", 1)[1])
    refusal = lake.stamp(REFUSAL, partition)
    at = key + REFUSED if refusal else key
    book = RULES.get(extract.name) or Rulebook(extract.name, str(of), {}, ())
    found = _of_refused(lake, extract, at, book) if refusal else _of_accepted(lake, extract, key)
    known = records(lake, extract, at)
    changed = since(lake, extract, key, found, known) if since_last and not refusal else None
    with delivery_of(lake, partition, raw, refused=bool(refusal)) as delivered:
        tables = tables_in(delivered)
    values = Values(lake, extract, at, known) if with_values else None
    standings = changed.standings if changed else [""] * found.num_rows
    fixes = fixes_of(found, standings, Delivered(extract, tables, known, values))
    received, left_out = _counts(lake, extract, at)
    made = Report(
        extract=extract.name,
        title=extract.title,
        key=key,
        of=of,
        verdict=NOT_ACCEPTED if refusal else WITH_FINDINGS if fixes else ACCEPTED,
        words="",
        fixes=fixes,
        received=received,
        left_out=left_out,
        schools=_schools(found),
        not_run=() if refusal else _not_run(lake, partition),
        is_message=any(table.element for table in tables.values()),
        is_restricted=with_values,
        landed=_landed(lake, partition),
        since=changed,
        refusal=tuple(refusal.facts[name] for name in ("what", "why", "hint")) if refusal else (),
    )
    return replace(made, words=_verdict(made, is_in_force=lake.stamp(DELIVERY, partition) is not None))


def of_school(whole: Report, school: str) -> Report:
    """The part of a report that is about one school; of which nothing is said that stands in another's."""
    fixes = []
    for fix in whole.fixes:
        places = tuple(place for place in fix.places if place.school == school)
        if places:
            fixes.append(replace(fix, places=places))
    left_out = len({(f.table, p.file, p.row) for f in fixes for p in f.places if p.is_left_out})
    verdict = whole.verdict if whole.verdict == NOT_ACCEPTED or fixes else ACCEPTED
    made = replace(
        whole,
        school=school,
        fixes=tuple(fixes),
        left_out=left_out,
        received=0,
        schools=(),
        verdict=verdict,
        since=None,
    )
    return made if made.refusal else replace(made, words=_verdict(made, is_in_force=True))


def _of_accepted(lake: Lake, extract: Extract, key: str) -> pa.Table:
    partition = f"{extract.name}.{key}"
    if not findings.are_known(lake, partition):
        raise OutOfDateError(
            f"The rules have not been run over {extract.name} {key}.",
            why="It was staged before there were rules, or a build broke off.",
            hint="Run 'send build', then ask again.",
        )
    return findings.found_in(lake, partition)


def _of_refused(lake: Lake, extract: Extract, key: str, book: Rulebook) -> pa.Table:
    """Its rejects, each under the rule it breaks. No rule was run over a delivery that was not accepted."""
    return rules.told(extract.name, key, book, of_rejects(lake, extract, key, book, lambda _: {})).findings


def _schools(found: pa.Table) -> tuple[tuple[str, int, int], ...]:
    """School, errors and queries, the most errors first."""
    counts: dict[str, list[int]] = {}
    for school, level in zip(found["school"].to_pylist(), found["level"].to_pylist(), strict=True):
        if school:
            counts.setdefault(school, [0, 0])[level != ERROR] += 1
    return tuple(
        sorted(((s, e, q) for s, (e, q) in counts.items()), key=lambda one: (-one[1], -one[2], one[0]))
    )


def _not_run(lake: Lake, partition: str) -> tuple[tuple[str, str], ...]:
    """The rules that had nothing to look at or are broken, and why; not those of another year."""
    if lake.stamp(RULE_RUN, partition) is None:
        return ()
    runs = lake.read(RULE_RUN, partition).to_pylist()
    return tuple(
        (run["rule"], run["why"] or run["status"])
        for run in runs
        if run["status"] in (SKIPPED, FAILED) and not run["why"].startswith("not in force")
    )


def _counts(lake: Lake, extract: Extract, key: str) -> tuple[int, int]:
    lawful = rejects = 0
    for part in extract.parts:
        staged, refused = extract.staging(part), rejects_of(extract.staging(part))
        for stamp in filter(None, (lake.stamp(staged, key),)):
            lawful += stamp.rows
        for stamp in filter(None, (lake.stamp(refused, key),)):
            rejects += stamp.rows
    return (0 if key.endswith(REFUSED) else lawful + rejects), rejects


def _landed(lake: Lake, partition: str) -> str:
    versions = history.versions(lake, partition)
    return in_words(versions[-1].landed.date()) if versions else ""


def _verdict(made: Report, *, is_in_force: bool) -> str:
    """One line."""
    errors, queries = made.count(ERROR), made.count(QUERY)
    if made.verdict == NOT_ACCEPTED:
        kept = "The last accepted delivery stays in force." if is_in_force else "None is in force."
        return f"Refused. {made.refusal[0]} {kept}"
    if made.verdict == ACCEPTED:
        return "Accepted. There is nothing to put right."
    left = f"; {_rows(made.left_out)} left out of every count" if made.left_out else ""
    return (
        f"Accepted with findings: {_many(errors, 'error')} to put right and "
        f"{_many(queries, 'query', 'queries')} to look at{left}."
    )


def _many(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _rows(number: int) -> str:
    return f"{number:,} {'row is' if number == 1 else 'rows are'}"
