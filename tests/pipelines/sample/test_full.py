"""One full-size build: the margins that the seed prints, in the truth and found again from the files."""

import pandas as pd
import pytest

from pipelines.sample import Order
from tests.pipelines.sample.recount import counted, margins
from tests.pipelines.sample.samples import Sample, written

FIVE = {"MLD", "SLCN", "SEMH", "SPLD", "ASD"}
LABELS = {
    "Autistic spectrum disorder": "ASD",
    "Moderate learning difficulty": "MLD",
    "Speech, language and communication needs": "SLCN",
    "Social, emotional and mental health": "SEMH",
    "Specific learning difficulty": "SPLD",
}
CENSUS = "391/school_census/2019-spring"


@pytest.fixture(scope="module")
def newcastle(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return written(tmp_path_factory.mktemp("newcastle"), Order(last_year=2019))


@pytest.mark.full
def test_january_2019_is_as_printed(newcastle):
    [true] = newcastle.known("margins").query("scope == 'all'").itertuples()
    assert (true.pupils, true.sen_support, true.ehc_plans) == (44_893, 5_934, 1_246)
    private = pd.read_csv(newcastle.raw / "391/independent_schools/2019/independent_schools_2019.csv")
    state = margins(newcastle.table(CENSUS, "pupilonroll"))
    independent = (private.headcount.sum(), private.sensupport.sum(), private.ehcplan.sum())
    assert [a + b for a, b in zip(state, independent, strict=True)] == [44_893, 5_934, 1_246]


@pytest.mark.full
def test_five_needs_make_up_86_in_a_hundred_with_and_without_the_rejected_rows(newcastle):
    pupils = counted(newcastle.table(CENSUS, "pupilonroll"))
    needs = newcastle.table(CENSUS, "senneeds")
    needs = needs[
        needs.pupilonrolltableid.isin(pupils.pupilonrolltableid) & needs.sentyperank.isin(["1", "1.0"])
    ]
    need = needs.sentype.replace(LABELS)
    assert round(100 * need[need != "BESD"].isin(FIVE).mean()) == 86
    assert round(100 * need.replace("BESD", "SEMH").isin(FIVE).mean()) == 86
