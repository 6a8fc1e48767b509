"""``send map``: a proposal that can be used as it is, told in names and counts, and a check of a mapping."""

import pytest

from tests.builders_mappings import SHAPES, WIDE, WIDE_TOML, write_shape


@pytest.fixture
def export(root):
    path = root / "plans.csv"
    path.write_text(WIDE, "utf-8")
    return path


def test_help_has_an_example(send):
    assert "Example: send map" in send("map", "--help").out


def test_a_proposal_is_written_to_its_place_and_never_over_another(send, root, export):
    args = ("map", str(export), "--extract", "ehcp", "--la", "391", "--supplier", "widecase")
    ran = send(*args, "--return", "2025-12")
    target = root / "data" / "mappings" / "391" / "ehcp" / "widecase.toml"
    assert (ran.code, f"Wrote {target}" in ran.out) == (0, True)
    assert '"Last Name" = "surname"' in target.read_text("utf-8")
    assert "Zqavry" not in target.read_text("utf-8") + ran.out + ran.err
    again = send(*args)
    assert (again.code, "is there already" in again.err) == (2, True)


def test_days_of_which_the_order_cannot_be_told_are_not_claimed(send, root):
    path = root / "requests.csv"
    path.write_text("Case Ref,DOB,Surname\nC1,03/02/2012,Zqavryx\nC2,04/05/2013,Zqavryy\n", "utf-8")
    out = send("map", str(path), "--extract", "ehcp", "--return", "2025-12").out
    [line] = [line for line in out.splitlines() if '"DOB"' in line]
    assert line.startswith('# "DOB"')
    assert "day first or month first cannot be told" in line


@pytest.mark.parametrize("shape", SHAPES)
def test_a_mapping_is_checked_against_its_files(send, root, shape):
    folder = write_shape(root / "data" / "raw", shape)
    mapping = root / "data" / "mappings" / "391" / "ehcp" / SHAPES[shape][1]
    files = [str(path) for path in sorted(folder.iterdir())]
    ran = send("map", *files, "--check", str(mapping), "--return", "2025-12")
    assert "cases" in ran.out
    # The workbook has a sheet of notes that no mapping knows.
    assert ran.code == (4 if shape == "sheets" else 0), ran.out + ran.err
    assert "Zqavry" not in ran.out + ran.err


def test_what_is_blocked_is_told_with_what_is_missing(send, root, export):
    mapping = root / "widecase.toml"
    text = WIDE_TOML.replace('"Date Req Rec\'d" = { item = "received_date", dates = "day first" }\n', "")
    mapping.write_text(text, "utf-8")
    ran = send("map", str(export), "--check", str(mapping), "--return", "2025-12")
    [line] = [line for line in ran.out.splitlines() if line.strip().startswith("ehcp_timeliness")]
    assert "within_count" in line
    assert "cases.received_date" in line


@pytest.mark.parametrize(
    ("args", "code", "what"),
    [
        (["nowhere.csv"], 3, "is not there"),
        (["{export}", "--extract", "ehpc"], 2, "is no extract we know"),
        (["{export}", "--extract", "ehcp", "--la", "39"], 2, "is no authority"),
        (["{export}", "--extract", "ehcp", "--return", "2025"], 2, "is no return of ehcp"),
    ],
)
def test_what_cannot_be_done_is_one_error(send, export, args, code, what):
    ran = send("map", *(arg.format(export=export) for arg in args))
    assert (ran.code, what in ran.err) == (code, True)


def test_a_file_without_a_header_is_refused_and_its_values_are_not_told(send, root):
    path = root / "headless.csv"
    path.write_text("C1,03/02/2012,Zqavryx\nC2,04/05/2013,Zqavryy\n", "utf-8")
    ran = send("map", str(path), "--extract", "ehcp")
    assert (ran.code, "has no header row" in ran.err) == (4, True)
    assert "Zqavryx" not in ran.out + ran.err
