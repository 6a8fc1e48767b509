"""The partners' extracts of the sample: lawful, about the same children, plausible, and the same again."""

import time
from datetime import date

import pandas as pd
import pytest

from pipelines import agreements, landing
from pipelines.cli.sample import ordered
from pipelines.identity import Pseudonyms
from pipelines.sample import Dirt, Order
from pipelines.sample.identity import identity_of
from pipelines.sample.numbers import nhs_numbers
from pipelines.sample.order import PARTNERS
from pipelines.sample.partners import write_partners
from pipelines.sample.world import world_of
from pipelines.staging import stage_delivery
from schemas.types import nhs_number_is_valid
from tests import builders
from tests.pipelines.sample.samples import Sample, written

ORDER = {"size": 4000, "first_year": 2024, "last_year": 2026}
KEY = Pseudonyms(b"k" * 32)


@pytest.fixture(scope="module")
def partners(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return written(tmp_path_factory.mktemp("partners"), Order(**ORDER, extras=PARTNERS))


def deliveries(sample):
    found, misplaced = landing.find(sample.raw)
    assert misplaced == []
    return [one for one in found if one.extract.name in PARTNERS]


def test_every_row_of_every_extract_is_lawful(partners):
    for one in deliveries(partners):
        staged = stage_delivery(builders.tables_of(one), one.extract, one.of, one.key, KEY)
        assert {name: table.reasons for name, table in staged.items() if table.reasons} == {}, one.partition


def test_every_extract_is_written_in_its_returns(partners):
    found = {}
    for one in deliveries(partners):
        found.setdefault(one.extract.name, []).append(str(one.of))
    months = ["2025-11", "2025-12"]
    assert found == {
        "health_waits": months,
        "nccis": months,
        "complaints": months,
        "sendiass": months,
        "attainment": ["2024", "2025"],
        "social_care": ["2024", "2025"],
        "disputes": ["2024", "2025", "2026"],
    }


def test_every_delivery_may_be_read_today_and_for_years(partners):
    for one in deliveries(partners):
        agreements.check(one, date(2026, 1, 15))
        agreements.check(one, date(2039, 1, 1))


def test_they_are_about_the_children_of_the_census(partners):
    pupils = set(partners.known("person").upn.dropna()) | set(partners.known("person").earlier_upn.dropna())
    for folder, table in (
        ("health_waits/2025-12", "referrals"),
        ("nccis/2025-12", "youngpeople"),
        ("social_care/2025", "childreninneed"),
        ("attainment/2025", "results"),
        ("complaints/2025-12", "complaints"),
        ("sendiass/2025-12", "advicecases"),
    ):
        upns = set(partners.table(f"391/{folder}", table).upn) - {""}
        assert upns, table
        assert upns <= pupils


def test_the_truth_says_whom_each_row_is_about(partners):
    truth = partners.known("partner_record")
    people = partners.known("person").set_index("person")
    told = truth.query("extract == 'health_waits' and `return` == '2025-12'").set_index("row").person
    rows = partners.table("391/health_waits/2025-12", "referrals")
    assert list(people.loc[told, "surname"])[:50] == list(rows.surname)[:50]
    assert len(told) == len(rows)


def test_nhs_numbers_are_valid_each_once_and_nobodys():
    numbers = pd.Series(nhs_numbers("391", 60_000), dtype="string")
    assert nhs_number_is_valid(numbers).all()
    assert numbers.is_unique
    assert numbers.str.startswith("999").all()


def test_waits_and_outcomes_are_plausible(partners):
    waits = partners.table("391/health_waits/2025-12", "referrals")
    iso = waits[waits.referraldate.str.contains("-") & waits.firstseendate.str.contains("-")]
    seen = (pd.to_datetime(iso.firstseendate) - pd.to_datetime(iso.referraldate)).dt.days
    assert 60 < seen.median() < 500
    assert (waits.firstseendate == "").mean() > 0.15
    young = partners.table("391/nccis/2025-12", "youngpeople")
    neet = young.activity.isin(["610", "616", "619", "640", "670", "540"])
    plan = young.senprovision.str.startswith("E")
    assert 0.01 < neet[~plan].mean() < 0.1
    assert 0.02 < neet[plan].mean() < 0.3
    results = partners.table("391/attainment/2025", "results")
    phonics = results[results.measure == "PHONICS"].result
    assert 0.7 < phonics.isin(["M", "Met"]).mean() < 0.92


def test_no_results_of_the_measures_that_were_called_off(tmp_path):
    sample = written(tmp_path, Order(size=2000, first_year=2020, last_year=2021, extras=("attainment",)))
    assert not set(sample.table("391/attainment/2020", "results").measure) & {"GLD", "PHONICS", "KS2RWM"}


def test_one_may_be_chosen_and_the_same_order_gives_the_same_bytes(tmp_path, partners):
    one = written(tmp_path / "one", Order(**ORDER, extras=("nccis",)))
    assert {p.name for p in (one.raw / "391").iterdir()} & set(PARTNERS) == {"nccis"}
    for folder in ("nccis/2025-11", "nccis/2025-12"):
        for path in sorted((one.raw / "391" / folder).iterdir()):
            assert path.read_bytes() == (partners.raw / "391" / folder / path.name).read_bytes()
    again = written(tmp_path / "again", Order(**ORDER, extras=PARTNERS))
    assert (again.truth / "files.csv").read_bytes() == (partners.truth / "files.csv").read_bytes()


def test_all_partners_are_ordered_by_one_word():
    order = ordered(areas="391", size=300, seed=7, extras=["annex-a,partners", "health-waits"])
    assert set(order.extras) == {"annex_a", "places", *PARTNERS}


def test_the_default_sample_costs_under_five_seconds_of_work(tmp_path):
    order = Order(extras=PARTNERS)
    world = world_of("391", order.seed, order.size)
    identity = identity_of(world, Dirt())
    start = time.process_time()
    write_partners(world, identity, order, tmp_path / "raw", lambda _: None)
    assert time.process_time() - start < 5
