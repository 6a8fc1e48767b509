"""The sample as it was known in 2024, when it had one year of flows: did 2025 and 2026 hold?

A model that knows 2023 alone has no flow to learn from: SEN2 has been of persons since that January.
"""

import numpy as np
import pytest

from pipelines import run
from pipelines.cohort import from_lake, series, tables
from pipelines.cohort.flows import until
from pipelines.cohort.population import Residents, ahead
from pipelines.cohort.rates import learn
from pipelines.cohort.simulate import Start, simulate
from pipelines.sample import Order, write_sample
from pipelines.workbench import workbench
from tests.builders import settings_at

pytestmark = pytest.mark.full
LEAST = 20
"""Series of fewer plans are asked nothing: a person more or less decides."""


def test_what_the_sample_held_in_2025_and_2026_lies_within_the_limits(tmp_path):
    settings = settings_at(tmp_path)
    write_sample(settings.raw, settings.truth, Order(size=6000, first_year=2023))
    assert run.build(settings).exit_code == 0
    shop = run.workshop(settings)
    with workbench(shop.lake, tables.PERSONS) as con:
        rows = from_lake.flows(con).to_pandas()
    history = from_lake.histories(rows)["391"]
    assert [step.gap for step in history.steps] == [0, 0, 0]
    known = until(history, 2024)
    start = Start("391", 2024, known.stocks[2024], ahead(Residents(), 2024, 2))
    said = simulate(start, learn(known, [], [], lambda *_: np.ones(26)), draws=250, seed=1)
    held = []
    for each in series.every().values():
        if each.of(start.stock) >= LEAST:
            for years in (1, 2):
                low, high = np.quantile(each.of(said.stock[:, years]), [0.1, 0.9])
                held.append(low <= each.of(history.stocks[2024 + years]) <= high)
    # Some forty outcomes of one authority, which go together: 80% less three standard errors of twenty.
    assert np.mean(held) >= 0.8 - 3 * np.sqrt(0.8 * 0.2 / 20)
    total = np.quantile(said.stock[:, 2].sum(axis=(1, 2, 3)), [0.025, 0.975])
    assert total[0] <= history.stocks[2026].sum() <= total[1]
