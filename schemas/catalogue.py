"""The only lists of what there is; everything iterates over these."""

from schemas.contract import Extract
from schemas.extracts.independent_schools import INDEPENDENT_SCHOOLS
from schemas.extracts.school_census import SCHOOL_CENSUS
from schemas.extracts.sen2 import SEN2

EXTRACTS: dict[str, Extract] = {e.name: e for e in (SCHOOL_CENSUS, SEN2, INDEPENDENT_SCHOOLS)}
