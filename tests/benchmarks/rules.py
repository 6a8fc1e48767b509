"""How long the rules take over a large delivery, in CPU seconds.

    .venv/bin/python -m tests.benchmarks.rules [--pupils 50000] [--persons 50000] [--rules 300]

Where an extract has fewer rules than asked for, they are repeated under other numbers. Staging is measured
apart: what is told of the rules is reading the lake, opening the vault, judging, and the two tables.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.staging import STAGE, measured, write_census, write_message

GOAL = 10.0
JUDGE = """
import dataclasses, sys
from pathlib import Path
from tests.builders import settings_at
from pipelines import landing, rules, run
settings = settings_at(Path(sys.argv[1]))
shop = run.workshop(settings)
[delivery] = [d for d in landing.find(settings.raw)[0] if d.extract.name == sys.argv[2]]
book, wanted = rules.RULES[sys.argv[2]], int(sys.argv[3])
if wanted:
    with_predicate = [rule for rule in book.rules if rule.fails]
    more = [dataclasses.replace(r, number=f"{r.number}+{n}") for n in range(1, 9) for r in with_predicate]
    all_rules = (*book.rules, *more[:wanted - len(book.rules)])
    rules.RULES[sys.argv[2]] = type(book)(
        book.extract, book.returned, book.lawful, all_rules, book.besides, book.school
    )
    judged = rules.judge(shop.lake, delivery.extract, delivery.key, delivery.of)
    failed = [r for r in judged.runs.to_pylist() if r["status"] == "failed"]
    assert not failed, failed
"""


def main() -> None:
    """Write and stage the deliveries, judge each in a process of its own, and say how long it took."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--pupils", type=int, default=50_000)
    asked.add_argument("--persons", type=int, default=50_000)
    asked.add_argument("--rules", type=int, default=300)
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_census(root / "data/raw/391/school_census/2019-spring", wanted.pupils)
        write_message(root / "data/raw/391/sen2/2025/sen2.xml", wanted.persons)
        for extract, what in (
            ("school_census", f"{wanted.pupils:,} pupils"),
            ("sen2", f"{wanted.persons:,} persons"),
        ):
            measured(STAGE, root, extract)
            floor = measured(JUDGE, root, extract, 0)
            used = measured(JUDGE, root, extract, wanted.rules)
            sys.stdout.write(
                f"{wanted.rules} rules over {extract}, {what:16} {used['cpu'] - floor['cpu']:6.2f} CPU s "
                f"(goal {GOAL:.0f} s), {used['mib']:5.0f} MiB; importing alone {floor['cpu']:5.2f} CPU s\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
