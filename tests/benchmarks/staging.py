"""How long staging takes, in CPU seconds, beside a bare reader of the same file in the same run.

    .venv/bin/python -m tests.benchmarks.staging [--pupils 50000] [--persons 50000]

The census is read, held to its contract, split into lawful rows and rejects, pseudonymised and written to
Parquet; so is the SEN2 message, whose memory must not grow with its length. The bare readers, DuckDB and
expat, only look at every value: the ratio is the price of judging.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from schemas.types import upn_check_letter

GOALS = {"census": 10.0, "sen2": 15.0}
_HEADER = """
pupilonrolltableid NativeId pupilonrollorderseqcolumn sourceid schoolcensustableid upn surname forename
middlenames dob gender ethnicity language entrydate enrolstatus ncyearactual classtype parttime boarder
senprovision
"""
_CENSUS_EXTRA = [f"localcolumn{n}" for n in range(1, 25)]


def main() -> None:
    """Write the files, measure each reader in a process of its own, and say how it compares."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--pupils", type=int, default=50_000)
    asked.add_argument("--persons", type=int, default=50_000)
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_census(root / "data/raw/391/school_census/2019-spring", wanted.pupils)
        messages = [root / f"messages/{persons}.xml" for persons in (wanted.persons, 2 * wanted.persons)]
        for message, persons in zip(messages, (wanted.persons, 2 * wanted.persons), strict=True):
            write_message(message, persons)
        pupils = root / "data/raw/391/school_census/2019-spring/pupilonroll.csv"
        floor = measured("import pipelines.steps")
        told("importing the pipeline", floor)
        told(f"census of {wanted.pupils:,} pupils x 44", measured(STAGE, root, "school_census"), "census")
        told("  bare DuckDB", measured(BARE_CSV, pupils))
        for message in messages:
            place = root / "data/raw/391/sen2/2025/sen2.xml"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(message.read_bytes())
            goal = "sen2" if message is messages[0] else ""
            told(f"SEN2 message of {message.stem} persons", measured(STAGE, root, "sen2"), goal)
            told("  bare expat", measured(BARE_XML, message))


STAGE = """
import sys
from pathlib import Path
from tests.builders import settings_at
from pipelines import landing, run, steps
settings = settings_at(Path(sys.argv[1]))
shop = run.workshop(settings)
[delivery] = [d for d in landing.find(settings.raw)[0] if d.extract.name == sys.argv[2]]
counts = steps.stage(shop, delivery)
assert all(c["received"] == c["lawful"] + c["rejects"] for c in counts.values())
"""
BARE_CSV = """
import sys, duckdb
con = duckdb.connect()
con.execute("set threads = 1")
con.execute(f"copy (from read_csv('{sys.argv[1]}', all_varchar = true)) to '/dev/null' (format csv)")
"""
BARE_XML = """
import sys
from xml.parsers import expat
parser = expat.ParserCreate()
parser.buffer_text = True
parser.StartElementHandler = lambda *_: None
parser.EndElementHandler = lambda _: None
parser.CharacterDataHandler = lambda _: None
with open(sys.argv[1], "rb") as file:
    parser.ParseFile(file)
"""
_RUN = """
import json, resource, runpy, sys
exec(sys.argv.pop(1))
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "mib": used.ru_maxrss / 1024}))
"""


def measured(code: str, *arguments: object) -> dict[str, float]:
    """CPU seconds and peak memory of a piece of code, in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", _RUN, code, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise SystemExit(ran.stderr)
    found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return found


def told(what: str, used: dict[str, float], goal: str = "") -> None:
    """One line of the result."""
    within = f"  (goal {GOALS[goal]:.0f} s)" if goal else ""
    sys.stdout.write(f"{what:42} {used['cpu']:6.2f} CPU s {used['mib']:7.0f} MiB{within}\n")
    sys.stdout.flush()


def upn(serial: int) -> str:
    """The ``serial``-th lawful unique pupil number of many."""
    rest = f"391{2000 + serial // 100_000:04d}{serial // 1000 % 100:02d}{serial % 1000:03d}"
    return upn_check_letter(rest) + rest


def write_census(folder: Path, pupils: int) -> None:
    """A spring census of one school; every hundredth pupil has a fault, for the rejects."""
    folder.mkdir(parents=True)
    day = "2019-Jan-17 00:00:00"
    (folder / "schoolcensus.csv").write_text(
        "schoolcensustableid,NativeId,term,collection,year,referencedate,lea,estab,urn\n"
        f"1,3912000,SPR,SC,2019,{day},391,2000,108001\n"
    )
    (folder / "school.csv").write_text(
        "schooltableid,schoolcensustableid,schoolname,phase,governance\n1,1,A,PS,CO\n"
    )
    (folder / "senneeds.csv").write_text("senneedstableid,pupilonrolltableid,sentyperank,sentype\n")
    (folder / "fsmperiod.csv").write_text("fsmperiodtableid,pupilonrolltableid,fsmstartdate,fsmenddate\n")
    header = _HEADER.split()
    with (folder / "pupilonroll.csv").open("w") as file:
        file.write(",".join([*header, *_CENSUS_EXTRA]) + "\n")
        extra = ",".join("x" * 5 for _ in _CENSUS_EXTRA)
        for n in range(1, pupils + 1):
            provision = "Q" if n % 100 == 0 else "NNNNNNKKE"[n % 9]
            born = f"2008-{('Mar', 'Apr', 'May', 'Jun')[n % 4]}-{n % 28 + 1:02d} 00:00:00"
            file.write(
                f"{n},3912000,{n},s,1,{upn(n)},Surname{n},Forename{n},,{born},{'MF'[n % 2]},WBRI,ENG,"
                f"2013-Sep-03 00:00:00,C,5,O,0,N,{provision},{extra}\n"
            )


def write_message(path: Path, persons: int) -> None:
    """A SEN2 message of 2025: every person with a request, an assessment, a plan, a placement, two needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        file.write(
            "<Message><Header><CollectionDetails><Collection>SEN2</Collection><Year>2025</Year>"
            "<ReferenceDate>2025-01-16</ReferenceDate></CollectionDetails><Source><LEA>391</LEA><DMO>Y</DMO>"
            "<DCO>Y</DCO></Source></Header><Persons>"
        )
        for n in range(1, persons + 1):
            file.write(
                f"<Person><Surname>Surname{n}</Surname><Forename>Forename{n}</Forename>"
                f"<PersonBirthDate>2010-05-{n % 28 + 1:02d}</PersonBirthDate><Sex>{'MF'[n % 2]}</Sex>"
                f"<Ethnicity>WBRI</Ethnicity><PostCode>NE1 {n % 9}AA</PostCode><UPN>{upn(n)}</UPN><Requests>"
                "<ReceivedDate>2024-02-01</ReceivedDate><RYA>0</RYA>"
                "<RequestOutcomeDate>2024-03-01</RequestOutcomeDate><RequestOutcome>Y</RequestOutcome>"
                "<RequestMediation>0</RequestMediation><RequestTribunal>0</RequestTribunal><Assessment>"
                "<AssessmentOutcome>Y</AssessmentOutcome>"
                "<AssessmentOutcomeDate>2024-06-01</AssessmentOutcomeDate>"
                "<AssessmentMediation>0</AssessmentMediation><AssessmentTribunal>0</AssessmentTribunal>"
                "<OtherMediation>0</OtherMediation><OtherTribunal>0</OtherTribunal><Week20>0</Week20>"
                "<NamedPlan><StartDate>2024-06-01</StartDate><PlanDetail><URN>108001</URN>"
                "<PlacementRank>1</PlacementRank><SENunitIndicator>0</SENunitIndicator>"
                "<ResourcedProvisionIndicator>0</ResourcedProvisionIndicator></PlanDetail>"
                "<PB>0</PB><OA>0</OA></NamedPlan></Assessment><ActivePlans><PlacementDetail>"
                "<URN>108001</URN><PlacementRank>1</PlacementRank><EntryDate>2024-09-03</EntryDate>"
                "<SENunitIndicator>0</SENunitIndicator>"
                "<ResourcedProvisionIndicator>0</ResourcedProvisionIndicator></PlacementDetail>"
                "<SENneed><SENtype>ASD</SENtype><SENtypeRank>1</SENtypeRank></SENneed>"
                "<SENneed><SENtype>SLCN</SENtype><SENtypeRank>2</SENtypeRank></SENneed>"
                "<ReviewMeeting>2024-12-01</ReviewMeeting><LastReview>2024-12-15</LastReview>"
                "<ReviewOutcome>M</ReviewOutcome></ActivePlans></Requests></Person>\n"
            )
        file.write("</Persons></Message>")


if __name__ == "__main__":
    main()
