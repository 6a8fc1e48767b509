"""Some deliveries of one authority, small, of which versions follow one another."""

from tests.builders import pupil, sen2_person, sen2_plan, upn, write_census, write_independent, write_sen2


def pupils(support, n=50):
    return [
        pupil(str(k), upn=upn(k), **({"senprovision": "K", "need": "ASD"} if k <= support else {}))
        for k in range(1, n + 1)
    ]


def some_deliveries(raw):
    write_census(raw, pupils(15))
    write_census(raw, pupils(15), year=2020)
    write_independent(raw, [("108900", 100, 12, 8)])
    write_sen2(raw, [sen2_person(upn(n), sen2_plan()) for n in range(1, 21)])
