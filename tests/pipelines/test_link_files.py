"""What a linkage reads and writes: the mapping, files of several kinds, refusals, and the command."""

import stat

import pandas as pd
import pytest

from pipelines import link_records, link_toml
from pipelines.cli.link import link
from pipelines.errors import RefusedError, SendError, SourceMissingError, UsageError
from pipelines.link_engine import LINK_COLUMNS
from tests.builders_link import amy, files

MAPPING = """
[[source]]
name = "left"
id = "id"
unique = true
[source.columns]
forename = "forename"
surname = "surname"
birth_date = "birth_date"
postcode = "postcode"
[[source]]
name = "right"
id = "id"
unique = false
[source.columns]
forename = "forename"
surname = "surname"
birth_date = "birth_date"
postcode = "postcode"
"""


@pytest.fixture
def place(tmp_path):
    """Two files of two children and their mapping."""
    rows = [amy(id="1"), amy(id="2", forename="Kofi", surname="Boateng", birth_date="2009-11-30")]
    files(tmp_path, {"left": rows, "right": rows})
    (tmp_path / "map.toml").write_text(MAPPING, "utf-8")
    return tmp_path


def run(place, **more):
    paths = [place / "left.csv", place / "right.csv"]
    return link(paths, place / "map.toml", place / "links.csv", force=True, **more)


def read(place):
    return link_records.read([place / "left.csv", place / "right.csv"], link_toml.load(place / "map.toml"))


def test_links_are_written_with_their_rule(place, capsys):
    assert run(place) == 0
    links = pd.read_csv(place / "links.csv")
    assert tuple(links.columns) == LINK_COLUMNS
    assert links["rule"].tolist() == ["names_birth_date_postcode"] * 2
    said = capsys.readouterr()
    assert "2 links" in said.out
    assert not any(value in said.out + said.err for value in ("Hartley", "Boateng", "2012", "NE1"))
    assert sorted(p.name for p in place.iterdir()) == ["left.csv", "links.csv", "map.toml", "right.csv"]


def test_a_parquet_file_tells_the_same_as_a_csv_file(place):
    run(place)
    links = pd.read_csv(place / "links.csv", dtype=str)
    table = pd.read_csv(place / "left.csv", dtype=str)
    table["birth_date"] = pd.to_datetime(table["birth_date"]).dt.date
    table.to_parquet(place / "left.parquet")
    paths = [place / "left.parquet", place / "right.csv"]
    link(paths, place / "map.toml", place / "links.parquet")
    told = pd.read_parquet(place / "links.parquet")
    told, links = (one[["left_id", "right_id", "rule"]].to_numpy().tolist() for one in (told, links))
    assert told == links


def test_a_review_is_restricted_and_comes_back_as_decisions(place):
    table = pd.read_csv(place / "right.csv", dtype=str)
    table.loc[0, "birth_date"] = "2013-06-21"
    table.to_csv(place / "right.csv", index=False)
    run(place, review=place / "review.csv")
    assert stat.S_IMODE((place / "review.csv").stat().st_mode) == 0o600
    pairs = pd.read_csv(place / "review.csv", dtype=str)
    assert pairs[["left_id", "right_id", "right_birth_date"]].to_numpy().tolist() == [["1", "1", "20130621"]]
    pairs.assign(decision="Same").to_csv(place / "decided.csv", index=False)
    run(place, decisions=place / "decided.csv")
    assert sorted(pd.read_csv(place / "links.csv")["rule"]) == ["decision", "names_birth_date_postcode"]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('name = "right"', 'name = "left"', "two parts are called left"),
        ("unique = false", "", "does not say whether"),
        ('id = "id"', "", "id is missing"),
        ('postcode = "postcode"', 'post = "postcode"', "knows no post"),
        ("[[source]]", "[sauce]\n[[source]]", "knows no sauce"),
        ('surname = "surname"', "surname = surname", "no TOML"),
        ("[[source]]", "[thresholds]\nlink = 1\nreview = 2\n[[source]]", "below what is linked"),
        ("[[source]]", "[thresholds]\nlink = true\n[[source]]", "no number"),
        ("[[source]]", "children = 1\n[[source]]", "neither true nor false"),
        ("[[source]]", '[[crosswalk]]\nname = "x"\ncolumns = { a = "b" }\n[[source]]', "ties no two"),
    ],
)
def test_a_bad_mapping_is_refused_by_name(place, before, after, says):
    (place / "map.toml").write_text(MAPPING.replace(before, after, 1), "utf-8")
    with pytest.raises(RefusedError, match=says) as refused:
        link_toml.load(place / "map.toml")
    assert refused.value.hint


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("id,forename,surname,birth_date\n1,a,b,2012-03-04\n", RefusedError, "no column postcode"),
        ("id,forename,surname,birth_date,postcode\n", RefusedError, "no rows"),
        ("", SendError, "left.csv"),
        (
            "id,forename,surname,birth_date,postcode\n1,a,b,c,d\n1,a,b,c,d\n",
            RefusedError,
            "that of a row before",
        ),
        ("id,forename,surname,birth_date,postcode\n,a,b,c,d\n", RefusedError, "1 rows without id"),
        ("id,forename,surname,birth_date,postcode\n1,a,b,4th of May,d\n", RefusedError, "1 of 1 birth dates"),
        ("id,forename,surname,birth_date,postcode\n1,a,b,2012-03-04\n", RefusedError, "more or fewer cells"),
        (b"id,forename\n1,\x81\x8d\n", RefusedError, "no encoding"),
    ],
)
def test_a_bad_file_is_refused_by_name(place, text, kind, says):
    (place / "left.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(kind, match=says) as refused:
        read(place)
    assert "Hartley" not in str(refused.value)


def test_unreadable_dates_are_counted(place):
    rows = [amy(id=str(n)) for n in range(3)] + [amy(id="9", birth_date="in May")]
    files(place, {"left": rows, "right": rows})
    assert read(place).notes["left: birth dates that cannot be read"] == 1


def test_a_source_is_the_one_file_of_its_name(place):
    mapping = link_toml.load(place / "map.toml")
    with pytest.raises(UsageError, match="0 of the files"):
        link_records.read([place / "left.csv"], mapping)
    (place / "other.csv").write_text("id\n1\n")
    with pytest.raises(UsageError, match=r"other\.csv"):
        link_records.read([place / "left.csv", place / "right.csv", place / "other.csv"], mapping)
    with pytest.raises(SourceMissingError):
        link_records.read([place / "gone.csv"], mapping)


@pytest.mark.parametrize(
    ("out", "says"),
    [("links.txt", "neither CSV nor"), ("left.csv", "would be written"), ("no/links.csv", "no folder")],
)
def test_where_nothing_can_be_written_nothing_is_done(place, out, says):
    before = (place / "left.csv").read_bytes()
    with pytest.raises(UsageError, match=says):
        link([place / "left.csv"], place / "map.toml", place / out)
    assert (place / "left.csv").read_bytes() == before


def test_what_somebody_has_decided_is_not_overwritten(place):
    (place / "review.csv").write_text("decided")
    with pytest.raises(UsageError, match="there already"):
        link([place / "left.csv"], place / "map.toml", place / "new.csv", review=place / "review.csv")
    with pytest.raises(UsageError, match="would be written"):
        run(place, review=place / "review.csv", decisions=place / "review.csv")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("left_id,decision\n1,same\n", "no column left_source"),
        (
            "left_source,left_id,right_source,right_id,decision\nleft,1,right,1,perhaps\n",
            "1 decisions that are",
        ),
        ("left_source,left_id,right_source,right_id,decision\nleft,1,,1,same\n", "without source"),
    ],
)
def test_a_bad_decision_is_refused(place, text, says):
    (place / "decided.csv").write_text(text)
    with pytest.raises(RefusedError, match=says):
        run(place, decisions=place / "decided.csv")
    assert not (place / "links.csv").exists()
