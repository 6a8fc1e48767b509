"""Workbooks typed by hand, part by part: lawful by default, a test says only what it is about."""

import base64
import io
import zipfile
import zlib

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
# Cell formats by number: 1 a day, 2 a day with its time, 3 a time.
_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/>'
    '<xf numFmtId="22"/><xf numFmtId="21"/></cellXfs></styleSheet>'
)
_STATES = ("visible", "hidden")
# One sheet with B2 "007", C2 5 and D2 2 January 2020; a hidden one with TRUE and 0.5. Written by xlwt 1.3.0.
_XLS = (
    "c-rk)O=uHQ5dPj~xB0PclA0D;p@f1}YYP<*dTCdsS}&>9i&_M2O%A1!YVe{5t=1d`!IR>pP!EDsz4(I)dJ_~XdJqI5",
    "sYg$Of`>Ni%<L{r>kkdsLganRn>Rc2erD&*n|-@)XXAyb2Q5V`LoWg-Ibqb4$rP2ae-i`g9fw)J4pDJ5stVx{Eo6;_",
    "r*&_FyoS8qMHskmz9b6FQ8|Xw7#PoHl52=PV#Bav8+w#Uv1i~Gm3lObT@6A{3SBSsp0s@?beBl33hkk`1vP|Od!S>d",
    "7sp48Hqq4+Rd^(QK8j=;8u5zb_~JF?wzaT3H#&T($`q|;Ev7+B+Mmg0a(o}fZA5^hgsxPotFNzs1TFV8zB@_ao4>DL",
    "B(;2P<q9PKu~Z)XgFHlwxLkhSFo6j;Clm*B9_wJ4tO?*iHp91PEDnqS_K&9LDdd%x$^$@m_l^iBbx8uTB}t%8wni<{",
    "G@`=CWrM`XhWR^R-=#(d?c*Yuki_qfxsh#wgG=0lI=izOqGe5o@LPpmmQgnd-y$?Y(MxsvV57(Eo0K+JMB7gDY!|$@",
    "H<j_5iO+vI__#Iy+1^6@On>owV&;QAg*JL!rKvw(lju~P>gEl`6Wgzqmq<PdZT=;xgp8OxfeFWZ2S%|#+enE&7|&@0",
    "PEK(&Nm`n_YmjGqjRrjA0VowMVzqtkYg~_4qpw}t7kzCR?(@cJ)C)#Lo-dBqd_Z9j<98m`(9qD((9qD(_zV2wc|Z=i",
    "ptGQRBn^81brz_U^ly^?7KboS*ID|c+>0#LIh?B~ewtt@e=N1aKK}ng#$lR0hcS$Z9b*;8FMU#|^5<D`$JoEyLY2;6",
    "s>IG!p8qHENAnH",
)


def xlsx(
    *sheets: str,
    hidden: tuple[int, ...] = (),
    strings: str = "",
    more: dict[str, str | bytes] | None = None,
    packing: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A workbook of the sheets' rows (``<row>...</row>``); ``hidden`` by number, ``more`` parts by name."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}" state="{_STATES[n in hidden]}"/>'
        for n in numbers
    )
    own = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    relations = f'<Relationships xmlns="{_PACKAGE}/relationships">'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'{relations}<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{relations}{own}<Relationship Id="rId98" Type="{_OFFICE}/styles" '
        f'Target="styles.xml"/><Relationship Id="rId99" Type="{_OFFICE}/sharedStrings" '
        'Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
    }
    for n, rows in zip(numbers, sheets, strict=True):
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return zipped(parts | (more or {}), packing)


def cell(place: str, value: str, kind: str = "n", style: int = 0) -> str:
    """One cell: ``kind`` n for a number, s for a shared string, str, b, e."""
    return f'<c r="{place}" t="{kind}" s="{style}"><v>{value}</v></c>'


def typed(place: str, text: str) -> str:
    """One cell of text."""
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def ods(rows: str) -> bytes:
    """An OpenDocument sheet of the rows (``<table:table-row>...``)."""
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="Sheet1">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zipped(
        {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}, zipfile.ZIP_STORED
    )


def xls() -> bytes:
    """An old workbook."""
    return zlib.decompress(base64.b85decode("".join(_XLS)))


def zipped(parts: dict[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of the parts, with the same bytes at every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, content in parts.items():
            about = zipfile.ZipInfo(name)
            about.compress_type = packing
            archive.writestr(about, content)
    return out.getvalue()
