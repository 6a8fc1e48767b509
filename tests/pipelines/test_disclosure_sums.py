"""What a heading may say adds up, on the smallest tables where it matters, typed by hand."""

import pandas as pd
import pytest

from pipelines.disclosure import DisclosureRiskError
from pipelines.sql import MartHeadingError, read_mart
from schemas.disclosure import POLICIES
from tests.builders_told import assert_safe, protect

EDUCATION = POLICIES["education"]
HEADING = "-- title: x\n-- grain: {grain}\n-- owner: team:x\n-- rule: education\n"


def declared(folder, grain, *lines):
    """A mart with the count n, and further lines of its heading."""
    columns = [f"dimension {name.strip()}: d" for name in grain.split(",")]
    said = [*columns, "count n: people", *lines]
    path = folder / "tiny.sql"
    path.write_text(HEADING.format(grain=grain) + "".join(f"-- {line}\n" for line in said) + "select 1\n")
    return read_mart(path)


def shown(rows, mart, columns):
    table = pd.DataFrame(rows, columns=columns.split())
    protected = protect(table, mart, EDUCATION).table
    assert_safe(protected, mart, EDUCATION)
    return [None if pd.isna(n) else int(n) for n in protected["n"]]


AREAS = ("area", "adds area: joined by +")


def test_the_sum_of_two_areas_takes_a_second_area_with_the_small_one(tmp_path):
    rows = [("391", 3), ("393", 40), ("391+393", 43)]
    # with the sum shown, 43 - 40 tells of the three
    assert shown(rows, declared(tmp_path, *AREAS), "area n") == [None, None, 43]


def test_areas_that_are_not_joined_stand_alone(tmp_path):
    assert shown([("391", 3), ("393", 40)], declared(tmp_path, *AREAS), "area n") == [None, 40]


def test_a_joined_area_without_a_row_is_nobody(tmp_path):
    rows = [("391", 4), ("391+393", 4)]
    assert shown(rows, declared(tmp_path, *AREAS), "area n") == [None, None]


def test_three_terms_are_the_sum_of_three(tmp_path):
    mart = declared(tmp_path, "census, group", "adds census: joined by +")
    rows = [
        ("2017-spring", "a", 2),
        ("2018-spring", "a", 20),
        ("2019-spring", "a", 30),
        ("2017-spring+2018-spring+2019-spring", "a", 52),
        ("2017-spring", "b", 70),
    ]
    assert shown(rows, mart, "census group n") == [None, None, 30, 52, 70]


def test_a_joined_area_that_is_not_its_sum_is_refused(tmp_path):
    with pytest.raises(DisclosureRiskError, match="1 sums of the heading do not hold"):
        shown([("391", 10), ("393", 40), ("391+393", 51)], declared(tmp_path, *AREAS), "area n")


NESTED = (
    "topic, group",
    "attribute part_of: parent",
    "adds group: within topic to Total",
    "adds group: nested in topic by part_of",
)
ETHNICITY = [
    ("Total", "Total", None, 100),
    ("Ethnicity", "Asian", None, 40),
    ("Ethnicity", "White", None, 60),
    ("Detail", "Indian", "Ethnicity: Asian", 3),
    ("Detail", "Chinese", "Ethnicity: Asian", 37),
    ("Detail", "Irish", "Ethnicity: White", 7),
    ("Detail", "British", "Ethnicity: White", 53),
]


def test_a_small_part_of_a_group_takes_another_part_of_that_group_with_it(tmp_path):
    # Irish is smaller than Chinese, but 40 - 37 would tell of the three
    mart = declared(tmp_path, *NESTED)
    assert shown(ETHNICITY, mart, "topic group part_of n") == [100, 40, 60, None, None, 7, 53]


def test_parts_that_name_no_row_are_refused(tmp_path):
    rows = [*ETHNICITY[:-1], ("Detail", "British", "Ethnicity: Wite", 53)]
    with pytest.raises(DisclosureRiskError, match="part_of names no row"):
        shown(rows, declared(tmp_path, *NESTED), "topic group part_of n")


def test_a_group_that_is_part_of_two_is_refused(tmp_path):
    mart = declared(tmp_path, *NESTED, "count base over topic, group: everyone")
    rows = [
        ("Total", "Total", None, 9, 9),
        ("Ethnicity", "Asian", None, 9, 9),
        ("Detail", "Indian", "Ethnicity: Asian", 9, 9),
        ("Detail", "Indian", "Total: Total", 9, 9),
    ]
    table = pd.DataFrame(rows, columns=["topic", "group", "part_of", "n", "base"])
    mart = declared(tmp_path, "topic, group, year", *NESTED[1:], "count base over topic, group: everyone")
    with pytest.raises(DisclosureRiskError, match="or two for the same group"):
        protect(table.assign(year=["1", "1", "1", "2"]), mart, EDUCATION)


def test_parts_that_do_not_add_up_to_the_group_they_name_are_refused(tmp_path):
    rows = [row if row[1] != "Irish" else (*row[:3], 8) for row in ETHNICITY[1:]]
    with pytest.raises(DisclosureRiskError, match="1 sums of the heading do not hold"):
        shown(rows, declared(tmp_path, *NESTED), "topic group part_of n")


CROSSED = (
    "topic, group, topic_2, group_2",
    "adds group: within topic to Total",
    "crosses topic, group: topic_2, group_2",
)
TWO_WAY = "topic group topic_2 group_2 n"
SEX_BY_MEALS = [
    ("Total", "Total", "Total", "Total", 100),
    ("Sex", "Girl", "Total", "Total", 45),
    ("Sex", "Boy", "Total", "Total", 55),
    ("Meals", "Free", "Total", "Total", 20),
    ("Meals", "Paid", "Total", "Total", 80),
    ("Sex", "Girl", "Meals", "Free", 3),
    ("Sex", "Girl", "Meals", "Paid", 42),
    ("Sex", "Boy", "Meals", "Free", 17),
    ("Sex", "Boy", "Meals", "Paid", 38),
]


def test_a_small_group_of_a_two_way_table_takes_three_more_with_it(tmp_path):
    seen = shown(SEX_BY_MEALS, declared(tmp_path, *CROSSED), TWO_WAY)
    assert seen == [100, 45, 55, 20, 80, None, None, None, None]


def test_it_does_not_matter_which_group_of_a_two_way_row_stands_first(tmp_path):
    turned = [(c, d, a, b, n) if number % 2 else (a, b, c, d, n)
              for number, (a, b, c, d, n) in enumerate(SEX_BY_MEALS)]  # fmt: skip
    seen = shown(turned, declared(tmp_path, *CROSSED), TWO_WAY)
    assert seen == [100, 45, 55, 20, 80, None, None, None, None]


def test_a_row_told_both_ways_is_one_figure(tmp_path):
    both = [*SEX_BY_MEALS, ("Meals", "Free", "Sex", "Girl", 3)]
    mart = declared(tmp_path, *CROSSED)
    seen = shown(both, mart, TWO_WAY)
    assert seen == [100, 45, 55, 20, 80, None, None, None, None, None]
    both[-1] = ("Meals", "Free", "Sex", "Girl", 4)
    with pytest.raises(DisclosureRiskError, match="not the same on all its rows"):
        shown(both, mart, TWO_WAY)


def test_a_two_way_table_needs_no_second_line_to_say_that_its_margins_add_up(tmp_path):
    mart = declared(tmp_path, CROSSED[0], CROSSED[2])
    assert shown(SEX_BY_MEALS, mart, TWO_WAY) == [100, 45, 55, 20, 80, None, None, None, None]


def test_where_the_margin_is_not_told_nothing_more_need_go(tmp_path):
    inner = SEX_BY_MEALS[5:]
    assert shown(inner, declared(tmp_path, *CROSSED), TWO_WAY) == [None, 42, 17, 38]


def test_a_two_way_table_that_does_not_meet_its_margin_is_refused(tmp_path):
    rows = [*SEX_BY_MEALS[:-1], ("Sex", "Boy", "Meals", "Paid", 39)]
    # the boys are then 56 and those who pay 81
    with pytest.raises(DisclosureRiskError, match="2 sums of the heading do not hold"):
        shown(rows, declared(tmp_path, *CROSSED), TWO_WAY)


def test_bases_of_a_two_way_table_are_held_to_the_same_sums(tmp_path):
    mart = declared(
        tmp_path,
        CROSSED[0] + ", provision",
        *CROSSED[1:],
        "count base over topic, group, topic_2, group_2: everyone",
        "rest: base - n",
    )
    table = pd.DataFrame(
        [(*row[:4], "Plan", 0, row[4]) for row in SEX_BY_MEALS],
        columns=[*TWO_WAY.split()[:4], "provision", "n", "base"],
    )
    protected = protect(table, mart, EDUCATION).table
    assert_safe(protected, mart, EDUCATION)
    assert protected["base"].isna().tolist() == [False] * 5 + [True] * 4


def test_a_count_over_half_of_a_two_way_table_is_refused(tmp_path):
    mart = declared(tmp_path, *CROSSED, "count base over topic, group, topic_2: everyone")
    with pytest.raises(DisclosureRiskError, match="base is not over"):
        protect(pd.DataFrame(SEX_BY_MEALS, columns=TWO_WAY.split()).assign(base=50), mart, EDUCATION)


def test_a_part_within_a_two_way_table_is_part_of_the_two_way_row_it_names(tmp_path):
    mart = declared(tmp_path, *CROSSED, "attribute part_of: p", "adds group: nested in topic by part_of")
    rows = [
        *((*row[:4], None, row[4]) for row in SEX_BY_MEALS),
        # written the other way round, so the row itself does not say what Wallsend is part of
        ("Place", "North", "Total", "Total", None, 100),
        ("Ward", "Wallsend", "Total", "Total", "Place: North", 30),
        ("Ward", "Benton", "Total", "Total", "Place: North", 70),
        ("Place", "North", "Sex", "Girl", None, 45),
        ("Place", "North", "Sex", "Boy", None, 55),
        ("Sex", "Girl", "Ward", "Wallsend", None, 2),
        ("Sex", "Girl", "Ward", "Benton", None, 43),
        ("Sex", "Boy", "Ward", "Wallsend", None, 28),
        ("Sex", "Boy", "Ward", "Benton", None, 27),
    ]
    seen = shown(rows, mart, "topic group topic_2 group_2 part_of n")
    assert seen[-4:] == [None, None, None, None]
    rows[-4] = ("Sex", "Girl", "Ward", "Wallsend", None, 3)
    # not the girls, nor Wallsend, nor the girls of North
    with pytest.raises(DisclosureRiskError, match="3 sums of the heading do not hold"):
        shown(rows, mart, "topic group topic_2 group_2 part_of n")


def test_a_mart_keeps_its_own_status_where_nothing_is_hidden(tmp_path):
    mart = declared(tmp_path, "group", "attribute status: s")
    table = pd.DataFrame(
        {
            "group": ["a", "b", "c", "d"],
            "n": [3, 30, None, None],
            "status": ["provisional", "provisional", "not available", None],
        }
    )
    protected = protect(table, mart, EDUCATION).table
    assert protected["status"].tolist() == ["suppressed", "provisional", "not available", "shown"]
    assert_safe(protected, mart, EDUCATION)


@pytest.mark.parametrize(
    "line",
    [
        "adds group: added by +",
        "adds group: nested in topic",
        "adds group: nested in topic by nowhere",
        "adds group: within nowhere to Total",
        "crosses topic, group: topic_2",
        "crosses topic, group: topic, group",
        "crosses topic, group: topic_2, nowhere",
    ],
)
def test_a_heading_line_that_says_nothing_is_refused(tmp_path, line):
    with pytest.raises(MartHeadingError):
        declared(tmp_path, CROSSED[0], line)


def test_what_a_heading_says_twice_is_refused(tmp_path):
    with pytest.raises(MartHeadingError):
        declared(tmp_path, *CROSSED, CROSSED[2])


def test_a_number_told_in_another_mart_in_the_very_same_rows_needs_no_place(tmp_path):
    [also] = declared(tmp_path, "group", "also n: other.m").alsos
    assert (also.mart, also.other, also.at, also.there) == ("other", "m", (), ())
    assert also.words == "n is also m of other: the two are hidden or shown together."


@pytest.mark.parametrize(
    "line",
    [
        "also n: other",
        "also n: other.",
        "also n: other.m kind = a",
        "also n: other.m at",
        "also n: other.m at kind",
        "also n at group = a + b: other.m",
    ],
)
def test_a_line_that_does_not_say_which_number_it_is_is_refused(tmp_path, line):
    with pytest.raises(MartHeadingError, match="'also n"):
        declared(tmp_path, "group", line)
