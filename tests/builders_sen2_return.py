"""One small SEN2 return, typed by hand. Its shapes are in ``builders_shapes``."""

from tests.builders import upn

HEAD = {
    "collection": "SEN2",
    "year": "2025",
    "referencedate": "2025-01-16",
    "lea": "391",
    "dmo": "Y",
    "dco": "R",
}


def _person(n: int, **items: str) -> dict[str, str]:
    return {
        "surname": f"Zqav{n}",
        "forename": f"Vylq{n}",
        "personbirthdate": f"201{n}-03-0{n}",
        "sex": "F",
        "ethnicity": "WBRI",
        "postcode": "NE1 1AA",
        "upn": upn(n),
    } | items


# Person to requests to what hangs on each: one assessed with a plan and two placements, one refused and then
# asked again, one young person whose plan came from elsewhere.
PERSONS: list[dict] = [
    {
        "items": _person(1),
        "requests": [
            {
                "items": {
                    "receiveddate": "2024-02-01",
                    "requestsource": "2",
                    "rya": "0",
                    "requestoutcomedate": "2024-03-01",
                    "requestoutcome": "Y",
                    "requestmediation": "0",
                    "requesttribunal": "1",
                },
                "assessment": {
                    "assessmentoutcome": "Y",
                    "assessmentoutcomedate": "2024-06-12",
                    "assessmentmediation": "0",
                    "assessmenttribunal": "0",
                    "othermediation": "1",
                    "othertribunal": "0",
                    "week20": "0",
                },
                "namedplan": {"startdate": "2024-06-12", "planres": "A", "pb": "1", "oa": "0", "dp": "I"},
                "plandetail": [
                    {
                        "urn": "108001",
                        "placementrank": "1",
                        "senunitindicator": "1",
                        "resourcedprovisionindicator": "0",
                    },
                    {"sensetting": "OTH", "sensettingother": "Qvarz", "placementrank": "2"},
                ],
                "activeplans": {
                    "reviewmeeting": "2024-11-02",
                    "reviewoutcome": "A",
                    "reviewdraft": "2024-12-05",
                    "lastreview": "2024-11-30",
                },
                "placementdetail": [
                    {
                        "urn": "108001",
                        "placementrank": "1",
                        "entrydate": "2024-09-03",
                        "senunitindicator": "1",
                        "resourcedprovisionindicator": "0",
                        "res": "A",
                    },
                    {
                        "ukprn": "10001234",
                        "placementrank": "2",
                        "entrydate": "2024-10-01",
                        "leavingdate": "2024-12-20",
                    },
                ],
                "senneed": [
                    {"sentype": "ASD", "sentyperank": "1"},
                    {"sentype": "SLCN", "sentyperank": "2"},
                ],
            }
        ],
    },
    {
        "items": _person(2, sex="M"),
        "requests": [
            {
                "items": {
                    "receiveddate": "2024-01-08",
                    "rya": "0",
                    "requestoutcomedate": "2024-02-19",
                    "requestoutcome": "N",
                    "requestmediation": "1",
                    "requesttribunal": "0",
                }
            },
            {"items": {"receiveddate": "2024-12-09", "rya": "0", "requestoutcome": "A"}},
        ],
    },
    {
        "items": _person(3, upn="", upnunknown="UN3", uniquelearnernumber=""),
        "requests": [
            {
                "items": {"requestoutcome": "H"},
                "assessment": {"assessmentoutcome": "H"},
                "namedplan": {
                    "startdate": "2021-05-04",
                    "pb": "0",
                    "oa": "0",
                    "ceasedate": "2024-08-31",
                    "ceasereason": "5",
                },
                "plandetail": [{"sensetting": "EHE", "placementrank": "1"}],
                "activeplans": {
                    "transferla": "390",
                    "reviewmeeting": "2024-03-01",
                    "reviewoutcome": "M",
                    "lastreview": "2024-03-20",
                },
                "placementdetail": [{"sensetting": "EHE", "placementrank": "1", "entrydate": "2023-09-01"}],
                "senneed": [{"sentype": "SEMH", "sentyperank": "1"}],
            }
        ],
    },
]
_UNDER_ASSESSMENT, _UNDER_PLAN = (
    ("assessment", "namedplan", "plandetail"),
    (
        "activeplans",
        "placementdetail",
        "senneed",
    ),
)
_TAGS = {"senneed": "SENneed"}


def _many(held: dict, table: str) -> list[dict[str, str]]:
    found = held.get(table, [])
    return found if isinstance(found, list) else [found]


def tables() -> dict[str, list[dict[str, str]]]:
    """The facts as the nine tables of the return, with keys and parents as COLLECT writes them."""
    found = {t: [] for t in ("person", "requests", *_UNDER_ASSESSMENT, *_UNDER_PLAN)}

    def add(table: str, items: dict[str, str], parent: str, parent_key: str, ids: dict[str, str]) -> str:
        key = f"{table[:3]}-{len(found[table]) + 700}"
        found[table].append({f"{table}tableid": key, f"{parent}tableid": parent_key, "ids": ids} | items)
        return key

    for n, person in enumerate(PERSONS):
        p = add("person", person["items"], "sen2", "r1", {"person": str(n + 11), "request": ""})
        for m, held in enumerate(person["requests"]):
            ids = {"person": str(n + 11), "request": str(10 * n + m + 51)}
            r = add("requests", held["items"], "person", p, ids)
            for table, parent in (
                ("assessment", "requests"),
                ("namedplan", "assessment"),
                ("plandetail", "namedplan"),
                ("activeplans", "requests"),
                ("placementdetail", "activeplans"),
                ("senneed", "activeplans"),
            ):
                above = r if parent == "requests" else (found[parent] or [{}])[-1].get(f"{parent}tableid", "")
                for items in _many(held, table):
                    add(table, items, parent, above, ids)
    return found
