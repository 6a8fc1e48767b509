"""The register: its own way of writing, no person in it, and the way from a closed school to the newest."""

import pytest

from pipelines.errors import RefusedError
from tests.builders_places import built, lines, reasons, staged, write_file

HEADER = (
    '"URN","LA (code)","LA (name)","EstablishmentNumber","EstablishmentName","EstablishmentStatus (name)",'
    '"OpenDate","CloseDate","SchoolCapacity","SEN1 (name)","SEN2 (name)","TypeOfResourcedProvision (name)",'
    '"ResourcedProvisionOnRoll","HeadFirstName","HeadLastName","TelephoneNum","Postcode"'
)
LINKS = '"URN","LinkURN","LinkName","LinkType","LinkEstablishedDate"'


def school(urn, name="School", *, opened="01-09-1999", closed="", need="Not Applicable", la_code="391"):
    status = "Closed" if closed else "Open"
    return (
        f'"{urn}","{la_code}","Town","1234","{name}","{status}","{opened}","{closed}","100",'
        f'"SpLD - Specific Learning Difficulty","{need}","Resourced provision","12","Anna","Smith",'
        '"0191 4960000","NE1 1AA"'
    )


def link(old, new, kind="Successor"):
    return f'{old},{new},"Name","{kind}","01-09-2015"'


def write(raw, schools, links=(), year=2025):
    text = lines(HEADER, *schools)
    write_file(raw, f"000/establishments/{year}", "edubasealldata20250901.csv", text.encode("cp1252"))
    if links:
        write_file(
            raw, f"000/establishments/{year}", "links_edubasealldata20250901.csv", lines(LINKS, *links)
        )


def test_the_register_is_read_as_it_is_written_and_names_nobody(tmp_path):
    write(tmp_path, [school(100001, "École St. Thérèse", closed="31-08-2015")])
    table = staged(tmp_path)["establishments"]
    [row] = table.lawful.to_pylist()
    assert row["name"] == "École St. Thérèse"
    assert (row["open_date"].isoformat(), row["close_date"].isoformat()) == ("1999-09-01", "2015-08-31")
    assert (row["la_code"], row["resourced_on_roll"], row["capacity"]) == ("391", 12, 100)
    assert table.notes == {"read as cp1252": 1, "columns that the contract does not know, left aside": 4}
    assert not {"Smith", "Anna", "0191 4960000"} & {str(value) for value in row.values()}


def test_a_day_that_is_none_and_a_number_twice_are_rejects(tmp_path):
    write(tmp_path, [school(100001), school(100001), school(100002, opened="31-02-1999"), school("x")])
    assert reasons(staged(tmp_path)["establishments"]) == {
        3: "repeats the key of an earlier row",
        4: "open_date: not a date",
        5: "urn: not one to six digits",
    }


@pytest.mark.parametrize(
    ("links", "told"),
    [
        ([link(1, 2), link(2, 3, "Successor - merged")], {1: ("3", "successor"), 3: ("3", "itself")}),
        # told at the other end only
        ([link(2, 1, "Predecessor")], {1: ("2", "successor"), 2: ("2", "itself")}),
        # told at both ends, and twice
        ([link(1, 2), link(1, 2), link(2, 1, "Predecessor")], {1: ("2", "successor")}),
        (
            [link(1, 2, "Successor - Split School"), link(1, 3, "Successor - Split School")],
            {1: ("1", "split")},
        ),
        ([link(4, 1), link(1, 2), link(1, 3)], {4: ("1", "split"), 1: ("1", "split")}),
        ([link(1, 2), link(2, 3), link(3, 1)], {1: ("1", "circle"), 2: ("2", "circle"), 3: ("3", "circle")}),
        ([link(1, 1)], {1: ("1", "itself")}),
        ([link(1, 2, "Sixth Form Centre Link"), link(1, 3, "Other")], {1: ("1", "itself")}),
        ([link(1, 999)], {1: ("999", "successor")}),
        ([link(n, n + 1) for n in range(1, 12)], {1: ("9", "unfinished"), 5: ("12", "successor")}),
    ],
)
def test_successors_are_followed_to_the_newest_and_no_further(tmp_path, links, told):
    write(tmp_path / "data" / "raw", [school(urn) for urn in range(1, 13)], links)
    found = built(tmp_path, "core.establishment").set_index("urn")
    got = {urn: (found.loc[str(urn), "current_urn"], found.loc[str(urn), "current_how"]) for urn in told}
    assert got == told


def test_needs_are_codes_and_links_are_told_once(tmp_path):
    raw = tmp_path / "data" / "raw"
    schools = [school(1), school(2, need="ASD - Autistic Spectrum Disorder")]
    write(raw, schools, [link(1, 2), link(1, 2), link(2, 1, "Predecessor")])
    assert built(tmp_path, "core.establishment").needs.to_list() == ["SPLD", "SPLD ASD"]
    links = built(tmp_path, "core.establishment_link")
    assert links[["urn", "link_urn", "link_type", "current_urn"]].to_numpy().tolist() == [
        ["1", "2", "Successor", "2"],
        ["2", "1", "Predecessor", "2"],
    ]


def test_without_links_every_school_is_itself(tmp_path):
    write(tmp_path / "data" / "raw", [school(1), school(2)])
    assert set(built(tmp_path, "core.establishment").current_how) == {"itself"}


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("links.csv", lines(LINKS, link(1, 2)), "lack establishments"),
        (
            "edubase.csv",
            lines(HEADER.replace("EstablishmentName", "SchoolTitle"), school(1)),
            "EstablishmentName",
        ),
        ("edubase.csv", lines(HEADER), "no rows"),
        ("edubase.csv", "", "empty"),
    ],
)
def test_what_is_not_the_register_is_refused(tmp_path, name, text, what):
    write_file(tmp_path, "000/establishments/2025", name, text)
    with pytest.raises(RefusedError) as refused:
        staged(tmp_path)
    assert what in refused.value.what
    assert refused.value.hint
