"""Specialist places commissioned, as each yearly extract tells of them."""

from schemas.contract import Table, Text, Whole
from schemas.table import column


class PlaceCapacity(Table):
    """One row per setting, phase, need and price band of an extract: places, no pupils."""

    delivery: Text = column("The delivery, 391_2026", required=True)
    la_code: Text = column("The authority that commissions them", required=True)
    return_year: Whole = column("Year of the extract", required=True)
    places_key: Text = column("Key of the row", required=True)
    urn: Text = column("The school")
    provision: Text = column("Kind of provision, code", required=True)
    phase: Text = column("Phase that they are for", required=True)
    need: Text = column("Code of the need that they are kept for; missing: any")
    locality: Text = column("Locality that they are for; missing: any")
    places: Whole = column("Places commissioned", required=True, ge=0)
    vacancy_margin: Whole = column("Places to be kept free, per 100 places taken", ge=0)
    cost_band: Text = column("Price band")
    cost_per_place: Whole = column("Pounds a place and year", ge=0)
    first_january: Whole = column("First January in which they count")
    last_january: Whole = column("Last January in which they count; missing: for ever")
