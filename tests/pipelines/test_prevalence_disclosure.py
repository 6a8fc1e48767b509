"""Pupils of prevalence cut in two ways: no way shows what the other hides."""

from tests import builders_shown
from tests.builders_prevalence import class_of, counted, locality

TOPICS = ("Phase of education", "School type", "School", "Ward", "Locality", "IMD decile 2019")


def plans_shown(pupils, **tables):
    """Topic and group to pupils with a plan, as they are shown; one-way rows only."""
    rows = builders_shown.protected("prevalence", counted(pupils, **tables))
    return {
        (row["breakdown_topic"], row["breakdown"]): row["pupil_count"]
        for row in rows
        if row["sen_provision"] == "EHC plan"
        and row["breakdown_topic"] in TOPICS
        and row["second_topic"] == "Total"
    }


def school(urn, phase, school_type, plans, others):
    return class_of("E" * plans + "N" * others, urn=urn, phase=phase, school_type=school_type)


def of_ward(ward, plans, others, **home):
    place = {"lsoa": f"L{ward}", "ward": ward, "postcode_district": "NE1", "in_area": True}
    return class_of("E" * plans + "N" * others, home=place | home)


def test_a_phase_does_not_show_what_the_types_of_school_hide():
    unit = "State-funded alternative provision"
    found = plans_shown(
        [
            *school("1", "Nursery", "State-funded nursery", 3, 40),
            *school("2", "Primary", "State-funded primary", 30, 60),
            *school("3", "Middle deemed primary", "State-funded primary", 8, 60),
            *school("4", "Secondary", "State-funded secondary", 40, 60),
            *school("5", "Special", "State-funded special school", 50, 60),
            *school("6", "Pupil referral unit", unit, 4, 30),
            *school("7", "Pupil referral unit", unit, 16, 30),
        ]
    )
    assert found["Phase of education", "Nursery"] is None
    assert found["School type", "State-funded nursery"] is None
    assert found["School", "1"] is None
    # with the unit shown anywhere, 3 are what the others leave of the total
    assert found["Phase of education", "Pupil referral unit"] is None
    assert found["School type", unit] is None


def test_a_ward_is_not_what_a_locality_leaves_of_the_others():
    wards = {"1": (3, 40), "2": (30, 40), "3": (35, 40), "4": (8, 40), "5": (33, 40)}
    pupils = [one for ward, (plans, others) in wards.items() for one in of_ward(ward, plans, others)]
    listed = [locality(ward, "West" if ward < "4" else "East", "Ward") for ward in wards]
    found = plans_shown(pupils, core__locality=listed)
    assert found["Ward", "1"] is None
    # 3 + 30 + 35 are of West: one more of them is hidden, or West is
    west = [found["Ward", "2"], found["Ward", "3"], found["Locality", "West"]]
    assert None in west


def test_whose_home_is_not_known_is_not_shown_in_one_topic_and_hidden_in_another():
    wards = {"1": (3, 40, 1), "2": (30, 40, 1), "3": (35, 40, 2)}
    pupils = [
        one
        for ward, (plans, others, decile) in wards.items()
        for one in of_ward(ward, plans, others, imd_decile_2019=decile)
    ]
    found = plans_shown([*pupils, *class_of("E" * 8 + "N" * 40)])
    assert found["Ward", "1"] is None
    # 3 = total - 30 - 35 - 8
    known = [found["Ward", "2"], found["Ward", "3"], found["IMD decile 2019", "Not known"]]
    assert None in known
    assert (found["Ward", "Not known"] is None) == (found["IMD decile 2019", "Not known"] is None)
