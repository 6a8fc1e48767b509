"""Sex and ethnicity, with the fold from extended ethnicity codes to the main ones."""

from schemas.codes import Code, CodeSet

SEX = CodeSet(
    name="sex",
    source="DfE Common Basic Data Set, May 2026",
    codes=(Code("M", "Male"), Code("F", "Female")),
)

# SEN2 2022 and 2023 counted gender in the ISO 5218 digits.
GENDER_CURRENT = CodeSet(
    name="gender_current",
    source="SEN2 guide 2023, item 1.4",
    codes=(
        Code("0", "Not known"),
        Code("1", "Male"),
        Code("2", "Female"),
        Code("9", "Not specified"),
    ),
    fixes={"M": "1", "F": "2"},
)

# Main code: label, then the extended codes that fold into it. SEN2 XSD 2026 comments; the lists of
# school census and SEN2 are one. BBRI, WBEL, ABRI and AWEL have no agreed main code and stand alone.
_GROUPS: dict[str, tuple[str, str]] = {
    "WBRI": ("White British", "WCOR WENG WNIR WSCO WWEL WOWB"),
    "WIRI": ("White Irish", ""),
    "WIRT": ("Traveller of Irish heritage", ""),
    "WROM": ("Gypsy or Roma", "WROG WROR WROO"),
    "WOTH": (
        "Any other White background",
        "WALB WBOS WCRO WGRE WGRK WGRC WITA WKOS WPOR WSER WTUR WTUK WTUC WEUR WEEU WWEU WOTW",
    ),
    "MWBC": ("White and Black Caribbean", ""),
    "MWBA": ("White and Black African", ""),
    "MWAS": ("White and Asian", "MWAP MWAI MWAO"),
    "MOTH": ("Any other Mixed background", "MAOE MABL MACH MBOE MBCH MCOE MWOE MWCH MOTM"),
    "AIND": ("Indian", ""),
    "APKN": ("Pakistani", "AMPK AKPA AOPK"),
    "ABAN": ("Bangladeshi", ""),
    "AOTH": ("Any other Asian background", "AAFR AKAO ANEP ASNL ASLT ASRO AOTA"),
    "BCRB": ("Black Caribbean", ""),
    "BAFR": ("Black African", "BANN BCON BGHA BNGN BSLN BSOM BSUD BAOF"),
    "BOTH": ("Any other Black background", "BEUR BNAM BOTB"),
    "CHNE": ("Chinese", "CHKC CMAL CSNG CTWN COCH"),
    "OOTH": (
        "Any other ethnic group",
        "OAFG ORAB OARA OEGY OFIL OIRN OIRQ OJPN OKOR OKRD OLAM OLEB OLIB OMAL OMRC OPOL OTHA OVIE OYEM OOEG",
    ),
    "BBRI": ("Black British", ""),
    "BWEL": ("Black Welsh", ""),
    "ABRI": ("Asian British", ""),
    "AWEL": ("Asian Welsh", ""),
    "REFU": ("Refused", ""),
    "NOBT": ("Information not yet obtained", ""),
}

MAIN_ETHNICITY: dict[str, str] = {
    code: main for main, (_, extended) in _GROUPS.items() for code in (main, *extended.split())
}

# Not languages, and English: every other code is a language other than English. The labels are DfE's groups.
FIRST_LANGUAGE = CodeSet(
    name="first_language",
    source="DfE Common Basic Data Set; groups as in Schools, pupils and their characteristics",
    codes=(
        Code("ENG", "English"),
        Code("ENB", "English"),
        Code("OTB", "Other than English"),
        Code("OTH", "Other than English"),
        Code("NOT", "Not known or not recorded"),
        Code("REF", "Not known or not recorded"),
        Code("ZZZ", "Not known or not recorded"),
    ),
)

ETHNICITY = CodeSet(
    name="ethnicity",
    source="DfE Common Basic Data Set, May 2026; SEN2 guide 2026, item 1.5",
    codes=tuple(
        Code(code, label if code == main else f"{label} ({code})")
        for main, (label, extended) in _GROUPS.items()
        for code in (main, *extended.split())
    ),
)
