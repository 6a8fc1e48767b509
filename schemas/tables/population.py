"""Persons by area, year, sex and age, as published; and in the bands that figures are told in."""

from schemas.contract import Flag, Table, Text, Whole
from schemas.table import Number, column

BAND_KEY = ("area_code", "variant", "year", "sex", "age_scheme", "age_band")
RESIDENT_KEY = ("area", "kind", "edition_year", "year", "sex", "age_scheme", "age_band")


class Population(Table):
    """One row per cell of a delivery: an area, component, variant, year, sex and age."""

    delivery: Text = column("The delivery, 000_2018", required=True)
    edition_year: Whole = column(
        "Newest year of estimates or births; base year of a projection", required=True
    )
    row: Whole = column("Row of the sheet", required=True)
    cell: Text = column("Key of the cell", required=True)
    kind: Text = column("estimate, projection or births", required=True)
    component: Text = column("population; or births, deaths, migration", required=True)
    variant: Text = column("Variant of the projection", required=True)
    area_code: Text = column("The area as given, ONS code or DfE number", required=True)
    area_name: Text = column("Its name as given")
    la_code: Text = column("DfE number of the authority, where the file or its place tells it")
    year: Whole = column("The year, in its middle; of births the whole year", required=True)
    sex: Text = column("persons, males or females", required=True)
    age: Text = column("Age as printed", required=True)
    age_from: Whole = column("Youngest age of the group", required=True)
    age_to: Whole = column("Oldest age of the group; none where it is open")
    persons: Number = column("Persons, with their decimals; missing where a symbol stands")
    symbol: Text = column("The symbol in its place")


class PopulationBand(Table):
    """One row per area, variant, year, sex and age band of one delivery of population: sums of single years.

    A band is there where every age of it is; where a symbol stands for one of them it has no number. Persons
    are both sexes together where the file has no persons of its own. Single years are of estimated persons
    up to 25, what plans are held against.
    """

    delivery: Text = column("The delivery, 000_2018", required=True)
    edition_year: Whole = column(
        "Newest year of estimates or births; base year of a projection", required=True
    )
    kind: Text = column("estimate or projection", required=True)
    variant: Text = column("Variant of the projection", required=True)
    area_code: Text = column("The area as given, ONS code or DfE number", required=True)
    area_name: Text = column("Its name as given")
    la_code: Text = column("DfE number of the authority, where the file or its place tells it")
    year: Whole = column("The year, in its middle", required=True)
    sex: Text = column("persons, males or females", required=True)
    age_scheme: Text = column("Five-year, SEN2, Wide, Single year or As published", required=True)
    age_band: Text = column("Age band", required=True)
    age_from: Whole = column("Youngest age of the band", required=True)
    age_to: Whole = column("Oldest age of the band; none where it is open")
    persons: Number = column("Persons, with their decimals; missing where a symbol stands")
    symbol: Text = column("The symbol in its place, or for one of its ages")


class ResidentPopulation(Table):
    """One row per area, kind, edition, year, sex and age band: what the one delivery that speaks for it says.

    The principal variant only. An authority goes by its DfE number, whatever code a file gives; where it lays
    its own file beside England's of the same edition, its own holds for its area, whole. Of estimates the
    newest edition that speaks of a year is kept, of projections every edition.
    """

    area: Text = column("DfE number of the authority where it is known, else the code given", required=True)
    kind: Text = column("estimate or projection", required=True)
    edition_year: Whole = column("Newest year of estimates; base year of a projection", required=True)
    year: Whole = column("The year, in its middle", required=True)
    sex: Text = column("persons, males or females", required=True)
    age_scheme: Text = column("Five-year, SEN2, Wide, Single year or As published", required=True)
    age_band: Text = column("Age band", required=True)
    la_code: Text = column("DfE number of the authority")
    area_code: Text = column("ONS code of the area in force, else the code given", required=True)
    area_name: Text = column("Its name", required=True)
    age_from: Whole = column("Youngest age of the band", required=True)
    age_to: Whole = column("Oldest age of the band; none where it is open")
    is_newest: Flag = column("Of projections the newest edition of the area; each estimate", required=True)
    persons: Number = column("Persons, with their decimals; missing where a symbol stands")
    symbol: Text = column("The symbol in its place, or for one of its ages")
    delivery: Text = column("The delivery, 000_2018", required=True)
