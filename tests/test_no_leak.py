"""No child can be recognised: every identifier of the sample, searched for wherever it must not be."""

import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines import release
from pipelines.lake import RESTRICTED, Lake
from pipelines.staging import RECORD
from tests.builders_secrets import found_among
from tests.builders_vault import received_in

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Secrets:
    """Who the sample's children are, from their identity files and from the files as received.

    The supplier's keys of records are left out: in COLLECT's tables they number records, not children.
    """

    def __init__(self, vault_tables):
        texts, births = set(), set()
        for table in vault_tables:
            for column in set(table.column_names) - {RECORD}:
                values = table[column].drop_null().to_pylist()
                if pa.types.is_date(table[column].type):
                    births.update(values)
                elif pa.types.is_string(table[column].type):
                    texts.update(values)
        self.words = {text.strip() for text in texts if len(text.strip()) >= 6}
        self.words |= {
            postcode.replace(" ", "") for postcode in self.words if re.search(r"\d[A-Z]{2}$", postcode)
        }
        self.births = {
            form
            for day in births
            for form in (
                day.isoformat(),
                f"{day.year}-{MONTHS[day.month - 1]}-{day.day:02d}",
                f"{day.day:02d}/{day.month:02d}/{day.year}",
                f"{day.year}{day.month:02d}{day.day:02d}",
            )
        }

    def found_in(self, text):
        return found_among(self.words | self.births, text)


@pytest.fixture(scope="module")
def built(small, tmp_path_factory):
    """A small authority, built by the command line; what the commands said is kept."""
    sample = small.copied_to(tmp_path_factory.mktemp("leak"))
    send = sample.send
    for command in (["sources"], ["sources", "--json"], ["query", "from prevalence", "--json"], ["doctor"]):
        send(*command)
    raw = sample.settings.raw
    spoil(raw / "391")
    assert send("build") == 4
    send("check", str(raw))
    send("build", "--dry-run")
    send("query", "select upn from prevalence")
    lake = Lake(sample.settings.lake, sample.settings.vault_keys())
    return sample.settings, lake, Secrets(received_in(lake)), sample.said


def spoil(folder):
    """Faults that tempt a program to show a row."""
    census = folder / "school_census"
    pupils = census / "2025-spring" / "2025_spring_pupilonroll.csv"
    lines = pupils.read_text("utf-8").splitlines()
    pupils.write_text("\n".join([lines[0], *(line + ",one,more" for line in lines[1:])]), "utf-8")
    headless = census / "2026-spring" / "2026_spring_pupilonroll.csv"
    headless.write_text("\n".join(headless.read_text("utf-8").splitlines()[1:]), "utf-8")
    swapped = census / "2026-spring" / "2026_spring_schoolcensus.csv"
    text = swapped.read_text("utf-8").splitlines()
    name = lines[1].split(",")[5]
    swapped.write_text("\n".join([text[0], *(line.replace("391", name) for line in text[1:])]), "utf-8")
    message = folder / "sen2" / "2025" / "sen2_2025.xml"
    message.write_bytes(message.read_bytes()[:-2000])


def test_there_is_something_to_look_for(built):
    _, _, secrets, _ = built
    assert len(secrets.words) > 1500
    assert len(secrets.births) > 1000


def test_what_is_looked_for_is_found_wherever_it_stands():
    text = "aZqavryxb, 2012-03-04Vylqua Quîll"
    assert found_among({"Zqavryx", "2012-03-04", "Vylqua Quîll", "Vylqua Quill", "Zqavryz"}, text) == [
        "2012-03-04",
        "Vylqua Quîll",
        "Zqavryx",
    ]
    assert found_among({"ll", "Zq", "qz"}, text) == ["Zq", "ll"]
    assert found_among({"Zqavryx"}, "Zqavr") == found_among(set(), text) == []


def test_no_command_says_who_a_child_is(built):
    _, _, secrets, said = built
    assert [secrets.found_in(text) for text in said] == [[] for _ in said]


def without_decimals(text):
    """Numbers with two decimals: in the digits of so many shares any number of six is found, by chance."""
    return re.sub(r"(?<=\d\.\d\d)\d+", "", text)


def test_no_released_file_says_who_a_child_is(built):
    settings, _, secrets, _ = built
    current = release.current_release(settings.marts)
    files = [path for path in current.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".duckdb", ".parquet", ".csv", ".json"}
    for path in files:
        text = path.read_bytes().decode("latin-1")
        assert secrets.found_in(without_decimals(text) if path.suffix == ".csv" else text) == [], path.name
        if path.suffix == ".parquet":
            told = pq.read_table(path).to_pandas().to_csv()
            assert secrets.found_in(without_decimals(told)) == [], path.name


def test_no_table_outside_the_vault_holds_an_identifier(built):
    _, lake, secrets, _ = built
    for layer in ("landing", "staging", "core", "marts"):
        for table in lake.tables(layer):
            for partition in lake.partitions(table):
                rows = lake.read(table, partition)
                texts = {
                    v
                    for c in rows.columns
                    if pa.types.is_string(c.type)
                    for v in c.drop_null().unique().to_pylist()
                }
                assert not texts & secrets.words, table
                footer = str(pq.read_metadata(lake.path(table, partition)).metadata)
                assert secrets.found_in(footer) == [], table


def test_the_vault_cannot_be_named_in_a_query(built):
    _, lake, _, _ = built
    for layer in RESTRICTED:
        with pytest.raises(ValueError, match="vault"), lake.connect({f"{layer}.sen2_person": pa.schema([])}):
            pass
