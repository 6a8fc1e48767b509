"""Where the sample's people live: a postcode directory as ONS publishes it, and each authority's localities.

The directory has every postcode that anyone of an area can have, whoever lives there: so it tells nothing of
the people. Wards, neighbourhoods (LSOA) and ranks follow from the postcode's own text; codes are of numbers
that ONS has not given out. A ward is a postcode district. Deprivation is drawn for areas alone: it knows
nothing of who in them is poor.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipelines.sample.calibration import calibration_of, known_areas
from pipelines.sample.context_rows import write
from pipelines.sample.identity import INWARD
from schemas.areas_of_england import ENGLAND_CODE, of_number

EDITION = 2026
_HEADER = "pcd7,pcd8,pcds,dointr,doterm,usrtypind,cty25cd,lad26cd,wd26cd,ctry26cd,lsoa21cd,imd25ind"
_SINCE, _NO_COUNTY = "198001", "E99999999"
_RANKS = 33_755  # LSOAs ranked in 2025
_FEWEST, _MOST = 8, 12  # LSOAs in a ward
_WARD_COUNTS, _BELOW_MIDDLE = 0.7, 1.3
# Districts beyond the areas whose people we draw, under the authority most of each is in; VV is of nowhere.
_BEYOND = {
    "390": ("NE8", "NE10", "NE40"),
    "392": ("NE25", "NE28"),
    "394": ("SR5", "SR6"),
    "813": ("DN38", "DN39"),
    "840": ("DH3", "VV1", "VV2"),
    "925": ("LN7", "LN8"),
    "929": ("NE23",),
}
_FIRST_BEYOND = 51  # so that no district beyond shares its number with one of an area's own
_ENOUGH_FOR_FIVE = 10
_FIRST = ("Lark", "Hex", "Brin", "Os", "Thorn", "Wyr", "Quar", "Fen", "Tam", "Ulver", "Zeal")
_SECOND = ("field", "moor", "holt", "mere", "gate", "dale", "combe")


def write_homes(raw: Path, england: str, codes: Sequence[str]) -> list[Path]:
    """The directory of these areas in England's folder, and the localities of each in its own."""
    known = [code for code in codes if of_number(code)]
    if not known:
        return []
    directory = raw / england / "postcodes" / str(EDITION) / "ONSPD.csv.gz"
    return [
        write(directory, _HEADER, _postcodes(known)),
        *(
            write(
                raw / code / "localities" / str(EDITION) / f"localities_{code}.csv",
                "area_code,locality",
                _localities(code),
            )
            for code in known
        ),
    ]


def _postcodes(codes: Sequence[str]) -> Iterator[str]:
    whose = _whose(codes)
    asked = {district for code in codes for district in _all_districts(code)}
    for district in sorted(asked):
        la_code, number = whose[district]
        area = of_number(la_code)[-1].area_code
        is_county = area.startswith("E10")
        places = f"{area if is_county else _NO_COUNTY},{f'E07{la_code}000' if is_county else area}"
        for end in INWARD:
            lsoa = _lsoa(district, end)
            yield (
                f"{district:<4}{end},{district:<4} {end},{district} {end},{_SINCE},,0,{places},"
                f"{_ward(la_code, number)},{ENGLAND_CODE},E01{la_code}{number * _MOST + lsoa:03},"
                f"{_rank(district, lsoa)}"
            )


def _all_districts(code: str) -> tuple[str, ...]:
    own = calibration_of(code)
    return own.outward + own.outward_beyond


def _whose(codes: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Of each postcode district its authority and its number there, whichever areas were asked for."""
    found: dict[str, tuple[str, int]] = {}
    for code in (*known_areas(), *codes):
        for number, district in enumerate(calibration_of(code).outward, 1):
            found.setdefault(district, (code, number))
    for code, districts in _BEYOND.items():
        for number, district in enumerate(districts, _FIRST_BEYOND):
            found.setdefault(district, (code, number))
    return found


def _ward(la_code: str, number: int) -> str:
    return f"E05{la_code}{number:03}"


def _lsoa(district: str, end: str) -> int:
    """Which LSOA of its ward a postcode is in."""
    count = _FEWEST + int(_share(district, "LSOAs") * (_MOST - _FEWEST + 1))
    return int(_share(district, end) * count)


def _rank(district: str, lsoa: int) -> int:
    """How deprived, 1 the most: as its ward more than as itself, and more often than not below the middle."""
    level = _WARD_COUNTS * _share(district, "ward") + (1 - _WARD_COUNTS) * _share(district, f"rank {lsoa}")
    return 1 + int(level**_BELOW_MIDDLE * _RANKS)


def _share(*words: str) -> float:
    """From 0 to below 1, the same for the same words."""
    digest = hashlib.sha256(" ".join(words).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def localities_of(code: str) -> list[str]:
    """The names of an area's localities, as its list has them."""
    return list(dict.fromkeys(row.split(",")[1] for row in _localities(code)))


def _localities(code: str) -> Iterator[str]:
    """Wards that lie together, in four or five localities."""
    whose, districts = _whose([code]), calibration_of(code).outward
    count = 5 if len(districts) >= _ENOUGH_FOR_FIVE else 4
    for k, district in enumerate(districts):
        at = k * count // len(districts)
        name = (
            _FIRST[(int(code) + at) % len(_FIRST)] + _SECOND[(int(code) // len(_FIRST) + at) % len(_SECOND)]
        )
        yield f"{_ward(*whose[district])},{name}"
