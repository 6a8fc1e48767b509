"""``send link``: whose records are whose in several files. It tells rules and counts, never a value."""

from collections.abc import Sequence
from pathlib import Path

from pipelines import link_engine, link_files, link_records, link_toml
from pipelines.cli.console import plural, result, talk
from pipelines.cli.pretty import table, working
from pipelines.link_engine import Linked
from pipelines.link_records import Read


def link(
    paths: Sequence[Path],
    mapping: Path,
    out: Path,
    *,
    review: Path | None = None,
    decisions: Path | None = None,
    force: bool = False,
) -> int:
    """Link the records of the files and write the links; the pairs in doubt only where they are asked for."""
    inputs = [*paths, mapping, *([decisions] if decisions else [])]
    link_files.refuse_target(out, *inputs, force=force)
    if review:
        link_files.refuse_target(review, out, *inputs, force=force)
    told = link_toml.load(mapping)
    decided = link_files.read_decisions(decisions) if decisions else None
    with working("Reading the files") as progress:
        read = link_records.read(paths, told)
        progress("Linking the records")
        linked = link_engine.link(read, told, decided)
    link_files.write_links(linked, out)
    if review:
        link_files.write_review(linked.doubts, read.records, review)
    _tell(read, linked)
    result(f"Wrote {out}: {plural(len(linked.links), 'link')}.")
    if review:
        count = plural(len(linked.doubts), "pair")
        result(f"Wrote {review}: {count} to decide. It names people: keep it restricted.")
    if review and len(linked.doubts):
        result(f"Next: write same or different in its column decision, and add --decisions {review}")
    elif len(linked.doubts):
        talk(f"{plural(len(linked.doubts), 'pair')} wait for a person: add --review FILE to see them.")
    return 0


def _tell(read: Read, linked: Linked) -> None:
    people = read.records.groupby("source", sort=True)["id"]
    linked_ones = linked.cluster.duplicated(keep=False)
    shares = linked_ones.groupby(read.records["source"]).sum()
    rows = [[name, f"{count:,}", f"{int(shares[name]):,}"] for name, count in people.size().items()]
    table(["Source", "Records", "Linked"], rows, right=["Records", "Linked"])
    table(["", "Pairs"], [[what, f"{count:,}"] for what, count in linked.counts.items()], right=["Pairs"])
    for note, count in read.notes.items():
        talk(f"{note}: {count:,}")
