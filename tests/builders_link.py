"""Small linkages: records typed as dictionaries, written as files, and what came of them."""

import pandas as pd

from pipelines import link_engine, link_records, link_toml
from schemas.types import nhs_check_digit, uln_check_digit, upn_check_letter

_NAMES = ("forename", "surname", "earlier_forename", "earlier_surname")
ATTRIBUTES = (
    "upn", "former_upn", "uln", "nhs_number", *_NAMES, "birth_date", "sex", "postcode", "uprn", "school",
)  # fmt: skip
UPN_1, UPN_2, UPN_3 = "H801200001001", "X801200001002", "L801200001003"
ULN_1, ULN_2 = "1000000000", "0000000042"
NHS_1, NHS_2 = "9434765870", "9434765919"
AMY = {
    "forename": "Amy", "surname": "Hartley", "birth_date": "2012-03-04", "sex": "F", "postcode": "NE1 4AB",
    "school": "108001",
}  # fmt: skip


def amy(**changed):
    """One child, as one file has her."""
    return {"id": "1", **AMY, **changed}


def mapping_of(*names, unique=True, locals_=(), **more):
    """A mapping whose columns are called as what they hold."""
    return {
        "source": [
            {
                "name": name,
                "id": "id",
                "unique": unique,
                "columns": {one: one for one in ATTRIBUTES},
                "local_ids": {one: one for one in locals_},
            }
            for name in names
        ],
        **more,
    }


def files(folder, tables, locals_=()):
    """Each source's records as a CSV file."""
    paths = []
    for name, rows in tables.items():
        frame = pd.DataFrame(rows).reindex(columns=["id", *ATTRIBUTES, *locals_])
        paths.append(folder / f"{name}.csv")
        frame.to_csv(paths[-1], index=False)
    return paths


def linked(folder, tables, *, unique=True, locals_=(), decisions=None, **more):
    """What comes of linking the tables."""
    mapping = link_toml.parse(mapping_of(*tables, unique=unique, locals_=locals_, **more), "test")
    read = link_records.read(files(folder, tables, locals_), mapping)
    decided = pd.DataFrame(decisions, columns=[*link_engine.SIDES, "decision"]) if decisions else None
    return link_engine.link(read, mapping, decided)


def own_day(case):
    """A birth date for each of a dozen or two cases, none like another."""
    return f"{1995 + case}-{case % 12 + 1:02d}-{(case * 5 + case // 12 + 3) % 12 + 1:02d}"


def each(folder, cases, **more):
    """Of cases in one linkage, each about another child: the rules of those linked, and of those in doubt.

    A case is what each of two files says otherwise than that the child is Amy. Days may be ``turned`` or
    ``slip``; numbers are counted from 1 within a case, and no two cases share one.
    """
    tables = {"a": [], "b": []}
    for case, sides in enumerate(cases.values()):
        for name, told in zip("ab", sides, strict=True):
            own = {"birth_date": own_day(case), "postcode": f"NE{case + 1} 4AB", "school": f"1080{case:02d}"}
            tables[name].append(_own({"id": str(case), **AMY, **own, **told}, case))
    found = linked(folder, tables, **more)
    names = list(cases)
    assert all(one.split("/")[1] == other.split("/")[1] for one, other in pairs(found))
    return tuple(
        dict(zip([names[int(n)] for n in told["left_id"]], told["rule"], strict=True))
        for told in (found.links, found.doubts)
    )


def _own(record, case):
    """The record with the numbers and the day of its case."""
    make = {"upn": upn, "former_upn": upn, "uln": uln, "nhs_number": nhs}
    record |= {key: make[key](case * 10 + record[key]) for key in make if isinstance(record.get(key), int)}
    year, month, day = own_day(case).split("-")
    others = {"turned": f"{year}-{day}-{month}", "slip": f"{year}-{month}-{int(day) + 10}"}
    return record | {"birth_date": others.get(record["birth_date"], record["birth_date"])}


def upn(number):
    """A lawful pupil number for each number."""
    rest = f"8012000{number:05d}"
    return upn_check_letter(rest) + rest


def uln(number):
    """A lawful learner number for each number; where there is none, that of a later one."""
    first = f"{number:09d}"
    digit = uln_check_digit(first)
    return first + digit if digit else uln(number + 5_000)


def nhs(number):
    """A lawful NHS number for each number, in the groups in which it is read out."""
    first = f"{999_000_000 + number}"
    digit = nhs_check_digit(first)
    return f"{first[:3]} {first[3:6]} {first[6:]}{digit}" if digit else nhs(number + 5_000)


def pairs(found):
    """The links as a set of pairs, each as source and id."""
    return {
        (f"{row.left_source}/{row.left_id}", f"{row.right_source}/{row.right_id}")
        for row in found.links.itertuples()
    }


def rules(found):
    """The rules of the links."""
    return found.links["rule"].tolist()
