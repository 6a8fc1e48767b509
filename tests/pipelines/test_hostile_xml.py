"""Hostile and broken XML at the command line: refused with one message, quickly, with nothing of it shown."""

import time
from pathlib import Path

import pytest

from pipelines.cli.main import run
from pipelines.errors import CONTRACT_BROKEN
from tests.builders import sen2_person, sen2_plan, upn, write_sen2

MARKER = "Zqavryx"  # the surname of every child in the builders
OUTSIDE = "Qwyjibo-outside"
SECONDS = 10


@pytest.fixture
def message(tmp_path: Path) -> str:
    """A lawful message, in the way a case system writes it."""
    folder = write_sen2(tmp_path / "raw", [sen2_person(upn(1), sen2_plan())])
    return (folder / "sen2_2024.xml").read_text("utf-8")


def check(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | bytes) -> tuple[int, str]:
    """The exit code, and everything that was said; a refusal is one message in three parts."""
    path = tmp_path / "sen2_2024.xml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    began = time.monotonic()
    code = run(["check", str(path)])
    assert time.monotonic() - began < SECONDS
    told = capsys.readouterr()
    said = told.out + told.err
    assert "Traceback" not in said
    assert MARKER not in said
    assert "Something went wrong" not in said
    if code:
        assert said.count("Error:") == said.count("Why:") == said.count("Hint:") == 1
    return code, said


def refusal(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | bytes) -> str:
    code, said = check(tmp_path, capsys, content)
    assert code == CONTRACT_BROKEN
    return said


def with_doctype(message: str, inner: str, use: str) -> str:
    """The message with declarations before it and a use of them as its first child's name."""
    head, _, rest = message.partition("<Message>")
    return f"{head}<!DOCTYPE Message [{inner}]><Message>{rest}".replace(MARKER, use, 1)


def test_the_message_itself_is_lawful(
    message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(tmp_path, capsys, message)[0] == 0


def test_a_billion_laughs_are_refused(
    message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    laughs = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    assert "has a DOCTYPE" in refusal(tmp_path, capsys, with_doctype(message, laughs, "&l9;"))


@pytest.mark.parametrize("kind", ["general", "parameter", "subset"])
def test_nothing_outside_is_fetched(
    kind: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(OUTSIDE)
    where = outside.as_uri()
    hostile = {
        "general": with_doctype(message, f'<!ENTITY x SYSTEM "{where}">', "&x;"),
        "parameter": with_doctype(message, f'<!ENTITY % x SYSTEM "{where}"> %x;', "x"),
        "subset": message.replace("<Message>", f'<!DOCTYPE Message SYSTEM "{where}"><Message>', 1),
    }[kind]
    said = refusal(tmp_path, capsys, hostile)
    assert "has a DOCTYPE" in said
    assert OUTSIDE not in said


def test_a_doctype_alone_is_refused(message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bare = message.replace("<Message>", "<!DOCTYPE Message><Message>", 1)
    assert "has a DOCTYPE" in refusal(tmp_path, capsys, bare)


def test_an_entity_that_nobody_declared_is_refused(
    message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "not well-formed" in refusal(tmp_path, capsys, message.replace(MARKER, "&x;", 1))


def test_a_text_of_two_million_characters_is_refused(
    message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refusal(tmp_path, capsys, message.replace(MARKER, "x" * 2_000_000, 1))


def test_a_depth_of_ten_thousand_is_refused(
    message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deep = "<a>" * 10_000 + "</a>" * 10_000
    refusal(tmp_path, capsys, message.replace(MARKER, deep, 1))


@pytest.mark.parametrize("twentieth", range(20))
def test_a_message_that_breaks_off_is_refused(
    twentieth: int, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    end = len(message.rstrip()) * twentieth // 20
    refusal(tmp_path, capsys, message[:end])


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (
            "<?xml version='1.0'?><xs:schema xmlns:xs='urn:x'><xs:element name='Message'/></xs:schema>",
            "is not a",
        ),
        ("<!DOCTYPE html><html><body>Sign in</body></html>", "is a web page"),
        ("<html><head><title>Sign in</title></head></html>", "is a web page"),
        ("upn,sex\n1,F\n", ""),
        ('{"Message": {}}', ""),
        ("PK\x03\x04 [Content_Types].xml", "workbook"),
        ("", "is empty"),
    ],
)
def test_what_is_no_message_is_refused_for_what_it_is(
    content: str, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert what in refusal(tmp_path, capsys, content)


@pytest.mark.parametrize(
    "content",
    [
        "<?xml version='1.0' encoding='utf-8'?>{}".encode("cp1252"),
        b"<?xml version='1.0' encoding='utf-16'?>{}",
        b"<?xml version='1.0' encoding='klingon'?>{}",
        b"<?xml version='1.0' encoding='shift_jis'?>{}",
    ],
    ids=["cp1252 called utf-8", "utf-8 called utf-16", "nobody knows it", "of many bytes"],
)
def test_an_encoding_that_is_not_what_is_declared_is_refused(
    content: bytes, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = "<Message>" + message.partition("<Message>")[2].replace(MARKER, "Zqavé", 1)
    refusal(tmp_path, capsys, content.replace(b"{}", body.encode("cp1252")))


def test_nul_bytes_are_refused(message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refusal(tmp_path, capsys, message.replace(MARKER, "a\x00b", 1))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_message_with_its_byte_order_mark_is_lawful(
    encoding: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = "<Message>" + message.partition("<Message>")[2]
    assert check(tmp_path, capsys, body.encode(encoding))[0] == 0


def test_the_name_of_a_file_obeys_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "sen2\x1b[2J.xml"
    path.write_text("<a/>")
    assert run(["check", str(path)]) == CONTRACT_BROKEN
    told = capsys.readouterr()
    assert "\x1b" not in told.out + told.err
