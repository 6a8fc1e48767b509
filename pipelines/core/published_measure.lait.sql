-- The measures of LAIT as its dictionary tells of them. One that stands there twice, under two topics, has what
-- both say: where they differ, nothing; it has no bands where either has none.

select
    delivery.delivery,
    delivery.year as edition,
    'lait' as extract,
    dictionary.measure,
    min(dictionary.words) as words,
    string_agg(distinct dictionary.topic, '; ' order by dictionary.topic) as topic,
    case when min(dictionary.unit) = max(dictionary.unit) then min(dictionary.unit) end as unit,
    case
        when bool_and(lower(coalesce(dictionary.polarity, '')) = 'high') then 'high_good'
        when bool_and(lower(coalesce(dictionary.polarity, '')) = 'low') then 'low_good'
        else 'none'
    end as polarity,
    not bool_or(coalesce(upper(dictionary.no_quartile) = 'N', false)) as has_bands
from staging.lait_measures as dictionary
cross join landing.delivery as delivery
group by delivery.delivery, delivery.year, dictionary.measure
order by dictionary.measure
