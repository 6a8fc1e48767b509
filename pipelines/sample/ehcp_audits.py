"""Audits of plans in the case system: a few versions a month, graded as a whole and section by section."""

from datetime import date

import numpy as np

from pipelines.sample.blade import SYNTHETIC, Columns
from pipelines.sample.chance import dice
from pipelines.sample.days import day_of
from pipelines.sample.ehcp_system import System, iso_dates, numbered

_AUDITED_SINCE = day_of(date(2023, 1, 1))
_ONE_IN, _AUDITORS = 14, 4
_GRADES = np.array(["O", "G", "R", "I"], dtype=object)
_UP_TO = np.array([0.06, 0.52, 0.9])  # shares of the first three grades, added up
_SECTIONS = np.array(["A", "B", "C", "D", "E", "F", "G", "H1", "H2", "I", "K"], dtype=object)
_BETTER_BELOW, _WORSE_ABOVE = 0.2, 0.8


def audits_of(system: System) -> dict[str, Columns]:
    """The audits of final versions since they are recorded, and their grades by section."""
    versions, cases = system.versions, system.cases
    plan = cases.plan[versions.row]
    audited = versions.issued + 20 + plan * 11 % 60
    chosen = (plan * 101 + versions.number * 37) % _ONE_IN == 0
    chosen &= (versions.status != "D") & (versions.issued >= _AUDITED_SINCE) & (audited <= system.day)
    version = np.flatnonzero(chosen)
    keys = numbered(system.version_keys[version], "Q", np.ones(len(version), dtype=np.int64))

    rng = dice(system.world.seed, system.world.code, "audits")
    lot = rng.random((len(system.world.plans.person), 1 + len(_SECTIONS)))[plan[version]]
    overall = np.searchsorted(_UP_TO, lot[:, 0])
    step = (lot[:, 1:] > _WORSE_ABOVE).astype(np.int64) - (lot[:, 1:] < _BETTER_BELOW)
    of_sections = np.clip(overall[:, None] + step, 0, len(_GRADES) - 1)
    auditors = [f"Qvarz auditor {n}" for n in (plan[version] % _AUDITORS + 1).tolist()]
    audits = {
        "auditid": keys,
        "caseid": cases.case[versions.row[version]],
        "versionid": system.version_keys[version],
        "auditdate": iso_dates(audited[version]),
        "auditor": np.array(auditors, dtype=object),
        "overallgrade": _GRADES[overall],
        "findings": np.full(len(version), f"Findings ({SYNTHETIC.lower()})", dtype=object),
    }
    grades = {
        "auditid": np.repeat(keys, len(_SECTIONS)),
        "auditedsection": np.tile(_SECTIONS, len(version)),
        "sectiongrade": _GRADES[of_sections].reshape(-1),
    }
    return {"audits": audits, "auditgrades": grades}
