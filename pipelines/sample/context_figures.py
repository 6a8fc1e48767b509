"""The few published figures that the sample's context is drawn around: national, regional, the seeds'.

No figure of another authority stands here: those are drawn. Sources: DfE, education, health and care plans:
England, 2022 to 2025 (series since 2010); DfE, special educational needs in England, 2016 to 2025; ONS,
mid-year estimates; South Tyneside's joint commissioning strategy. What is said to be ours goes on as the
years before did; numbers of pupils are rounded, and so are new plans of 2023.
"""

# Statements and plans maintained in January, England; 2026 ours.
PLANS = {
    2010: 228221,
    2011: 229017,
    2012: 230156,
    2013: 233431,
    2014: 237111,
    2015: 240183,
    2016: 256315,
    2017: 287290,
    2018: 319819,
    2019: 353995,
    2020: 390109,
    2021: 430697,
    2022: 473255,
    2023: 517048,
    2024: 576474,
    2025: 638745,
    2026: 702600,
}
# First statements and plans made in the calendar year, England; 2025 ours.
NEW_PLANS = {
    2009: 26494,
    2010: 25887,
    2011: 27447,
    2012: 28636,
    2013: 29109,
    2014: 27139,
    2015: 27923,
    2016: 36094,
    2017: 42162,
    2018: 48907,
    2019: 53899,
    2020: 60097,
    2021: 62180,
    2022: 66706,
    2023: 84410,
    2024: 97747,
    2025: 104500,
}
# The share of them that were statements: January, and those made in the year.
STATEMENTS = {2015: 0.982, 2016: 0.7105, 2017: 0.39, 2018: 0.1066}
NEW_STATEMENTS = {2014: 0.95, 2015: 0.117}
LAST_STATEMENTS, LAST_NEW_STATEMENTS = 2018, 2015
# Plans by age group, England, in January of some years: the shares between are on straight lines.
BANDS = ("Under 5", "Age 5 to 10", "Age 11 to 15", "Age 16 to 19", "Age 20 to 25")
BAND_PLANS = {
    2010: (9433, 80635, 117934, 20219, 0),
    2014: (11482, 88732, 113796, 23101, 0),
    2015: (11250, 91045, 112340, 25538, 10),
    2018: (12516, 105689, 117354, 70084, 14176),
    2020: (15398, 128764, 137639, 83095, 25213),
    2022: (18054, 154940, 167305, 98647, 34309),
    2023: (21087, 168694, 186093, 105900, 35275),
}
BAND_NEW_PLANS = {
    2013: (8026, 12457, 5863, 1305, 0),
    2015: (8026, 12457, 5863, 1305, 272),
    2021: (14428, 28751, 15845, 2991, 165),
}
# Plans by placement: mainstream; units and resourced provision; special; independent special; alternative;
# further education; early years; elsewhere; England, January.
PLACED = {
    2010: (110779, 15700, 84955, 10833, 1707, 0, 942, 3305),
    2015: (111525, 13129, 96693, 12826, 1549, 67, 956, 3438),
    2018: (111843, 16271, 111477, 15483, 2330, 46854, 1476, 6892),
    2020: (133937, 18235, 125544, 19641, 3181, 64437, 2024, 23110),
    2022: (170158, 21284, 140165, 24412, 3596, 78370, 2518, 32752),
    2023: (193259, 20122, 145850, 25886, 3923, 76476, 3267, 48265),
}
# Plans of the year without exceptional cases that were issued within 20 weeks, per cent; 2025 ours.
IN_20_WEEKS = {
    2014: 64.3,
    2015: 59.2,
    2016: 58.6,
    2017: 64.9,
    2018: 60.1,
    2019: 60.4,
    2020: 58.0,
    2021: 59.9,
    2022: 49.2,
    2023: 50.3,
    2024: 46.4,
    2025: 45.6,
}
# Pupils in all schools of England in January, about; on SEN support and with a plan, per cent; 2026 ours.
# 2019 has three decimals: 11.9 and 3.1 make 14.9 together, as Newcastle's strategy prints them.
PUPILS = {
    2016: 8_560_000,
    2017: 8_670_000,
    2018: 8_740_000,
    2019: 8_820_000,
    2020: 8_890_000,
    2021: 8_910_000,
    2022: 9_000_000,
    2023: 9_070_000,
    2024: 9_090_000,
    2025: 9_030_000,
    2026: 8_990_000,
}
SUPPORT_PERCENT = {
    2016: 11.6,
    2017: 11.6,
    2018: 11.7,
    2019: 11.873,
    2020: 12.1,
    2021: 12.2,
    2022: 12.6,
    2023: 13.0,
    2024: 13.6,
    2025: 14.2,
    2026: 14.7,
}
PLAN_PERCENT = {
    2016: 2.8,
    2017: 2.8,
    2018: 2.9,
    2019: 3.075,
    2020: 3.3,
    2021: 3.7,
    2022: 4.0,
    2023: 4.3,
    2024: 4.8,
    2025: 5.3,
    2026: 5.8,
}
# South Tyneside's strategy, January 2020: pupils on SEN support in its region and its neighbours, per cent.
NORTH_EAST, NORTH_EAST_SUPPORT_2020 = "E12000001", 12.8
NEIGHBOURS_OF, NEIGHBOURS_SUPPORT_2020 = "393", 14.2
# Its own plans (DfE, SEN2), and pupils of January 2020, on support and with a plan: for a sample without it.
SEED_PLANS = {
    "393": {2010: 629, 2015: 707, 2019: 1278, 2020: 1412, 2021: 1479, 2022: 1486, 2023: 1572},
}
SEED_PUPILS = {"393": (22860, 16.6, 4.1)}
# Its population by age group: ONS 2018-based projections as its strategy prints them.
AGE_GROUPS = ((0, 4), (5, 9), (10, 14), (15, 19), (20, 25))
SEED_POPULATION = {
    "393": {
        2018: (8359, 8703, 8272, 7654, 10265),
        2025: (7764, 8644, 9035, 8650, 8819),
        2030: (7687, 8171, 8865, 9050, 9762),
    }
}
# Residents in mid-2020 (ONS) of England and of the areas that the sample knows.
POPULATION_2020 = 56_550_138
RESIDENTS_2020 = {"391": 306_824, "393": 151_133, "812": 159_364}
