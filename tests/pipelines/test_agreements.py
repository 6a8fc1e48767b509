"""Nothing of a partner is read without an agreement in force on the day of the build."""

import json
import tomllib
from dataclasses import replace
from datetime import date

import pytest

from pipelines import agreements, landing, steps
from pipelines import run as builds
from pipelines.cli.main import run
from pipelines.errors import RefusedError
from schemas.catalogue import EXTRACTS
from schemas.disclosure import OWNERS_RULES
from tests.builders import pupil, write_census
from tests.builders_partners import PARTNERS, write_agreement, write_partner

TODAY = date(2026, 1, 15)


@pytest.fixture
def delivery(raw):
    """Waits of December 2025; the agreement is of 1 February 2025 to 31 August 2039, signed on 10 January."""
    folder = write_partner(raw, "health_waits", "2025-12", referrals=[{}])
    return landing.delivery_at(folder, raw)


def refusal(delivery, today=TODAY):
    with pytest.raises(RefusedError) as caught:
        agreements.check(delivery, today)
    return caught.value


@pytest.mark.parametrize("today", [date(2025, 2, 1), TODAY, date(2039, 8, 31)])
def test_a_delivery_is_read_on_every_day_of_its_agreement(delivery, today):
    agreements.check(delivery, today)


def test_a_delivery_without_an_agreement_is_refused_with_the_next_step(delivery):
    agreements.place(delivery).unlink()
    error = refusal(delivery)
    assert "No agreement is in force" in error.what
    assert "data/agreements/391/health_waits.toml" in error.why
    assert "send agreements --write-template health_waits --la 391" in error.hint


@pytest.mark.parametrize(
    ("today", "why"),
    [(date(2025, 1, 31), "holds from 2025-02-01"), (date(2039, 9, 1), "ended on 2039-08-31")],
)
def test_an_agreement_holds_on_no_day_before_or_after(delivery, today, why):
    assert why in refusal(delivery, today).why


def test_an_agreement_to_be_signed_does_not_hold_yet(delivery, raw):
    write_agreement(raw, "health_waits", signed="2026-01-16")
    assert "holds from 2026-01-16" in refusal(delivery).why


def test_the_day_of_the_build_counts_and_not_that_of_the_return(delivery, raw):
    write_agreement(raw, "health_waits", signed="2026-01-10", valid_from="2026-01-10")
    agreements.check(delivery, TODAY)  # waits of December, read in January


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        ({"contact": None}, "does not say contact"),
        ({"purpose": '""'}, "does not say purpose"),
        ({"signed": '"10 January 2025"'}, "signed is not a day"),
        ({"valid_until": "2025-02-01T00:00:00"}, "valid_until is not a day"),
        ({"retention_years": "true"}, "retention_years is not a whole number"),
        ({"valid_until": "2024-01-01"}, "ends before it begins"),
        ({"person": '"Zqavryx"'}, "has no person"),
        ({"purpose": "Zqavryx"}, "is not TOML"),
    ],
)
def test_a_file_that_is_no_agreement_is_refused_and_not_quoted(delivery, raw, terms, why):
    write_agreement(raw, "health_waits", **terms)
    error = refusal(delivery)
    assert why in error.why
    assert "Zqavryx" not in str(error)


def test_an_agreement_of_another_authority_or_extract_is_none(delivery, raw):
    agreements.place(delivery).unlink()
    write_agreement(raw, "health_waits", la="392")
    write_agreement(raw, "nccis")
    assert "There is no" in refusal(delivery).why


def test_what_is_the_authoritys_own_needs_no_agreement(raw):
    delivery = landing.delivery_at(write_census(raw, [pupil("1")]), raw)
    agreements.check(delivery, TODAY)
    assert agreements.fingerprint(delivery) == ""


def test_a_past_version_was_read_when_it_landed(settings, raw, delivery):
    write_agreement(raw, "health_waits")
    shop = builds.workshop(settings)
    steps.stage(shop, delivery)
    agreements.place(delivery).unlink()
    with pytest.raises(RefusedError, match="No agreement is in force"):
        steps.ensure_staged(shop, delivery)
    assert not steps.ensure_staged(replace(shop, is_past=True), delivery)


def test_a_new_agreement_lands_the_delivery_again_and_reads_nothing_anew(settings, raw, delivery):
    shop = builds.workshop(settings)
    before = steps.landed_as(shop, delivery), steps.stage_fingerprint(shop, delivery)
    write_agreement(raw, "health_waits", valid_until="2027-12-31")
    after = steps.landed_as(shop, delivery), steps.stage_fingerprint(shop, delivery)
    assert [a != b for a, b in zip(before, after, strict=True)] == [True, False]


def test_the_fingerprint_changes_with_the_agreement(delivery, raw):
    before = agreements.fingerprint(delivery)
    write_agreement(raw, "health_waits", valid_until="2026-12-31")
    assert before != agreements.fingerprint(delivery) != ""


@pytest.mark.parametrize("extract", PARTNERS)
def test_a_template_says_what_is_declared_and_is_refused_until_it_is_filled_in(raw, extract):
    delivery = landing.delivery_at(_delivered(raw, extract), raw)
    text = agreements.template(EXTRACTS[extract])
    agreements.place(delivery).write_text(text, encoding="utf-8")
    said = tomllib.loads(text)
    assert (said["retention_years"], said["purpose"]) == (
        EXTRACTS[extract].governance.retention_years,
        EXTRACTS[extract].governance.purpose,
    )
    assert "does not say" in refusal(delivery).why
    blanks = {"processor": "Analysts", "contact": "Officer"} | dict.fromkeys(
        ("signed", "valid_from"), date(2025, 1, 1)
    )
    filled = agreements.as_toml(said | blanks | {"valid_until": date(2027, 1, 1)})
    agreements.place(delivery).write_text(filled, encoding="utf-8")
    agreements.check(delivery, TODAY)


def _delivered(raw, extract):
    monthly = EXTRACTS[extract].frequency == "monthly"
    return write_partner(raw, extract, "2025-12" if monthly else "2025")


def test_every_extract_says_on_what_ground_it_is_held():
    for extract in EXTRACTS.values():
        held = extract.governance
        assert held.controller, extract.name
        assert held.lawful_basis, extract.name
        assert held.purpose, extract.name
        assert held.kept_from, extract.name
        assert 1 <= held.retention_years <= 25
        assert held.disclosure in OWNERS_RULES
        assert held.needs_agreement == (extract.name in PARTNERS)
    assert EXTRACTS["health_waits"].governance.disclosure.rounding == 5


def test_the_agreements_are_listed_as_they_stand(raw):
    write_partner(raw, "health_waits", "2025-12", referrals=[{}])
    write_partner(raw, "nccis", "2025-12", youngpeople=[{}])
    (raw.parent / "agreements" / "391" / "nccis.toml").unlink()
    write_agreement(raw, "complaints", valid_until="2026-03-16")  # 60 days after 15 January
    write_agreement(raw, "sendiass", valid_until="2026-03-17")
    write_agreement(raw, "disputes", valid_until="2026-01-14")
    write_agreement(raw, "attainment", valid_from="2026-01-16")
    write_agreement(raw, "social_care", contact=None)
    write_agreement(raw, "sen2")
    found = {one.extract: one.status for one in agreements.standings(raw, TODAY)}
    assert found == {
        "health_waits": "in force",
        "nccis": "missing",
        "complaints": "ending",
        "sendiass": "in force",
        "disputes": "ended",
        "attainment": "not yet in force",
        "social_care": "not an agreement",
        "sen2": "not an agreement",
    }


def test_the_command_lists_them(raw, capsys):
    write_partner(raw, "health_waits", "2025-12", referrals=[{}])
    write_partner(raw, "nccis", "2025-12", youngpeople=[{}])
    (raw.parent / "agreements" / "391" / "nccis.toml").unlink()
    assert run(["agreements"]) == 0
    said = capsys.readouterr().out
    assert "1 in force, 1 missing." in said
    assert run(["agreements", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [(one["extract"], one["status"]) for one in answer["agreements"]] == [
        ("health_waits", "in force"),
        ("nccis", "missing"),
    ]


def test_the_command_writes_a_template_once(settings, capsys):
    asked = ["agreements", "--write-template", "nccis", "--la", "391"]
    assert run(asked) == 0
    path = settings.root / "data" / "agreements" / "391" / "nccis.toml"
    assert path.read_text("utf-8") == agreements.template(EXTRACTS["nccis"])
    assert run(asked) == 2
    assert "never overwritten" in capsys.readouterr().err


@pytest.mark.parametrize(
    "asked", [("sen2", "--la", "391"), ("nccis",), ("x", "--la", "391"), ("nccis", "--la", "39")]
)
def test_a_template_that_nobody_needs_is_a_wrong_use(settings, asked):
    assert run(["agreements", "--write-template", *asked]) == 2
