"""An audit log written by hand, and what releases said of it: for tests."""

import json
from datetime import UTC, datetime, timedelta

from pipelines import audit, audit_chain
from pipelines.settings import Settings

MARCH = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
JUNE = datetime(2026, 6, 20, 9, 30, tzinfo=UTC)
MANY = 8
STAMP = "20260310T093000Z"
SCHOOLS = "independent_schools.391_2019"


def settings_at(root):
    keys = {"SEND_KEY": "11" * 32, "SEND_VAULT_KEY": "21" * 32}
    return Settings.from_environment({"SEND_ROOT": str(root), "SEND_BY": "ann", **keys})


def write_log(lake, number=MANY):
    for year in range(number):
        counts = {"received": 10 + year, "lawful": 9, "rejects": 1 + year}
        about, now = f"sen2.391_20{year:02d}", MARCH + timedelta(days=year)
        audit.note(lake, audit.ACCEPTED, about, counts, who="ann", now=now)


def write_release(settings, said, stamp=STAMP):
    folder = settings.marts / "releases" / stamp
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps(said), "utf-8")


def head_of(lines):
    return audit_chain.read(lines[-1].rstrip(b"\n")).head
