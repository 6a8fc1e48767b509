"""The smallest tables that can go wrong, typed by hand."""

import pandas as pd
import pytest

from pipelines.disclosure import DisclosureRiskError
from pipelines.sql import Column, Mart, Rest, Sum, TopicSum, read_mart
from schemas.disclosure import POLICIES
from tests.builders_told import assert_safe, protect

EDUCATION = POLICIES["education"]


def mart(
    *grain: str,
    counts: tuple[Column, ...] = (),
    derived: tuple[Column, ...] = (),
    sums: tuple[Sum | TopicSum, ...] = (),
    rests: tuple[Rest, ...] = (),
) -> Mart:
    counts = counts or (Column("n", "count", "", over=grain),)
    dimensions = tuple(Column(name, "dimension", "") for name in grain)
    columns = (*dimensions, *counts, *derived)
    return Mart("tiny", "Tiny", grain, "team:t", "education", "", columns, sums, rests, "")


ONE_WAY = mart("group", sums=(Sum("group", "All", ("A", "B", "C", "D")),))
TWO_WAY = mart(
    "row",
    "column",
    sums=(Sum("row", "All", ("1", "2", "3", "4")), Sum("column", "All", ("a", "b", "c", "d"))),
)
GROUP_RATE = mart(
    "group",
    "provision",
    counts=(
        Column("n", "count", "", over=("group", "provision")),
        Column("base", "count", "", over=("group",)),
    ),
    derived=(Column("percent", "derived", "", derived_from=("n", "base")),),
    rests=(Rest("base", "n"),),
)


def one_way(**groups: int) -> pd.DataFrame:
    return pd.DataFrame({"group": list(groups), "n": list(groups.values())})


def two_way(*rows: tuple[int, ...]) -> pd.DataFrame:
    columns = "abcd"[: len(rows[0])]
    inner = {(str(i), c): n for i, row in enumerate(rows, 1) for c, n in zip(columns, row, strict=True)}
    for c in columns:
        inner["All", c] = sum(n for (i, j), n in inner.items() if j == c)
    for i in (*(str(i) for i in range(1, len(rows) + 1)), "All"):
        inner[i, "All"] = sum(n for (k, j), n in inner.items() if k == i and j != "All")
    return pd.DataFrame([(i, c, n) for (i, c), n in inner.items()], columns=["row", "column", "n"])


def rates(*rows: tuple[str, str, int, int]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["group", "provision", "n", "base"])
    return table.assign(percent=100 * table["n"] / table["base"])


def shown(table: pd.DataFrame, declared: Mart, column: str = "n") -> list[int | None]:
    protected = protect(table, declared, EDUCATION).table
    assert_safe(protected, declared, EDUCATION)
    return [None if pd.isna(n) else int(n) for n in protected[column]]


@pytest.mark.parametrize(("people", "seen"), [(0, 0), (1, None), (5, None), (6, 6)])
def test_one_to_five_are_hidden_and_nobody_is_shown(people: int, seen: int | None) -> None:
    assert shown(one_way(A=people), mart("group")) == [seen]


def test_one_small_group_takes_the_next_smallest_with_it() -> None:
    assert shown(one_way(All=60, A=3, B=10, C=20, D=27), ONE_WAY) == [60, None, None, 20, 27]


def test_hidden_cells_whose_sum_leaves_too_little_room_take_a_third() -> None:
    # 1 + 2 = 3: each would be 1 or 2
    assert shown(one_way(All=30, A=1, B=2, C=7, D=20), ONE_WAY) == [30, None, None, None, 20]


def test_a_group_without_a_row_is_nobody() -> None:
    # B, C absent: only D can hide A
    assert shown(one_way(All=30, A=4, D=26), ONE_WAY) == [30, None, None]


def test_without_the_whole_nothing_more_need_go() -> None:
    assert shown(one_way(A=3, B=10, C=20), ONE_WAY) == [None, 10, 20]


def test_zeros_stay_and_when_no_part_is_left_the_whole_goes() -> None:
    assert shown(one_way(All=4, A=4, B=0, C=0, D=0), ONE_WAY) == [None, None, 0, 0, 0]


@pytest.mark.parametrize(("n", "seen"), [(20, 20), (19, None), (15, None), (14, 14)])
def test_a_small_rest_hides_the_count_and_leaves_the_base(n: int, seen: int | None) -> None:
    table = rates(("A", "EHC plan", n, 20))
    assert shown(table, GROUP_RATE) == [seen]
    assert shown(table, GROUP_RATE, "base") == [20]


def test_a_small_base_goes_with_everything_over_it() -> None:
    table = rates(("A", "EHC plan", 0, 5), ("A", "SEN support", 4, 5), ("B", "EHC plan", 0, 6))
    assert shown(table, GROUP_RATE) == [None, None, 0]
    assert shown(table, GROUP_RATE, "base") == [None, None, 6]


def test_what_is_derived_goes_with_its_source() -> None:
    protected = protect(rates(("A", "EHC plan", 3, 60), ("A", "SEN support", 6, 60)), GROUP_RATE, EDUCATION)
    assert protected.table["percent"].isna().tolist() == [True, False]
    assert protected.table["status"].tolist() == ["suppressed", "shown"]
    assert protected.table["percent"].iloc[1] == 10
    assert protected.hidden["base"].tolist() == [False, False]
    assert str(protected.table["n"].dtype) == "Int64"


def test_a_two_way_table_hides_at_least_two_in_every_line() -> None:
    table = two_way((3, 20, 30), (40, 50, 60), (70, 80, 90))
    protected = protect(table, TWO_WAY, EDUCATION).table
    inner = protected[(protected["row"] != "All") & (protected["column"] != "All")]
    hidden = inner["n"].isna()
    assert hidden.sum() == 4
    assert hidden.groupby(inner["row"]).sum().tolist() == [2, 2, 0]
    assert protected.loc[(protected["row"] == "All") | (protected["column"] == "All"), "n"].notna().all()


def test_topics_add_up_to_the_total() -> None:
    declared = mart("topic", "group", sums=(TopicSum("group", "topic", "Total"),))
    table = pd.DataFrame(
        [
            ("Total", "Total", 60),
            ("Sex", "Female", 25),
            ("Sex", "Male", 35),
            ("Age", "4", 2),
            ("Age", "5", 18),
            ("Age", "6", 40),
        ],
        columns=["topic", "group", "n"],
    )
    assert shown(table, declared) == [60, 25, 35, None, None, 40]


def test_every_other_row_is_a_part() -> None:
    declared = mart("group", sums=(Sum("group", "All", ("*",)),))
    assert shown(one_way(All=60, X=3, Y=20, Z=37), declared) == [60, None, None, 37]


def test_a_heading_that_does_not_hold_is_refused() -> None:
    with pytest.raises(DisclosureRiskError, match="1 sums of the heading do not hold"):
        protect(one_way(All=50, A=10, B=20), ONE_WAY, EDUCATION)


def test_a_base_that_differs_between_its_rows_is_refused() -> None:
    with pytest.raises(DisclosureRiskError, match="not the same on all its rows"):
        protect(rates(("A", "EHC plan", 7, 60), ("A", "SEN support", 8, 61)), GROUP_RATE, EDUCATION)


def test_the_order_of_rows_does_not_matter() -> None:
    table = two_way((3, 20, 30), (40, 3, 60), (70, 80, 2))
    as_is = protect(table, TWO_WAY, EDUCATION).table
    shuffled = protect(table.iloc[::-1], TWO_WAY, EDUCATION).table
    pd.testing.assert_frame_equal(shuffled.iloc[::-1], as_is)


def test_the_loss_is_counted_by_cell() -> None:
    loss = protect(one_way(All=60, A=3, B=10, C=20, D=27), ONE_WAY, EDUCATION).loss
    assert (loss.cells, loss.hidden_primary, loss.hidden_secondary) == (5, 1, 1)
    assert loss.share_of_cells == 0.4
    assert loss.share_of_counts == 13 / 120


def test_an_empty_mart_is_safe() -> None:
    table = one_way(A=1).head(0)
    assert protect(table, ONE_WAY, EDUCATION).loss.cells == 0


def test_a_base_that_is_also_a_count_is_hidden_with_it(tmp_path):
    path = tmp_path / "few.sql"
    path.write_text(
        "-- title: x\n-- grain: area, part\n-- owner: team:x\n-- rule: education\n"
        "-- dimension area: a\n-- dimension part: b\n"
        "-- count people: c\n-- count everyone over area: d\n"
        "-- adds part: Total = *\n-- same everyone: people at part = Total\nselect 1\n"
    )
    table = pd.DataFrame(
        {"area": "391", "part": ["Total", "a", "b"], "people": [6, 1, 5], "everyone": [6, 6, 6]}
    )
    protected = protect(table, read_mart(path), POLICIES["education"]).table
    assert protected["people"].isna().all()  # 1 and 5 are 6 in all: shown, the total would bound both
    assert protected["everyone"].isna().all()
