"""Where the sample's people live: every home is in the directory, and what is counted knows its ward."""

import shutil

import pandas as pd
import pytest

from pipelines import landing
from pipelines.sample import Order
from pipelines.sample.calibration import calibration_of
from pipelines.sample.context_homes import write_homes
from pipelines.sample.identity import INWARD
from pipelines.staging import stage_delivery
from schemas.areas_of_england import of_number
from tests.builders import settings_at, tables_of
from tests.builders_places import KEY
from tests.builders_population import counted
from tests.pipelines.sample.samples import Sample, written

AREAS = ("391", "393")
READ = {"postcodes", "areas", "sen_statistics"}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """One census of each of two areas; of the published files only those that this is about."""
    root = tmp_path_factory.mktemp("homes")
    order = Order(areas=AREAS, size=300, first_year=2020, last_year=2020, ehcp_months=0, context=True)
    sample = written(root / "data", order)
    for folder in (sample.raw / "000").iterdir():
        if folder.name not in READ:
            shutil.rmtree(folder)
    return root


@pytest.fixture(scope="module")
def sample(root):
    return Sample(root / "data" / "raw", root / "data" / "truth")


@pytest.fixture(scope="module")
def directory(sample):
    return pd.read_csv(sample.raw / "000/postcodes/2026/ONSPD.csv.gz", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def prevalence(root):
    found = pd.DataFrame(counted(settings_at(root), "prevalence"))
    return found[(found.coverage == "State-funded schools") & (found.second_topic == "Total")]


@pytest.mark.parametrize("code", AREAS)
def test_every_home_is_in_the_directory_and_residents_are_of_their_area(sample, directory, code):
    person = sample.known("person", code)
    homes = directory.set_index("pcds").loc[person.postcode]
    own = of_number(code)[-1].area_code
    assert ((homes.lad26cd == own).to_numpy() == person.resident.to_numpy()).all()


def test_a_directory_has_each_postcode_once_and_few_neighbourhoods_in_a_ward(directory):
    assert directory.pcds.is_unique
    assert directory.groupby("wd26cd").lsoa21cd.nunique().between(8, 12).all()
    of_lsoa = directory.groupby("lsoa21cd").agg({"wd26cd": "nunique", "imd25ind": "nunique"})
    assert (of_lsoa == 1).all(axis=None)
    assert directory.imd25ind.astype(int).between(1, 33_755).all()


def test_a_directory_does_not_depend_on_who_was_asked_for_beside(tmp_path):
    def rows(*codes):
        [directory, *_] = write_homes(tmp_path / "-".join(codes), "000", codes)
        return set(pd.read_csv(directory, dtype=str).itertuples(index=False, name=None))

    both = rows("391", "393")
    assert rows("391") | rows("393") == both
    districts = {d for c in AREAS for d in (*calibration_of(c).outward, *calibration_of(c).outward_beyond)}
    assert len(both) == len(districts) * len(INWARD)


@pytest.mark.parametrize("code", [*AREAS, "812", "202", "925"])
def test_an_authority_has_four_to_six_localities_of_all_its_wards(tmp_path, code):
    write_homes(tmp_path, "000", [code])
    areas = pd.read_csv(tmp_path / code / "localities/2026" / f"localities_{code}.csv")
    homes = pd.read_csv(tmp_path / "000/postcodes/2026/ONSPD.csv.gz")
    district = homes.pcds.str.split().str[0]
    own = homes[district.isin(calibration_of(code).outward)]
    assert set(areas.area_code) == set(own.wd26cd)
    assert 4 <= areas.locality.nunique() <= 6


def test_an_area_that_is_none_has_no_directory(tmp_path):
    assert write_homes(tmp_path, "000", ["999"]) == []


def test_directory_and_localities_are_lawful(sample):
    found = [d for d in landing.find(sample.raw)[0] if d.extract.name in {"postcodes", "localities"}]
    assert len(found) == 1 + len(AREAS)
    for one in found:
        for table in stage_delivery(tables_of(one), one.extract, one.of, one.key, KEY).values():
            assert (table.rejects.num_rows, table.lawful.num_rows > 0) == (0, True)


@pytest.mark.parametrize(("topic", "fewest"), [("Ward", 6), ("Locality", 4), ("IMD decile 2025", 5)])
def test_prevalence_knows_where_pupils_live(prevalence, topic, fewest):
    rows = prevalence[(prevalence.breakdown_topic == topic) & (prevalence.sen_provision == "All SEN")]
    unknown = rows.breakdown.isin(["Not known", "Not recorded"])
    known = rows[~unknown].groupby("la_code")
    assert (known.breakdown.nunique() >= fewest).all()
    assert set(known.groups) == set(AREAS)
    # of those who cannot be placed there are the few whose postcode is blank, or who live beyond the area
    assert rows[unknown].pupil_base.sum() < 0.1 * rows.pupil_base.sum()
