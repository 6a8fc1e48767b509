"""How right the persons of a lake are, against who is truly who behind the sample authority's files."""

import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipelines import landing, people, steps
from pipelines.run import workshop
from pipelines.sample import write_sample
from pipelines.staging import RECORD
from pipelines.storing import vault_of
from schemas.catalogue import EXTRACTS
from tests.benchmarks import link_sample
from tests.pipelines.test_link_truth import right_ones


def true_persons(truth):
    """Extract, return, table and record (its key, or its row) to the true person."""
    tables = (pq.read_table(next(truth.glob(f"*/{name}.parquet"))) for name in ("record", "partner_record"))
    records, partners = (table.to_pandas() for table in tables)
    both = pd.concat([records, partners.rename(columns={"row": "record"})])
    both["record"] = both["record"].astype(str)
    by = ["extract", "return", "table", "record"]
    return both.dropna(subset="person").drop_duplicates(by).set_index(by)["person"].astype(int)


def links_of(lake, truth):
    """Every link in the lake, with the person truly meant, and what the record tells of name and number."""
    for partition in lake.partitions("core.person_link"):
        name, delivery = partition.split(".", 1)
        extract, of = EXTRACTS[name], delivery.split("_")[1]
        links = lake.read("core.person_link", partition).to_pandas()
        for table, own in links.groupby("part"):
            part = extract.part(table)
            staged = lake.read(extract.staging(part), delivery).to_pandas().set_index("row")
            secret = lake.read(vault_of(extract.staging(part)), delivery).to_pandas().set_index("row")
            keys = secret[RECORD] if RECORD in secret else staged[part.key] if part.key else None
            is_keyed = name in {"school_census", "sen2", "ehcp"}
            record = own["row"].map(keys) if is_keyed else own["row"]
            person = [truth.get((name, of, table, str(one)), -1) for one in record]
            told = secret.reindex(columns=["forename", "upn"]).loc[own["row"]].reset_index(drop=True)
            yield own.reset_index(drop=True).assign(person=person, **told)


@pytest.mark.full
def test_the_persons_of_the_sample_are_who_they_truly_are(settings):
    write_sample(settings.raw, settings.truth, link_sample.order_of(1_500))
    shop = workshop(settings)
    for delivery in landing.find(settings.raw)[0]:
        steps.ensure_staged(shop, delivery)
    people.link(shop)
    found = pd.concat(links_of(shop.lake, true_persons(settings.truth)), ignore_index=True)
    assert (found["person"] >= 0).mean() > 0.99
    found = found[found["person"] >= 0].reset_index(drop=True)
    found["forename"] = found["forename"].str.casefold().str.replace(r"[^a-z]", "", regex=True)
    lives = link_sample.lives(found, link_sample.persons(settings.truth.parent))
    linked, true, both = right_ones(found["person_id"], lives)
    assert both / linked >= 0.999
    assert both / true >= 0.98
    ends = pd.DataFrame({"life": lives, "person": found["person_id"]}).drop_duplicates()
    before, after = (set(ends.loc[ends["life"].str.endswith(e), "person"]) for e in ("before", "after"))
    assert before & after == set()
