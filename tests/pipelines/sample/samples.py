"""A written sample, as tests read it."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipelines.sample import Order, write_sample


@dataclass(frozen=True)
class Sample:
    raw: Path
    truth: Path

    def table(self, folder: str, table: str) -> pd.DataFrame:
        [path] = (self.raw / folder).glob(f"*_{table}.csv")
        return pd.read_csv(path, dtype=str, keep_default_na=False)

    def known(self, name: str, code: str = "391") -> pd.DataFrame:
        return pd.read_parquet(self.truth / code / f"{name}.parquet")

    def censuses(self, code: str = "391") -> list[str]:
        return sorted(str(p.relative_to(self.raw)) for p in (self.raw / code / "school_census").iterdir())

    def message(self, year: int, code: str = "391") -> Path:
        return self.raw / code / "sen2" / str(year) / f"sen2_{year}.xml"


def written(folder: Path, order: Order) -> Sample:
    write_sample(folder / "raw", folder / "truth", order)
    return Sample(folder / "raw", folder / "truth")
