-- title: Expected precision and recall of the linkage, by threshold
-- grain: left_extract, right_extract, threshold
-- owner: team:send_analysis
-- rule: health_unrounded
-- about: How right the links are, and how many are missed, if pairs were linked from this match weight on. These are
-- about: estimates, not measurements: nobody has looked at the pairs. The weight of a pair is log2 of the odds that
-- about: it is one person by our model, so that a pair of weight 3 is expected to be true 8 times in 9; links without
-- about: a weight (by a number, by names with date of birth and home or school, by a clerk) are taken to be true. A
-- about: pair that nothing brought together for comparison, or below the review limit, is not seen: recall is an upper
-- about: estimate. Weights take twins and two alike children for one child more often than is true, so such pairs
-- about: are held for a clerk whatever their weight: here they are never linked, and expected to be missed. A pair
-- about: joins two groups of records, each told alike; records of one group are no pairs. Counts of 1 to 7 are hidden,
-- about: those above 7 rounded to the nearest ten; so are the pairs expected to be true of which precision and recall
-- about: are taken, which makes them coarse where pairs are few.
--
-- dimension left_extract: One source of the pair, the first by name; All sources for all pairs
-- dimension right_extract: The other source, which may be the same kind of return; All sources for all pairs
-- dimension threshold: Match weight from which pairs are linked
-- attribute is_in_force: Whether this is the threshold of the present linkage
-- count pair_count: Pairs linked at this threshold, with and without a weight
-- count unweighed_pair_count: Those of them without a weight, taken to be true
-- count doubt_count: Pairs known to the linkage and not linked at this threshold
-- derived expected_precision_percent from pair_count, unweighed_pair_count, doubt_count: Expected true per 100 linked
-- derived expected_recall_percent from pair_count, unweighed_pair_count, doubt_count: Linked per 100 expected true
--
-- rest: pair_count - unweighed_pair_count

with pair as (
    select * from quality.link_weight
    union all by name
    select * replace ('All sources' as left_extract, 'All sources' as right_extract) from quality.link_weight
),

whole_number as (
    select unnest(range(-20, 21)) as threshold
),

level as (
    select whole_number.threshold
    from whole_number
    inner join (select min(review_threshold) as lowest from quality.link_weight) as review
        on whole_number.threshold >= review.lowest
    union
    select distinct link_threshold from quality.link_weight
),

judged as (
    select
        pair.left_extract,
        pair.right_extract,
        level.threshold,
        level.threshold = pair.link_threshold as is_in_force,
        pair.weight,
        pair.pairs,
        pair.expected_true,
        case
            when pair.weight is null or level.threshold = pair.link_threshold then pair.state = 'linked'
            else pair.state <> 'held' and pair.weight >= level.threshold
        end as is_linked
    from pair
    cross join level
),

counted as (
    select
        left_extract,
        right_extract,
        threshold,
        is_in_force,
        cast(coalesce(sum(pairs) filter (where is_linked), 0) as bigint) as linked,
        cast(coalesce(sum(pairs) filter (where not is_linked), 0) as bigint) as in_doubt,
        cast(coalesce(sum(pairs) filter (where is_linked and weight is null), 0) as bigint) as unweighed,
        coalesce(sum(expected_true) filter (where is_linked), 0) as linked_true,
        coalesce(sum(expected_true), 0) as all_true
    from judged
    group by left_extract, right_extract, threshold, is_in_force
),

in_tens as (
    select
        *,
        10 * round(linked / 10) as linked_in_tens,
        10 * round(linked_true / 10) as linked_true_in_tens,
        10 * round(all_true / 10) as all_true_in_tens
    from counted
)

select
    left_extract,
    right_extract,
    cast(threshold as double) as threshold,
    is_in_force,
    health_to_tens(linked) as pair_count,
    -- a few with a weight are as telling as a few without
    case
        when linked - unweighed between 1 and 7 then health_to_tens(linked) - (linked - unweighed)
        else health_to_tens(unweighed)
    end as unweighed_pair_count,
    health_to_tens(in_doubt) as doubt_count,
    -- of tens, as the counts are: a step from one threshold to the next would tell its few pairs
    round(100 * linked_true_in_tens / nullif(linked_in_tens, 0)) as expected_precision_percent,
    round(100 * linked_true_in_tens / nullif(all_true_in_tens, 0)) as expected_recall_percent
from in_tens
order by left_extract, right_extract, threshold
