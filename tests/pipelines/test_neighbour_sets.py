"""Neighbour sets: wide, matrix and long give the same pairs; what names no authority is told."""

import pytest

from pipelines.errors import RefusedError
from schemas.neighbours_2025 import NEIGHBOURS_2025
from tests.builders_places import built, lines, reasons, staged, write_file

TEN = NEIGHBOURS_2025["391"]
WORDS = ("Extremely Close", "Very close", "Close ", "Somewhat close", "Not Close")


def wide_header(neighbour="SN{n}", closeness="SNP", last=""):
    pairs = [text.format(n=n) for n in range(1, 11) for text in (neighbour, closeness)]
    return ",".join(["LA num", "LA Name", *pairs]) + last


def wide_row(la_code, name, ten, end=""):
    pairs = [text for n, one in enumerate(ten) for text in (one, WORDS[n % 5])]
    return ",".join([la_code, name, *pairs]) + end


def pairs_of(table):
    return list(
        zip(
            table.lawful["la_code"].to_pylist(),
            table.lawful["rank"].to_pylist(),
            table.lawful["neighbour_la_code"].to_pylist(),
            strict=True,
        )
    )


EXPECTED = [("391", rank, la_code) for rank, la_code in enumerate(TEN, 1)]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("\ufeff" + wide_header(last=","), wide_row("391", "Newcastle upon Tyne", TEN, ",")),
        (wide_header("SN_{n}", "SN_{n}P"), wide_row("391", "Newcastle upon Tyne", TEN)),
        (wide_header("SN{n}", "SNP.{n}"), wide_row("391.0", "Newcastle", [f"{one}.0" for one in TEN])),
    ],
)
def test_wide_sets_of_every_vintage_give_ten_ranked_pairs(tmp_path, header, row):
    empty = "," * header.count(",")
    old = wide_row("836", "Poole (Pre LG)", TEN)
    text = lines(header, row, empty, f",Old SNs:{empty[1:]}", old)
    write_file(tmp_path, "000/neighbours/2021", "set.csv", text)
    table = staged(tmp_path)["neighbours"]
    assert pairs_of(table)[:10] == EXPECTED
    assert table.received == 20
    assert table.rejects.num_rows == 0
    assert table.lawful["closeness"].to_pylist()[:5] == ["extremely", "very", "close", "somewhat", "not"]
    assert table.notes == {"row that names no authority, left aside": 1}


def test_a_matrix_of_names_gives_the_same_pairs_without_closeness(tmp_path):
    names = ["Newcastle upon Tyne", "Durham", '"Kingston Upon Hull, City of"']
    body = [f"{la_code},{la_code},St Helens" for la_code in TEN[:1]]
    body += [f"{la_code},," for la_code in TEN[1:]]
    write_file(tmp_path, "000/neighbours/2025", "set.csv", lines(",".join(names), *body, ",,"))
    table = staged(tmp_path)["neighbours"]
    assert sorted(pairs_of(table), key=lambda one: (one[0] != "391", one)) == [
        *EXPECTED, ("810", 1, "342"), ("840", 1, TEN[0]),
    ]  # fmt: skip
    assert table.lawful["closeness"].null_count == 12


def test_a_long_set_gives_the_same_pairs(tmp_path):
    rows = [f"391,{rank},{la_code},Close" for rank, la_code in enumerate(TEN, 1)]
    write_file(tmp_path, "000/neighbours/2025", "set.csv", lines("la_code,rank,neighbour,closeness", *rows))
    assert pairs_of(staged(tmp_path)["neighbours"]) == EXPECTED


def test_an_authority_without_neighbours_has_no_rows_and_is_counted(tmp_path):
    text = lines(
        wide_header(),
        wide_row("391", "Newcastle", TEN),
        "942,Cumberland" + ",-" * 20,
        "420,Scilly" + "," * 20,
    )
    write_file(tmp_path, "000/neighbours/2021", "set.csv", text)
    table = staged(tmp_path)["neighbours"]
    assert table.received == 10
    assert table.notes == {"authority without neighbours in this set": 2}


def test_a_name_that_is_none_is_a_reject_with_its_reason(tmp_path):
    ten = ["Atlantis", *TEN[1:]]
    text = lines(wide_header(), wide_row("391", "Newcastle", ten), wide_row("391", "Again", TEN))
    write_file(tmp_path, "000/neighbours/2021", "set.csv", text)
    table = staged(tmp_path)["neighbours"]
    told = table.rejects["reasons"].to_pylist()
    assert told[0] == "neighbour_la_code: not a authority code then"
    assert told[1:] == ["repeats the key of an earlier row"] * 9
    assert set(reasons(table)) == {2, 3}


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({"a.csv": lines("name,value", "x,1")}, "No sheet"),
        ({"a.csv": lines(wide_header())}, "No sheet"),
        (
            {
                "a.csv": lines(wide_header(), wide_row("391", "N", TEN)),
                "b.csv": lines(wide_header(), wide_row("393", "S", TEN)),
            },
            "second set",
        ),
    ],
)
def test_what_is_no_set_or_a_second_is_refused(tmp_path, files, what):
    for name, text in files.items():
        write_file(tmp_path, "000/neighbours/2021", name, text)
    with pytest.raises(RefusedError) as refused:
        staged(tmp_path)
    assert what in refused.value.what
    assert refused.value.hint


def test_the_core_holds_sets_of_several_years_with_names(tmp_path):
    raw = tmp_path / "data" / "raw"
    for year, la_code in ((2021, "391"), (2025, "393")):
        text = lines(wide_header(), wide_row(la_code, "", TEN))
        write_file(raw, f"000/neighbours/{year}", "set.csv", text)
    pairs = built(tmp_path, "core.neighbour")
    assert pairs.groupby(["edition", "la_code"]).size().to_dict() == {(2021, "391"): 10, (2025, "393"): 10}
    first = pairs[(pairs.edition == 2025) & (pairs["rank"] == 1)].iloc[0]
    assert (first.la_name, first.neighbour_la_code, first.closeness) == (
        "South Tyneside", TEN[0], "Extremely close",
    )  # fmt: skip
