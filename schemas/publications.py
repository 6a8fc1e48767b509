"""Which publications of DfE's statistics feed which extract: the only list that ``send fetch`` follows.

A publication more, or one renamed, is one line here. Ids and titles are those that eesyapi prints for the
public API in June 2026 (dfe-analytical-services/eesyapi, reference of ``get_publications``). A publication
without an id was not in the API then, only on its page: it is fetched from the day it is there.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

API = "https://api.education.gov.uk/statistics/v1"
_PAGES = "https://explore-education-statistics.service.gov.uk/find-statistics"
_ANY = (".*",)
# As the API writes geographic levels. Files that go down to schools are large, and none of ours.
_LEVEL = "Local authority"
_TOO_FINE = frozenset({"School", "Institution", "Provider"})


@dataclass(frozen=True)
class Publication:
    """One publication and the extract that its data sets are files of.

    ``title`` is a pattern of the whole title, capitals or not, for where the ``id`` is not known or has
    changed; ``data_sets`` are such patterns of the data sets that are wanted, or their ids. ``slug`` is the
    name of its page, from where the same files are delivered by hand.
    """

    extract: str
    title: str
    slug: str
    id: str = ""
    data_sets: tuple[str, ...] = _ANY

    @property
    def page(self) -> str:
        """Where a person finds it."""
        return f"{_PAGES}/{self.slug}"

    def is_called(self, publication_id: str, title: str) -> bool:
        """Whether a publication of the API is this one."""
        return (bool(self.id) and publication_id == self.id) or _is_like(self.title, title)

    def wants(self, data_set_id: str, title: str) -> bool:
        """Whether a data set of it is to be fetched."""
        return data_set_id in self.data_sets or any(_is_like(pattern, title) for pattern in self.data_sets)


PUBLICATIONS = (
    Publication("sen2_statistics", "education, health and care plans.*", "education-health-and-care-plans"),
    Publication(
        "sen_statistics",
        "special educational needs in england.*",
        "special-educational-needs-in-england",
        "f657afb4-8f4a-427d-a683-15f11a2aefb5",
    ),
    Publication(
        "absence_statistics",
        "pupil absence in schools in england.*",
        "pupil-absence-in-schools-in-england",
        "cbbd299f-8297-44bc-92ac-558bcf51f8ad",
    ),
    Publication(
        "exclusion_statistics",
        "suspensions and permanent exclusions in england.*",
        "suspensions-and-permanent-exclusions-in-england",
    ),
    Publication(
        "attainment_statistics",
        "key stage 2 attainment.*",
        "key-stage-2-attainment",
        "8b7474f9-5870-4ecc-7557-08da5f64dcf1",
    ),
    Publication(
        "attainment_statistics",
        "key stage 4 performance.*",
        "key-stage-4-performance",
        "c8756008-ed50-4632-9b96-01b5ca002a43",
    ),
    Publication(
        "attainment_statistics",
        "level 2 and 3 attainment age 16 to 25.*",
        "level-2-and-3-attainment-by-young-people-aged-19",
    ),
    Publication(
        "participation_statistics",
        "participation in education, training and neet age 16 to 17 by local authority.*",
        "participation-in-education-training-and-neet-age-16-to-17-by-local-authority",
    ),
    Publication(
        "participation_statistics",
        "participation in education, training and employment.*",
        "participation-in-education-and-training-and-employment",
    ),
)
FETCHED = tuple(dict.fromkeys(one.extract for one in PUBLICATIONS))


def is_of_authorities(levels: Collection[str]) -> bool:
    """Whether a table of these geographic levels is one that extracts read: of one shape they read one."""
    return _LEVEL in levels and _TOO_FINE.isdisjoint(levels)


def _is_like(pattern: str, title: str) -> bool:
    return re.fullmatch(pattern, title.strip(), re.IGNORECASE | re.DOTALL) is not None
