import re

import numpy as np
import pytest

from pipelines.sample import Dirt, Order
from pipelines.sample.calibration import Margins, calibration_of, shared_out
from pipelines.sample.days import day_of, settled
from pipelines.sample.stays import AWAY, Moves, stays_of
from schemas.returns import Return
from tests.pipelines.sample.samples import Sample, written

NEVER = {(8, 31), (9, 1), (1, 1), (12, 31)}


def digests(sample: Sample) -> str:
    return (sample.truth / "files.csv").read_text()


def test_newcastle_is_calibrated_to_the_printed_margins():
    m = calibration_of("391").margins
    assert m.pupils == 44_893
    assert m.state_support + m.independent_support == 5_934
    assert m.state_plans + m.independent_plans == 1_246


def test_largest_remainder_shares_out_the_whole():
    assert shared_out(10, np.array([1.0, 1.0, 1.0])).tolist() == [4, 3, 3]
    assert calibration_of("391", 1000).margins == Margins(903, 121, 27, 97, 11, 1)


@pytest.mark.parametrize(
    ("code", "size"), [("391", 300), ("391", 1000), ("801", 300), ("001", 500), ("999", 700)]
)
def test_any_authority_of_any_size_meets_its_margins(tmp_path, code, size):
    sample = written(tmp_path, Order(areas=(code,), size=size, last_year=2019))
    [row] = sample.known("margins", code).query("scope == 'all' and `return` == '2019-spring'").itertuples()
    m = calibration_of(code, size).margins
    assert row.pupils == size
    assert row.sen_support == m.state_support + m.independent_support
    assert row.ehc_plans == m.state_plans + m.independent_plans


def test_the_same_order_gives_the_same_bytes(tmp_path):
    order = Order(size=400, first_year=2024)
    one, two = written(tmp_path / "1", order), written(tmp_path / "2", order)
    assert digests(one) == digests(two)
    assert digests(one) != digests(written(tmp_path / "3", Order(size=400, first_year=2024, seed=7)))


def test_lives_do_not_depend_on_what_is_written(tmp_path):
    everything = Order(size=400, first_year=2015, terms=("autumn", "spring", "summer"), ehcp_months=14)
    long = written(tmp_path / "long", everything)
    short = written(tmp_path / "short", Order(size=400, first_year=2024, last_year=2025))
    assert set(digests(short).splitlines()) <= set(digests(long).splitlines())
    assert (long.raw / "391/school_census/2015-autumn/2015_autumn_pupilonroll.csv").is_file()


def test_errors_change_no_life(clean, tmp_path):
    dirty = written(tmp_path, Order(size=3000))
    for table in ("margins", "plans", "flows"):
        assert clean.known(table).equals(dirty.known(table))


def test_two_areas_share_nobody(tmp_path):
    sample = written(tmp_path, Order(areas=("391", "392"), size=400))
    people = [sample.known("person", code) for code in ("391", "392")]
    for number in ("upn", "uln"):
        here, there = (set(p[number].dropna()) for p in people)
        assert not here & there


def test_nobody_is_born_on_a_day_that_files_are_full_of(dirty):
    born = dirty.known("person").birth_date
    assert not {(d.month, d.day) for d in born} & NEVER
    terms = ("spring", "summer", "autumn")
    days = {Return(year, term).census_day for year in range(1994, 2027) for term in terms}
    assert not set(born) & days


def test_no_postcode_can_be_real(dirty):
    inward = dirty.known("person").postcode.str.split(" ").str[1]
    assert inward.map(lambda end: bool(re.fullmatch(r"\d[CIKMOV]{2}", end))).all()


def test_twins_share_birthday_surname_and_address(dirty):
    people = dirty.known("person").set_index("person")
    twins = people[people.twin_of.notna()]
    others = people.loc[twins.twin_of.astype(int)]
    assert len(twins)
    for column in ("birth_date", "postcode", "sex"):
        assert (twins[column].to_numpy() == others[column].to_numpy()).all()


def test_an_adoption_leaves_no_chain(tmp_path):
    everyone = Dirt(**(Dirt.none().__dict__ | {"adopted": 1.0}))
    sample = written(tmp_path, Order(size=400, first_year=2024, last_year=2024, dirt=everyone))
    pupils = sample.table("391/school_census/2024-spring", "pupilonroll")
    assert (pupils.formerupn == "").all()
    assert (pupils.formersurname == "").all()
    people = sample.known("person")
    assert (people[people.adopted].upn != people[people.adopted].earlier_upn).all()


def test_nothing_happens_to_plans_in_the_first_three_weeks_of_january():
    days = np.array([day_of(Return(2024).census_day.replace(day=d)) for d in (1, 2, 18, 22, 23)])
    moved = settled(days)
    assert moved[0] == day_of(Return(2024).census_day.replace(day=23))
    assert (np.diff(moved) >= 0).all()


def test_a_stay_lasts_until_the_next_move():
    moves = Moves(np.array([7, 7, 7, 7]), np.array([10, 20, 30, 40]), np.array([1, 1, 2, AWAY]))
    stays = stays_of(moves)
    assert stays.begin.tolist() == [10, 30]
    assert stays.end.tolist() == [30, 40]
    assert stays.place_on(np.array([9, 10, 29, 30, 40]), np.full(5, 7)).tolist() == [AWAY, 1, 1, 2, AWAY]
