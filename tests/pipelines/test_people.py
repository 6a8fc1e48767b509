"""Persons in the lake: one across returns, agencies, authorities; names that stay; what changed is said."""

import itertools
import shutil
import stat

import pandas as pd
import pytest

from pipelines import landing, link_files, linkage, linkage_settings, people, reviews, steps
from pipelines.errors import OutOfDateError, RefusedError
from pipelines.run import workshop
from tests.builders import pupil, upn, write_census
from tests.builders_ehcp import case, write_ehcp
from tests.builders_partners import write_partner

pytestmark = pytest.mark.usefixtures("few_marts")

CENSUS, NEXT = "school_census.391_2019-spring", "school_census.391_2020-spring"
HEALTH, CARE, CASES = "health_waits.391_2025-12", "social_care.391_2025", "ehcp.391_2025-12"
NAMES = ("Amina", "Brónach", "Callum", "Dorota", "Ezekiel", "Farah", "Gwen", "Hamza")


def child(n, **items):
    """One of eight children whom nobody could take for another."""
    told = {
        "upn": upn(n),
        "forename": NAMES[n],
        "surname": f"Quill{NAMES[-n]}",
        "dob": f"20{10 + n}-0{n}-1{n}",
    }
    return pupil(str(n), **(told | items))


def referral(n, **items):
    """The same child on the list of a health service, which has no pupil number."""
    told = {"referralid": str(n), "nhsnumber": "", "upn": "", "forename": NAMES[n]}
    return told | {"surname": f"Quill{NAMES[-n]}", "dob": f"20{10 + n}-0{n}-1{n}"} | items


def linked(settings):
    """Bring in what lies in data/raw and link it; the workshop and the report."""
    shop = workshop(settings)
    deliveries, _ = landing.find(settings.raw)
    for delivery in deliveries:
        steps.ensure_staged(shop, delivery)
    steps.withdraw(shop, {d.partition for d in deliveries})
    return shop, people.link(shop)


def who(shop):
    """Delivery and row, to the person."""
    found = {}
    for partition in shop.lake.partitions("core.person_link"):
        for row in shop.lake.read("core.person_link", partition).to_pylist():
            found[partition, row["part"], row["row"]] = row["person_id"]
    return found


def of(shop, partition, column="person_id"):
    """A column of a delivery's links, in the order of its rows."""
    return shop.lake.read("core.person_link", partition)[column].to_pylist()


def changes(shop):
    """What is noted of persons that became others: kind, old, new."""
    if shop.lake.stamp("core.person_change") is None:
        return []
    return [(r["kind"], r["old_id"], r["new_id"]) for r in shop.lake.read("core.person_change").to_pylist()]


def decide(settings, path):
    """Take a filled list in: how many decisions it holds, and how many stand now."""
    decisions = link_files.read_decisions(path)
    standing = linkage_settings.with_decisions(settings.beside, decisions)
    linkage_settings.keep_decisions(settings.beside, standing)
    return len(decisions), len(standing)


def write_three(raw, order):
    """A census, the next, and a list of waits, landed one after the other in an order."""
    for what in order:
        if what == "first":
            write_census(raw, [child(1), child(2), child(3, upn="")])
        elif what == "second":
            write_census(raw, [child(1), child(2, upn=upn(22), formerupn=upn(2)), child(4)], year=2020)
        else:
            write_partner(raw, "health_waits", "2025-12", referrals=[referral(1), referral(4, upn=upn(4))])
        yield what


def test_deliveries_in_any_order_give_the_same_people(settings, tmp_path):
    found = []
    orders = [*itertools.permutations(("first", "second", "waits"))]
    for order in (orders[0], orders[-1], orders[3]):
        shutil.rmtree(settings.raw)
        shutil.rmtree(settings.lake, ignore_errors=True)
        for _ in write_three(settings.raw, order):
            if order is not orders[0]:
                linked(settings)
        shop, _ = linked(settings)
        found.append(who(shop))
    assert all(one == found[0] for one in found)
    assert len(set(found[0].values())) == 4


def test_a_rerun_links_nothing_and_a_lake_built_again_names_everyone_as_before(settings, raw):
    [*_] = write_three(raw, ("first", "second", "waits"))
    shop, first = linked(settings)
    before = who(shop)
    assert first is not None
    _, again = linked(settings)
    assert again is None
    shutil.rmtree(settings.lake)
    shop, _ = linked(settings)
    assert who(shop) == before
    assert changes(shop) == []


def test_a_delivery_more_changes_only_whom_it_joins_and_says_whom(settings, raw):
    write_census(raw, [child(1), child(2)])
    write_census(raw, [child(1), child(2, upn=upn(22), surname="Otherwise", forename="Zelda")], year=2020)
    shop, _ = linked(settings)
    before = who(shop)
    old, new = of(shop, CENSUS)[1], of(shop, NEXT)[1]
    assert old != new
    later = child(2, upn=upn(22), formerupn=upn(2), surname="Otherwise", forename="Zelda")
    write_census(raw, [child(1), later], year=2021)
    shop, report = linked(settings)
    after = who(shop)
    moved = {record for record in before if before[record] != after[record]}
    assert moved == {(NEXT, "pupilonroll", 3)}
    assert after[NEXT, "pupilonroll", 3] == old
    assert changes(shop) == [("merged", new, old)]
    assert report.changed == {"merged": 1}
    assert "1 merged" in report.words

    shutil.rmtree(raw / "391" / "school_census" / "2021-spring")
    shop, report = linked(settings)
    assert who(shop) == before
    assert changes(shop)[1:] == [("split", old, new)]


def test_an_earlier_return_that_comes_late_renames_only_whom_it_knew_otherwise(settings, raw):
    write_census(raw, [child(1), child(2, upn=upn(22), formerupn=upn(2))], year=2020)
    shop, _ = linked(settings)
    one, other = of(shop, NEXT)
    write_census(raw, [child(1), child(2)])
    shop, _ = linked(settings)
    assert of(shop, NEXT)[0] == one
    assert changes(shop) == [("renamed", other, of(shop, NEXT)[1])]


def test_one_child_in_two_authorities_is_one_person(settings, raw):
    write_census(raw, [child(1), child(2)])
    write_census(raw, [child(2)], la="392", year=2020)
    shop, _ = linked(settings)
    assert of(shop, CENSUS)[1:] == of(shop, "school_census.392_2020-spring")


def test_numbers_of_systems_are_each_authoritys_own(settings, raw):
    write_ehcp(raw, [case("1", personid="P7", upn=upn(1), forename="Ada", dob="2011-01-01")])
    other = case("1", personid="P7", upn=upn(2), forename="Bel", surname="Nother", dob="2014-05-05")
    write_ehcp(raw, [other], la="392")
    shop, _ = linked(settings)
    assert of(shop, CASES) != of(shop, "ehcp.392_2025-12")


def test_an_adopted_child_stays_two_though_the_case_system_keeps_its_number(settings, raw):
    before = case("1", personid="P7", upn=upn(1), forename="Ada", surname="Birth", dob="2011-01-01")
    write_ehcp(raw, [before], month="2024-12")
    write_ehcp(raw, [before | {"upn": upn(2), "forename": "Bel", "surname": "Adoptive"}])
    shop, report = linked(settings)
    assert of(shop, "ehcp.391_2024-12") != of(shop, CASES)
    assert report.counts["for review"] == 0


def test_twins_at_one_address_are_two(settings, raw):
    rows = [referral(1), referral(1, referralid="2", forename="Zuleika")]
    write_partner(raw, "health_waits", "2025-12", referrals=rows)
    shop, _ = linked(settings)
    assert len(set(of(shop, HEALTH))) == 2


def test_a_child_who_is_twice_in_a_source_is_one(settings, raw):
    rows = [referral(1), referral(1, referralid="2", service="OT")]
    write_partner(raw, "health_waits", "2025-12", referrals=rows)
    shop, _ = linked(settings)
    assert len(set(of(shop, HEALTH))) == 1


def test_records_without_number_meet_by_names_birth_date_and_school(settings, raw):
    write_census(raw, [child(1, upn=""), child(2)])
    write_census(raw, [child(1), child(2)], year=2020)
    shop, _ = linked(settings)
    assert of(shop, CENSUS) == of(shop, NEXT)
    assert of(shop, CENSUS, "rule")[0] == "names_birth_date_school"


def test_what_tells_of_nobody_is_nobodys(settings, raw):
    rows = [{"complaintid": "1", "upn": ""}, {"complaintid": "2", "upn": ""}]
    write_partner(raw, "complaints", "2025-12", complaints=rows)
    shop, _ = linked(settings)
    assert of(shop, "complaints.391_2025-12", "rule") == ["record", "record"]
    assert len(set(of(shop, "complaints.391_2025-12"))) == 2


def test_a_number_that_two_children_have_names_two_persons(settings, raw):
    write_census(raw, [child(1)])
    write_partner(raw, "health_waits", "2025-12", referrals=[referral(2, upn=upn(1))])
    shop, report = linked(settings)
    assert of(shop, CENSUS) != of(shop, HEALTH)
    assert report.counts["for review"] == 1


def test_a_crosswalk_ties_the_numbers_of_two_systems(settings, raw):
    write_census(raw, [child(1)])
    write_partner(raw, "social_care", "2025", childreninneed=[{"childid": "SC7", "dob": "2011-01-11"}])
    shop, _ = linked(settings)
    assert of(shop, CENSUS) != of(shop, CARE)
    beside = settings.beside / "linkage"
    beside.mkdir()
    (beside / "numbers.csv").write_text(f"care,pupil\nSC7,{upn(1)}\n")
    (beside / "linkage.toml").write_text(
        '[[crosswalk]]\nname = "numbers"\nfile = "numbers.csv"\nla = "391"\n'
        '[crosswalk.columns]\ncare_child = "care"\nupn = "pupil"\n'
    )
    shop, report = linked(settings)
    assert of(shop, CENSUS) == of(shop, CARE)
    assert of(shop, CARE, "rule") == ["crosswalk"]
    assert report.changed == {"merged": 1}


def test_settings_that_cannot_be_followed_are_refused_and_change_nothing(settings, raw):
    write_census(raw, [child(1)])
    shop, _ = linked(settings)
    before = who(shop)
    (settings.beside / "linkage").mkdir()
    (settings.beside / "linkage" / "linkage.toml").write_text("[thresholds]\nlink = -3.0\n")
    with pytest.raises(RefusedError, match="below what is linked"):
        linked(settings)
    assert who(shop) == before


def test_a_decision_is_taken_in_and_outlives_the_lake_and_a_move(settings, raw, tmp_path):
    write_census(raw, [child(1)])
    write_partner(raw, "health_waits", "2025-12", referrals=[referral(2, upn=upn(1))])
    shop, _ = linked(settings)
    listed = tmp_path / "list.csv"
    assert reviews.count(shop) == 1
    reviews.write(shop, listed)
    assert stat.S_IMODE(listed.stat().st_mode) == 0o600
    pairs = pd.read_csv(listed, dtype=str)
    [shown] = pairs[["left_forename", "right_forename"]].to_numpy().tolist()
    assert set(shown) == {"callum", "bronach"}
    pairs.assign(decision="same").to_csv(listed, index=False)
    assert decide(settings, listed) == (1, 1)
    kept = (settings.beside / "linkage" / "decisions.csv").read_text()
    assert upn(1) not in kept
    assert "allum" not in kept.casefold()
    shop, report = linked(settings)
    assert of(shop, CENSUS) == of(shop, HEALTH)
    assert of(shop, HEALTH, "rule") == ["decision"]
    assert report.counts["for review"] == 0

    shutil.rmtree(settings.lake)
    write_partner(raw, "health_waits", "2025-12", referrals=[referral(2, upn=upn(1), postcode="NE9 9ZZ")])
    shop, _ = linked(settings)
    assert of(shop, CENSUS) == of(shop, HEALTH)

    pairs.assign(decision="different").to_csv(listed, index=False)
    assert decide(settings, listed) == (1, 1)
    shop, report = linked(settings)
    assert of(shop, CENSUS) != of(shop, HEALTH)
    assert changes(shop)[-1][0] == "split"
    assert report.counts["for review"] == 0


def test_nothing_is_reviewed_before_anything_is_linked(settings):
    with pytest.raises(OutOfDateError, match="linked yet"):
        reviews.count(workshop(settings))


def test_a_list_of_an_earlier_state_is_not_shown(settings, raw, tmp_path, monkeypatch):
    write_census(raw, [child(1)])
    write_partner(raw, "health_waits", "2025-12", referrals=[referral(2, upn=upn(1))])
    linked(settings)
    write_partner(raw, "health_waits", "2025-12", referrals=[referral(3, upn=upn(1))])
    with monkeypatch.context() as killed:
        killed.setattr(linkage, "link", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            linked(settings)
    with pytest.raises(OutOfDateError, match="earlier state"):
        reviews.write(workshop(settings), tmp_path / "list.csv")
    assert not (tmp_path / "list.csv").exists()


def test_links_of_a_run_that_was_killed_do_not_stay(settings, raw, monkeypatch):
    write_census(raw, [child(1), child(2)])
    write_census(raw, [child(2, upn=upn(22), surname="Otherwise", forename="Zelda")], year=2020)
    shop, _ = linked(settings)
    before = who(shop)
    later = child(2, upn=upn(22), formerupn=upn(2), surname="Otherwise", forename="Zelda")
    write_census(raw, [later], year=2021)
    with monkeypatch.context() as killed:
        killed.setattr(people, "_note_changes", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            linked(settings)
    shutil.rmtree(raw / "391" / "school_census" / "2021-spring")
    shop, _ = linked(settings)
    assert who(shop) == before


def test_of_a_delivery_that_went_away_no_link_stays_either(settings, raw):
    write_census(raw, [child(1)])
    shop, _ = linked(settings)
    assert shop.lake.partitions("core.person_link") == [CENSUS]
    shutil.rmtree(raw / "391")
    shop, report = linked(settings)
    assert report is None
    assert not shop.lake.partitions("core.person_link")


def test_an_autumn_census_is_later_than_the_months_before_it(settings, raw):
    told = {"forename": "Callum", "surname": "Quill", "dob": "2010-05-05", "upn": upn(1)}
    write_ehcp(raw, [case("1", personid="P7", **(told | {"upn": ""}))], month="2025-08")
    write_ehcp(raw, [case("1", personid="P7", **told)], month="2025-11")
    shop, _ = linked(settings)
    before = of(shop, "ehcp.391_2025-08")
    write_census(raw, [pupil("1", **told)], year=2025, term="autumn")
    shop, _ = linked(settings)
    assert of(shop, "school_census.391_2025-autumn") == before == of(shop, "ehcp.391_2025-08")
    assert changes(shop) == []


def test_decisions_that_contradict_each_other_are_not_taken_in(settings):
    pairs = [("1", "2", "same"), ("2", "3", "same"), ("3", "1", "different")]
    rows = [
        {"left_source": "s", "left_id": a, "right_source": "s", "right_id": b, "decision": d}
        for a, b, d in pairs
    ]
    linkage_settings.keep_decisions(settings.beside, pd.DataFrame(rows[:2]))
    with pytest.raises(RefusedError, match="contradict"):
        linkage_settings.with_decisions(settings.beside, pd.DataFrame(rows[2:]))


def test_a_killed_run_notes_what_changed_once(settings, raw, monkeypatch):
    write_census(raw, [child(1), child(2)])
    write_census(raw, [child(2, upn=upn(22), surname="Otherwise", forename="Zelda")], year=2020)
    linked(settings)
    later = child(2, upn=upn(22), formerupn=upn(2), surname="Otherwise", forename="Zelda")
    write_census(raw, [later], year=2021)
    with monkeypatch.context() as killed:
        killed.setattr(people, "_store_doubts", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            linked(settings)
    shop, _ = linked(settings)
    assert [kind for kind, _, _ in changes(shop)] == ["merged"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("aab", "aab", []),
        ("aab", "aaa", [("merged", "b", "a")]),
        ("aaa", "aab", [("split", "a", "b")]),
        ("aab", "abb", [("regrouped", "a", "b")]),
        ("aab", "ccb", [("renamed", "a", "c")]),
        ("", "aab", []),
        ("aab", "aa", [("gone", "b", None)]),
    ],
)
def test_what_became_of_persons(before, after, told):
    tables = (pd.DataFrame({"profile": range(len(ids)), "person_id": list(ids)}) for ids in (before, after))
    found = linkage.changes(*tables)
    assert list(found[["kind", "old_id", "new_id"]].itertuples(index=False, name=None)) == told
