-- title: Population by age band, estimated and projected
-- grain: area, source, edition_year, year, sex, age_scheme, age_band
-- owner: team:send_analysis
-- rule: published
-- about: Persons resident in the middle of the year, from the mid-year estimates and the subnational projections of
-- about: the Office for National Statistics. A band is the sum of its single years before any rounding; it is rounded
-- about: last, a half away from nought. So is each total, apart: bands as shown need not add up to it. Of estimates
-- about: the newest edition that speaks of a year holds; of projections every edition is kept and the newest marked.
-- about: Where an authority lays its own file beside England's of the same edition, its own holds for its area, whole:
-- about: two files are never mixed. Bands whose ages are not all there are left out; where a symbol stands for one of
-- about: them, the band has no number and shows the symbol.
--
-- dimension area: DfE number of the authority where it is known, else the ONS code of the area
-- dimension source: estimate or projection
-- dimension edition_year: Newest mid-year of the estimates; base year of the projection
-- dimension year: The year, in its middle
-- dimension sex: persons, males or females
-- dimension age_scheme: Five-year or SEN2 (0-4 to 20-25, 0-25), Wide (0-15, 16-25; to 24), or As published
-- dimension age_band: Age band, both ages included
-- attribute la_code: Local authority, DfE number
-- attribute area_code: ONS code of the area; where it is not known, the code that its publisher gives
-- attribute area_name: Its name
-- attribute age_from: Youngest age of the band
-- attribute age_to: Oldest age of the band; none where it is open
-- attribute is_newest: The edition to use: of projections the newest of the area, of estimates each one shown
-- attribute symbol: What the publisher printed in the place of a number
-- attribute source_delivery: The delivery it stands in
-- count persons: Persons, rounded
-- derived persons_unrounded from persons: Persons with the decimals of the projection

select
    area,
    kind as source,
    edition_year,
    year,
    sex,
    age_scheme,
    age_band,
    la_code,
    area_code,
    area_name,
    age_from,
    age_to,
    is_newest,
    symbol,
    delivery as source_delivery,
    cast(round(persons) as bigint) as persons,
    persons as persons_unrounded
from core.resident_population
-- single years are there for the marts that count residents of one age
where age_scheme <> 'Single year'
order by area, source, edition_year, year, sex, age_scheme, age_from, age_to
