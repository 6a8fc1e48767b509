"""How long a linkage takes, in CPU seconds, and how right it is, beside Splink's own comparisons.

    .venv/bin/python -m tests.benchmarks.link [--left 50000] [--right 15000] [--memory 12GB] [--splink]

The left file is an authority's roll; the right one a partner's list of some of its children and others, with
the errors of such lists: six in ten have a pupil number, one in twenty another surname, one in fifty a birth
date that is wrong, one in five another address. Making the files is not in the figures; reading them is.
"""

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from pipelines import link_engine, link_records, link_toml
from pipelines.sample.names import BOYS, GIRLS, SURNAMES
from schemas.types import UPN_LETTERS

GOAL = 60.0
_COLUMNS = {
    "upn": "upn",
    "forename": "forename",
    "surname": "surname",
    "birth_date": {"column": "dob", "dates": "%d/%m/%Y"},
    "sex": "sex",
    "postcode": "postcode",
}
MAPPING = {
    "source": [
        {"name": name, "id": "record", "unique": True, "columns": _COLUMNS} for name in ("left", "right")
    ]
}


def main() -> None:
    """Write two files, link them, and say how long it took and how much of it was right."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--left", type=int, default=50_000)
    asked.add_argument("--right", type=int, default=15_000)
    asked.add_argument("--memory", default="")
    asked.add_argument("--splink", action="store_true", help="Splink's ready-made comparisons instead.")
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = write(Path(folder), wanted.left, wanted.right)
        began = time.process_time()
        pairs = by_splink(paths) if wanted.splink else by_us(paths, wanted.memory)
        took = time.process_time() - began
        truth = pd.read_csv(Path(folder) / "truth.txt", dtype=str)
    right = len(pairs.merge(truth, on=["left_id", "right_id"]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"{wanted.left:,} x {wanted.right:,}: {took:.1f} CPU s (goal {GOAL:.0f}), {peak:,.0f} MiB; "
        f"precision {right / max(len(pairs), 1):.5f}, recall {right / len(truth):.5f}\n"
    )


def by_us(paths: list[Path], memory: str) -> pd.DataFrame:
    """The pairs that our engine links."""
    mapping = link_toml.parse(MAPPING, "benchmark")
    linked = link_engine.link(link_records.read(paths, mapping), mapping, memory=memory)
    sys.stdout.write(f"{linked.counts}\n")
    return linked.links[["left_id", "right_id"]]


def by_splink(paths: list[Path]) -> pd.DataFrame:
    """The pairs that Splink finds likelier than not with its ready-made comparisons, trained as advised."""
    import splink.comparison_library as ready  # noqa: PLC0415
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: PLC0415

    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="record",
        comparisons=[
            ready.ExactMatch("upn"),
            ready.ForenameSurnameComparison("forename", "surname"),
            ready.DateOfBirthComparison("dob", input_is_string=True, datetime_format="%d/%m/%Y"),
            ready.ExactMatch("sex"),
            ready.PostcodeComparison("postcode"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("upn"), block_on("dob", "forename"), block_on("dob", "surname"),
            block_on("forename", "surname"), block_on("postcode", "forename"),
        ],
    )  # fmt: skip
    api = DuckDBAPI()
    frames = [pd.read_csv(path, dtype=str).astype(object) for path in paths]
    frames = [frame.where(frame.notna(), None) for frame in frames]
    linker = Linker([api.register(frame) for frame in frames], settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match([block_on("upn")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(seed=1)
    for block in (block_on("forename", "surname"), block_on("dob")):
        linker.training.estimate_parameters_using_expectation_maximisation(block, max_pairs=1e6)
    found = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    return found.rename(columns={"record_l": "left_id", "record_r": "right_id"})[["left_id", "right_id"]]


def write(folder: Path, left: int, right: int) -> list[Path]:
    """A roll, a partner's list, and which of their records are one child."""
    rng = np.random.default_rng(2019)
    people = _people(rng, left + right // 5)
    on_roll = rng.permutation(len(people))[:left]
    rest = np.setdiff1d(np.arange(len(people)), on_roll)
    listed = np.concatenate([rng.permutation(on_roll)[: right - len(rest)], rest])
    roll, partner = people.iloc[on_roll].copy(), _with_errors(rng, people.iloc[listed].copy(), people)
    paths = []
    for name, table in (("left", roll), ("right", partner)):
        table["record"] = [f"{name[0].upper()}{n:07d}" for n in range(len(table))]
        paths.append(folder / f"{name}.csv")
        table.drop(columns="person").to_csv(paths[-1], index=False)
    both = roll[["person", "record"]].merge(partner[["person", "record"]], on="person", suffixes=("_l", "_r"))
    both.rename(columns={"record_l": "left_id", "record_r": "right_id"}).to_csv(
        folder / "truth.txt", index=False
    )
    return paths


def _people(rng: np.random.Generator, count: int) -> pd.DataFrame:
    boy = rng.random(count) < 0.5
    place = (rng.random(count) ** 1.7 * len(BOYS)).astype(int)
    weight = 1 / (np.arange(len(SURNAMES)) + 15.0) ** 0.8
    born = pd.Timestamp("2008-09-01") + pd.to_timedelta(rng.integers(0, 16 * 365, count), unit="D")
    street = rng.integers(0, max(count // 15, 1), count)
    people = pd.DataFrame(
        {
            "person": np.arange(count),
            "upn": _upns(count),
            "forename": np.where(boy, np.array(BOYS)[place], np.array(GIRLS)[place]),
            "surname": rng.choice(SURNAMES, count, p=weight / weight.sum()),
            "dob": born.strftime("%d/%m/%Y"),
            "sex": np.where(boy, "M", "F"),
            "postcode": [
                f"NE{n % 40 + 1} {n // 40 % 10}{'ABDEFGHJLN'[n // 400 % 10]}{'PQRSTUWXYZ'[n // 4000 % 10]}"
                for n in street
            ],
        }
    )
    # One birth in seventy is of twins: birth date, surname and home of the one before.
    twins = np.flatnonzero(rng.random(count - 1) < 0.014) + 1
    for column in ("surname", "dob", "postcode"):
        people.loc[twins, column] = people[column].to_numpy()[twins - 1]
    return people


def _with_errors(rng: np.random.Generator, table: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    count = len(table)

    def some(rate: float) -> "np.ndarray":
        return rng.random(count) < rate

    table.loc[some(0.4), "upn"] = ""
    for column, rate in (("surname", 0.05), ("postcode", 0.2)):
        table[column] = np.where(some(rate), rng.permutation(people[column])[:count], table[column])
    for column in ("forename", "surname"):
        table[column] = [
            _slip(rng, name) if hit else name for name, hit in zip(table[column], some(0.03), strict=True)
        ]
    turned = table["dob"].str[3:6] + table["dob"].str[:3] + table["dob"].str[6:]
    table["dob"] = np.where(some(0.02) & (table["dob"].str[:2].astype(int) <= 12), turned, table["dob"])
    table["postcode"] = table["postcode"].mask(some(0.03), "")
    return table


def _slip(rng: np.random.Generator, name: str) -> str:
    at = int(rng.integers(1, len(name) - 1))
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _upns(count: int) -> list[str]:
    weights = range(2, 14)
    numbers = (
        f"391{2000 + n // 1000 % 7000:04d}{n // 7_000_000 + 15:02d}{n % 1000:03d}" for n in range(count)
    )
    return [UPN_LETTERS[sum(w * int(d) for w, d in zip(weights, n, strict=True)) % 23] + n for n in numbers]


if __name__ == "__main__":
    main()
