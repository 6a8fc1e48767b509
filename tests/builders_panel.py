"""SEN2 statistics as DfE lays them out, typed by hand: a place, a year, a figure."""

import csv

ENGLAND = ("National", "", "", "", "", "")
NORTH_EAST = ("Regional", "E12000001", "North East", "", "", "")
LAYOUT_2022 = [
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code",
    "region_name", "old_la_code", "new_la_code", "la_name",
]  # fmt: skip
LAYOUT_2023 = [*LAYOUT_2022[:7], "new_la_code", "old_la_code", "la_name"]
AGES = ("Under 5", "Age 5 to 10", "Age 11 to 15", "Age 16 to 19", "Age 20 to 25")
PLACED = [
    "mainstream_la_maintained", "mainstream_la_maintained_resourced_provision",
    "mainstream_la_maintained_senunit", "mainstream_academy", "mainstream_academy_resourced_provision",
    "mainstream_academy_senunit", "mainstream_free_school", "mainstream_free_school_resourced_provision",
    "mainstream_free_school_senunit", "mainstream_independent", "mainstream_total",
    "special_la_maintained", "special_academy_free", "special_independent", "special_non_maintained",
    "special_total", "ap_pru_academy", "ap_pru_free_school", "ap_pru_la_maintained", "ap_pru_total",
    "general_fe_tertiary_colleges", "specialist_post_16_institutions", "ukrlp_provider", "fe_total",
    "elective_home_education", "other_arrangements_la", "other_arrangements_parents", "neet",
    "ed_elsewhere", "nm_early_years", "placement_unknown",
]  # fmt: skip


def authority(number, code, name, region=("E12000001", "North East")):
    return ("Local authority", *region, number, code, name)


GATESHEAD = authority("390", "E08000037", "Gateshead")
NEWCASTLE = authority("391", "E08000021", "Newcastle upon Tyne")


def where(period, place, identifier="Calendar year"):
    level, region_code, region_name, number, code, name = place
    return {
        "time_period": str(period),
        "time_identifier": identifier,
        "geographic_level": level,
        "country_code": "E92000001",
        "country_name": "England",
        "region_code": region_code,
        "region_name": region_name,
        "old_la_code": number,
        "new_la_code": code,
        "la_name": name,
    }


def write(raw, edition, name, columns, rows):
    """One file of an edition, its columns in the order given."""
    path = raw / "000" / "sen2_statistics" / str(edition) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, restval="z", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def age_2022(raw, figures, *, edition=2022, name="sen2_age_caseload.csv", new=""):
    """``figures``: (year, place) to the total and the five age groups."""
    kinds = [f"Total{new}_{kind}{share}" for kind in ("st", "ehc", "all") for share in ("", "_pc")]
    rows = [
        where(year, place) | {"characteristic_age": age, f"Total{new}_all": figure}
        for (year, place), given in figures.items()
        for age, figure in zip(("Total", *AGES), given, strict=True)
    ]
    return write(raw, edition, name, [*LAYOUT_2022, "characteristic_age", *kinds], rows)


def placement_2022(raw, figures, *, edition=2022):
    """``figures``: (year, place) to (type, group, figure) of each row."""
    kinds = [f"Total_{kind}{share}" for kind in ("st", "ehc", "all") for share in ("", "_pc")]
    rows = [
        where(year, place) | {"establishment_type": kind, "establishment_group": group, "Total_all": figure}
        for (year, place), given in figures.items()
        for kind, group, figure in given
    ]
    columns = [*LAYOUT_2022, "establishment_type", "establishment_group", *kinds]
    return write(raw, edition, "sen2_estab_caseload.csv", columns, rows)


def age_2023(raw, figures, *, edition=2023):
    """The same in rows by kind of plan."""
    rows = [
        where(year, place)
        | {"age": age, "ehcp_or_statement": kind, "num_caseload": figure, "pc_caseload": "z"}
        for (year, place), given in figures.items()
        for age, figure in zip(("Total", *AGES), given, strict=True)
        for kind in ("EHCP", "Total")
    ]
    columns = [*LAYOUT_2023, "age", "ehcp_or_statement", "num_caseload", "pc_caseload"]
    return write(raw, edition, "sen2_age_caseload.csv", columns, rows)


def caseload_2025(raw, rows, *, edition=2025):
    """``rows``: (period, place, topic, group) to the figures by column; the others are not applicable."""
    made = [
        where(period, place, "Academic year") | {"breakdown_topic": topic, "breakdown": group} | figures
        for (period, place, topic, group), figures in rows.items()
    ]
    placed = PLACED
    if edition > 2025:
        placed = [
            one
            for name in PLACED
            for one in (
                ("special_academy", "special_free_school") if name == "special_academy_free" else (name,)
            )
        ]
    columns = [*LAYOUT_2023, "breakdown_topic", "breakdown", "ehcplans", *placed]
    return write(raw, edition, "caseload.csv", columns, made)
