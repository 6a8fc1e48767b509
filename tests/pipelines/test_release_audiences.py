"""Open, partner, internal: each in its folder, under its rules; internal never copied out."""

from datetime import date

import duckdb
import pytest

from pipelines import release_audiences, release_life, released
from pipelines.errors import RefusedError, UsageError
from pipelines.release_audiences import Readers, home
from pipelines.release_folder import manifest_of
from pipelines.release_make import Terms
from schemas.audiences import AUDIENCES, INTERNAL, PARTNER
from schemas.disclosure import POLICIES
from tests.builders_release import NOON, Bench, agreement

INSIDE = Terms(Readers(INTERNAL))
TO_PARTNER = Terms(Readers(PARTNER, "391_health_waits"))
TODAY = date(2026, 4, 1)


@pytest.fixture
def bench(settings, monkeypatch):
    return Bench(settings, monkeypatch)


def test_every_audience_has_a_rule_for_every_mart():
    assert {name: one.policies.keys() for name, one in AUDIENCES.items()} == dict.fromkeys(
        AUDIENCES, POLICIES.keys()
    )


def test_a_partner_sees_three_and_not_two_and_health_stays_as_its_owner_wants():
    education, health = PARTNER.policies["education"], PARTNER.policies["health_unrounded"]
    assert [education.is_small(n) for n in (0, 1, 2, 3)] == [False, True, True, False]
    assert health == POLICIES["health_unrounded"]
    assert not INTERNAL.policies["education"].hides


def test_an_internal_release_lies_in_the_lake_for_its_owner_and_says_so_in_every_name(bench, settings):
    made = bench.release(INSIDE).current
    assert made.is_relative_to(settings.lake / "internal")
    assert (settings.lake / "internal").stat().st_mode & 0o777 == 0o700
    assert all("internal" in path.name.lower() for path in made.rglob("*") if path.is_file())
    note = (made / "README_INTERNAL.txt").read_text("utf-8").splitlines()
    assert note[0].endswith("INTERNAL, they must not leave this folder.")
    with duckdb.connect(str(made / "send_marts_internal.duckdb"), read_only=True) as con:
        assert con.execute("select n from prevalence where \"group\" = 'A'").fetchall() == [(3,)]
    assert bench.folders("releases") == []


def test_no_link_is_followed_out_of_the_lake(bench, settings, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    settings.lake.mkdir(parents=True)
    (settings.lake / "internal").symlink_to(outside)
    with pytest.raises(RefusedError, match="may lead out of the lake"):
        bench.release(INSIDE)
    (settings.lake / "internal").unlink()
    (settings.lake / "internal").mkdir()
    (settings.lake / "internal" / "releases").symlink_to(outside)
    with pytest.raises(RefusedError, match="may lead out of the lake"):
        bench.release(INSIDE)
    assert list(outside.iterdir()) == []


def test_an_internal_release_is_opened_by_none_of_our_commands(bench, settings):
    made = bench.release(INSIDE).current
    with pytest.raises(UsageError, match="There is no release"):
        released.release_named(settings, made.name)
    (settings.marts / "releases").mkdir(parents=True)
    made.rename(settings.marts / "releases" / made.name)
    with pytest.raises(UsageError, match="is internal"):
        released.release_named(settings, made.name)


@pytest.mark.parametrize("place", ["lake", "partner", "marts", "marts/releases"])
def test_nothing_is_copied_into_folders_of_ours(settings, place):
    folder = settings.root / "data" / place / "x"
    with pytest.raises(UsageError, match="Nothing is copied"):
        release_audiences.refuse_not_open(settings, folder)


def test_a_partner_without_an_agreement_in_force_gets_nothing(bench, settings):
    with pytest.raises(RefusedError, match="no data/agreements/391/health_waits"):
        bench.release(TO_PARTNER)
    agreement(settings.root, until="2026-03-31")
    with pytest.raises(RefusedError, match="It is ended"):
        bench.release(TO_PARTNER)
    assert not (settings.beside / "partner").exists()


def test_a_partners_release_lies_under_its_agreement_and_says_so(bench, settings):
    agreement(settings.root)
    made = bench.release(TO_PARTNER).current
    assert made.is_relative_to(settings.beside / "partner" / "391_health_waits")
    assert (made / "send_marts_partner.duckdb").is_file()
    assert manifest_of(made)["audience"] == "partner"
    assert manifest_of(made)["agreement"] == "391_health_waits"
    with pytest.raises(UsageError, match="is partner"):
        released.release_named(settings, made.name)


def test_a_partners_release_is_not_published_once_its_agreement_has_ended(bench, settings):
    agreement(settings.root)
    bench.release(Terms(Readers(PARTNER, "391_health_waits"), embargo=NOON.replace(minute=30)))
    agreement(settings.root, until="2026-03-31")
    assert release_life.publish_due(settings, NOON.replace(minute=31), who="ann") == []
    agreement(settings.root)
    assert len(release_life.publish_due(settings, NOON.replace(minute=31), who="ann")) == 1


@pytest.mark.parametrize(
    ("audience", "named"), [("all", ""), ("partner", ""), ("open", "391_health_waits"), ("internal", "x")]
)
def test_an_audience_is_named_with_its_agreement_or_not_at_all(audience, named):
    with pytest.raises(UsageError):
        Readers.named(audience, named)


@pytest.mark.parametrize("named", ["../../x", "391_school_census", "abc_health_waits", "391"])
def test_a_name_that_is_no_agreement_is_no_folder(settings, named):
    with pytest.raises(UsageError, match="names no agreement"):
        home(settings, Readers(PARTNER, named), TODAY)


def test_an_internal_release_has_no_embargo():
    with pytest.raises(UsageError, match="no embargo"):
        Terms(Readers(INTERNAL), embargo=NOON)
