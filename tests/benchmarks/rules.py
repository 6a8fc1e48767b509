"""How long the rules take over a large delivery, in CPU seconds.

    .venv/bin/python -m tests.benchmarks.rules [--pupils 50000] [--persons 50000] [--rules 300]

The rules that have something to say of the delivery are repeated under other numbers, until so many run as
were asked for. Told is reading the lake, opening the vault, judging, and the two tables; a first judging, to
know which rules run, and staging are not in it.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.staging import STAGE, measured, write_census, write_message

GOAL = 10.0
JUDGE = """
import dataclasses, itertools, sys, time
from pathlib import Path
from tests.builders import settings_at
from pipelines import landing, rules, run
settings = settings_at(Path(sys.argv[1]))
shop = run.workshop(settings)
[delivery] = [d for d in landing.find(settings.raw)[0] if d.extract.name == sys.argv[2]]
book, wanted, told = rules.RULES[sys.argv[2]], int(sys.argv[3]), Path(sys.argv[4])
def ran(some):
    rules.RULES[sys.argv[2]] = type(book)(
        book.extract, book.returned, book.lawful, some, book.besides, book.school
    )
    runs = rules.judge(shop.lake, delivery.extract, delivery.key, delivery.of).runs.to_pylist()
    known = {rule.number: rule for rule in some}
    return [known[r["rule"]] for r in runs if r["status"] == "run" and r["rule"] in known]
at_work = ran(tuple(dataclasses.replace(rule, reasons=()) for rule in book.rules if rule.fails))
more = enumerate(itertools.islice(itertools.cycle(at_work), wanted))
some = tuple(dataclasses.replace(r, number=f"{r.number}+{n}") for n, r in more)
began = time.process_time()
done = ran(some)
told.write_text(str(time.process_time() - began))
assert len(done) == wanted
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
        write_needs(root / "data/raw/391/school_census/2019-spring", wanted.pupils)
        write_message(root / "data/raw/391/sen2/2025/sen2.xml", wanted.persons)
        for extract, what in (
            ("school_census", f"{wanted.pupils:,} pupils"),
            ("sen2", f"{wanted.persons:,} persons"),
        ):
            measured(STAGE, root, extract)
            used = measured(JUDGE, root, extract, wanted.rules, root / "told")
            seconds = float((root / "told").read_text())
            sys.stdout.write(
                f"{wanted.rules} rules over {extract}, {what:16} {seconds:6.2f} CPU s "
                f"(goal {GOAL:.0f} s), {used['mib']:5.0f} MiB\n"
            )
            sys.stdout.flush()


def write_needs(folder: Path, pupils: int) -> None:
    """A first and a second need of every third pupil, who may be without SEN: a fault for every ninth."""
    with (folder / "senneeds.csv").open("w") as file:
        file.write("senneedstableid,pupilonrolltableid,sentyperank,sentype\n")
        for n in range(1, pupils + 1, 3):
            file.write(f"{n}a,{n},1,ASD\n{n}b,{n},2,SLCN\n")


if __name__ == "__main__":
    main()
