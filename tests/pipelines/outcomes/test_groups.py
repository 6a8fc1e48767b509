"""Groups that the joint dataset knows of a person, on the day of what is counted."""

from datetime import date

import pytest

from pipelines.outcomes import compiled
from pipelines.outcomes.tables import TOTAL, WHOLE_YEAR
from pipelines.sql import tables_read
from schemas.indicator import AGE, DEPRIVATION, LOCALITY, NEED, PERSON_GROUPS, PROVISION, SEX, Base
from tests.builders_core import bench

CENSUS = "school_census.391_2025-spring"


def base(*topics, **columns):
    said = {
        "id": "asked",
        "words": "Asked",
        "source": "core.ehcp_case",
        "extract": "ehcp",
        "when": "received_date",
    }
    return Base(**{**said, **columns}, persons_by=topics)


def asked(*days, person="p1"):
    """A request of the person on each day."""
    return [
        {
            "case_id": f"{person}-{n}",
            "person_id": person,
            "delivery": "391_2025-12",
            "la_code": "391",
            "snapshot_day": date(2025, 12, 31),
            "received_date": day,
        }
        for n, day in enumerate(days)
    ]


def counted(one, given):
    """How many in each group of each topic of the base, in whole years."""
    query = compiled.select(one, ())
    landed = {"delivery": "391_2025-spring", "extract": "school_census", "census_day": date(2025, 1, 16)}
    with bench({"landing.delivery": [landed]} | given, tables_read(query, one.id)) as con:
        rows = con.sql(query).df()
    rows = rows[rows["period"] == WHOLE_YEAR].groupby(["breakdown_topic", "breakdown"])["persons"].sum()
    return {topic: of.droplevel(0).to_dict() for topic, of in rows.groupby(level=0)}


def person(**columns):
    return {"person_id": "p1", "age_31_august": 10, "age_source": CENSUS} | columns


def test_ages_are_at_31_august_before_the_day_counted():
    # 10 on 31 August 2024: so on 31 August 2025 still counts the day a year before
    given = {"core.person": [person()], "core.ehcp_case": asked(date(2025, 8, 31), date(2025, 9, 1))}
    assert counted(base(AGE), given)[AGE] == {"5 to 10": 1, "11 to 15": 1}


def test_where_a_source_tells_no_day_the_age_is_at_the_beginning_of_its_school_year():
    given = {"core.person": [person()], "core.ehcp_case": asked(date(2025, 8, 31))}
    of_year = base(AGE, when="cast(null as date)", year="'202526'", years="academic", keeps="returns")
    assert counted(of_year, given)[AGE] == {"11 to 15": 1}


@pytest.mark.parametrize(
    ("told", "area"),
    [
        ([("2025", "sen2", "ASD"), ("2025-spring", "school_census", "SLD")], "Communication and interaction"),
        ([("2025", "sen2", "ASD"), ("2026-spring", "school_census", "SLD")], "Cognition and learning"),
        ([], "No need named"),
    ],
)
def test_need_is_of_the_newest_return_and_of_one_year_as_sen2_names_it(told, area):
    needs = [
        {"person_id": "p1", "returned": returned, "source": source, "need_rank": rank, "need_code": code}
        for returned, source, primary in told
        for rank, code in (("1", primary), ("2", "HI"))
    ]
    given = {"core.person": [person()], "core.need": needs, "core.ehcp_case": asked(date(2025, 3, 3))}
    assert counted(base(NEED), given)[NEED] == {area: 1}


def test_provision_is_that_of_the_day_and_as_last_told_for_a_year():
    spells = [
        ("K", date(2024, 1, 18), date(2024, 1, 18), date(2024, 6, 3)),
        ("E", date(2024, 6, 3), date(2025, 1, 16), None),
    ]
    history = [
        dict(zip(("sen_provision", "from_day", "until_day", "changed_before"), spell, strict=True))
        | {"person_id": "p1"}
        for spell in spells
    ]
    days = [date(2024, 1, 17), date(2024, 6, 2), date(2024, 6, 3), date(2026, 1, 22), date(2026, 1, 23)]
    given = {"core.person": [person()], "core.sen_history": history, "core.ehcp_case": asked(*days)}
    # the day before anything was told, and 372 days after the last that was
    read_to = base(
        PROVISION, source="select * replace (date '2026-12-31' as snapshot_day) from core.ehcp_case"
    )
    assert counted(read_to, given)[PROVISION] == {"Not known": 2, "SEN support": 1, "EHC plan": 2}


def test_a_home_is_of_the_locality_of_its_lsoa_before_that_of_its_ward():
    homes = {"p1": ("E01000001", "E05000001"), "p2": ("E01000002", "E05000001"), "p3": (None, None)}
    listed = [("E01000001", "Hill"), ("E05000001", "Dale"), ("E01000009", "Far")]
    given = {
        "core.person": [person(person_id=name) for name in homes],
        "core.address_history": [
            {"person_id": name, "spell": spell, "lsoa": lsoa, "ward": ward}
            for name, (lsoa, ward) in homes.items()
            for spell, lsoa, ward in ((1, "E01000009", None), (2, lsoa, ward))
        ],
        "core.locality": [
            {"la_code": la, "edition": 2025, "area_code": code, "locality": name, "area_type": "any"}
            for la in ("391", "393")
            for code, name in listed
        ],
        "scope.locality_merged": [{"la_code": "391", "locality": "Dale", "merged_into": "Dale and moor"}],
        "core.ehcp_case": [one for name in homes for one in asked(date(2025, 3, 3), person=name)],
    }
    assert counted(base(LOCALITY), given)[LOCALITY] == {"Hill": 1, "Dale and moor": 1, "Not known": 1}


@pytest.mark.parametrize(("newer", "fifth"), [(10, "5, least deprived"), (None, "1, most deprived")])
def test_deprivation_is_by_the_newest_indices_that_the_directory_has(newer, fifth):
    known = person(imd_decile_2019=2, imd_decile_2025=newer)
    given = {"core.person": [known], "core.ehcp_case": asked(date(2025, 3, 3))}
    assert counted(base(DEPRIVATION), given)[DEPRIVATION] == {fifth: 1}


def test_the_groups_of_every_topic_add_up_to_the_total():
    given = {
        "core.person": [person(sex="Female")],
        "core.ehcp_case": [*asked(date(2025, 3, 3), date(2025, 4, 4)), *asked(date(2025, 5, 5), person="p2")],
    }
    found = counted(base(*PERSON_GROUPS), given)
    assert set(found) == {TOTAL, *PERSON_GROUPS}
    assert {topic: sum(of.values()) for topic, of in found.items()} == dict.fromkeys(found, 3)
    assert found[SEX] == {"Female": 2, "Not known": 1}


def test_a_topic_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="Shoe size"):
        base("Shoe size")
