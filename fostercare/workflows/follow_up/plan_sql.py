"""The statements that plan the visits of thousands of placements at once; their parameters are made in plan.py."""

# The placements whose plan no longer fits.
_UNFIT = """FROM placement_placement AS placement
    JOIN guidebook_case AS kase ON kase.id = placement.case_ptr_id
    JOIN records_child AS child ON child.id = placement.child_id
    LEFT JOIN follow_up_plan AS plan ON plan.placement_id = placement.case_ptr_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN placement.risk <> 'low' THEN (
            SELECT max(visit.visited_on) FROM follow_up_visit AS visit WHERE visit.placement_id = placement.case_ptr_id
        ) END AS seen_on
    ) AS seen
    WHERE placement.handed_over_on IS NOT NULL AND placement.ended_on IS NULL
      AND (plan.placement_id IS NULL
           OR (plan.edition_id, plan.risk, plan.handed_over_on, plan.birth_date, plan.seen_on)
              IS DISTINCT FROM
              (kase.edition_id, placement.risk, placement.handed_over_on, child.birth_date, seen.seen_on))"""

# Their cases are held until the end, and those that somebody else holds are left out. A statement of its own: the next
# one sees what was committed before each case was held, so that a plan made meanwhile elsewhere is not made again.
HOLD = f"""
SELECT placement.case_ptr_id {_UNFIT}
    AND (%(placement)s::bigint IS NULL OR placement.case_ptr_id = %(placement)s)
    AND placement.case_ptr_id > %(after)s
    ORDER BY placement.case_ptr_id LIMIT %(most)s
    FOR UPDATE OF kase SKIP LOCKED
"""

REPLAN = """
WITH RECURSIVE
stage AS (
    SELECT * FROM jsonb_to_recordset(%(stages)s::jsonb)
    AS row (edition bigint, place int, key text, ends interval, by_age boolean, visit interval, after interval)
),
raised AS (
    SELECT * FROM jsonb_to_recordset(%(raised)s::jsonb)
    AS row (edition bigint, risk text, key text, every interval, first interval, visits int)
),
rule AS (
    SELECT * FROM jsonb_to_recordset(%(rules)s::jsonb) AS row (edition bigint, until interval, grace interval)
),

-- The held placements whose plan no longer fits, as they are now that nobody else can change them.
changed AS MATERIALIZED (
    SELECT placement.case_ptr_id AS id, kase.edition_id AS edition, placement.risk, plan.risk AS risk_before,
           placement.handed_over_on AS start, child.birth_date AS born, seen.seen_on
    UNFIT AND placement.case_ptr_id = ANY(%(held)s)
),

-- What stands already: the last day on which somebody was or should have been there.
standing AS MATERIALIZED (
    SELECT changed.*, rule.until, rule.grace, visits.last_day, visits.last_sequence,
           raised.key AS raised_key, raised.every AS raised_every, raised.visits AS raised_visits, raised.first
    FROM changed
    JOIN rule USING (edition)
    LEFT JOIN raised USING (edition, risk)
    CROSS JOIN LATERAL (
        SELECT coalesce(max(visit.sequence), 0) AS last_sequence, max(CASE
            WHEN visit.visited_on IS NOT NULL THEN visit.visited_on
            WHEN visit.state = 'missed' OR visit.state = 'planned' AND visit.planned_on <= %(today)s
            THEN visit.planned_on
        END) AS last_day
        FROM follow_up_visit AS visit WHERE visit.placement_id = changed.id
    ) AS visits
),
begun AS (
    SELECT standing.*, greatest(%(today)s, (CASE
        WHEN raised_key IS NULL THEN usual.day
        WHEN first IS NOT NULL AND risk IS DISTINCT FROM risk_before THEN least(usual.day, %(today)s + first)
        ELSE least(usual.day, coalesce(last_day, start) + raised_every)
    END)::date) AS first_day
    FROM standing
    CROSS JOIN LATERAL (
        SELECT CASE WHEN last_day IS NULL THEN start + stage.visit ELSE last_day + stage.after END AS day
        FROM stage
        WHERE stage.edition = standing.edition
          AND coalesce(last_day, start) <= CASE WHEN by_age THEN born ELSE start END + stage.ends
        ORDER BY stage.place LIMIT 1
    ) AS usual
),
-- Each day carries the stage it lies in: the stages are looked up once a visit.
ahead AS (
    SELECT begun.id, 1 AS place, begun.first_day AS day, usual.key, usual.after
    FROM begun
    CROSS JOIN LATERAL (
        SELECT stage.key, stage.after FROM stage
        WHERE stage.edition = begun.edition
          AND begun.first_day <= CASE WHEN by_age THEN begun.born ELSE begun.start END + stage.ends
        ORDER BY stage.place LIMIT 1
    ) AS usual
    WHERE first_day <= born + until
    UNION ALL
    SELECT ahead.id, ahead.place + 1, next.day, usual.key, usual.after
    FROM ahead
    JOIN begun ON begun.id = ahead.id
    CROSS JOIN LATERAL (
        SELECT (ahead.day + CASE
            WHEN ahead.place < begun.raised_visits THEN begun.raised_every ELSE ahead.after
        END)::date AS day
    ) AS next
    CROSS JOIN LATERAL (
        SELECT stage.key, stage.after FROM stage
        WHERE stage.edition = begun.edition
          AND next.day <= CASE WHEN by_age THEN begun.born ELSE begun.start END + stage.ends
        ORDER BY stage.place LIMIT 1
    ) AS usual
    WHERE next.day <= begun.born + begun.until
),
wanted AS MATERIALIZED (
    SELECT ahead.id, ahead.place, ahead.day, (ahead.day + begun.grace)::date AS late_after, begun.last_sequence,
           CASE WHEN ahead.place <= begun.raised_visits THEN begun.raised_key ELSE ahead.key END AS stage
    FROM ahead
    JOIN begun ON begun.id = ahead.id
),

-- The planned visits that may move, one after the other, take the wanted days; the rest is written or taken back.
movable AS MATERIALIZED (
    SELECT visit.id, visit.placement_id,
           row_number() OVER (PARTITION BY visit.placement_id ORDER BY visit.sequence) AS place
    FROM follow_up_visit AS visit
    JOIN begun ON begun.id = visit.placement_id
    WHERE visit.state = 'planned' AND visit.planned_on > %(today)s
),
moved AS (
    UPDATE follow_up_visit AS visit
    SET stage = wanted.stage, planned_on = wanted.day, late_after = wanted.late_after
    FROM movable JOIN wanted ON wanted.id = movable.placement_id AND wanted.place = movable.place
    WHERE visit.id = movable.id
      AND (visit.stage, visit.planned_on, visit.late_after) IS DISTINCT FROM
          (wanted.stage, wanted.day, wanted.late_after)
    RETURNING visit.id, visit.late_after
),
told AS (
    UPDATE workflows_task AS task SET due_on = moved.late_after
    FROM workflows_process AS process JOIN moved ON moved.id = process.record_id
    WHERE process.record_type_id = %(visit_type)s AND task.process_id = process.id
      AND task.flow_task_type = 'HUMAN' AND task.finished IS NULL
),
written AS (
    INSERT INTO follow_up_visit (placement_id, sequence, stage, planned_on, late_after, state, answers)
    SELECT wanted.id, wanted.last_sequence + row_number() OVER (PARTITION BY wanted.id ORDER BY wanted.place),
           wanted.stage, wanted.day, wanted.late_after, 'planned', '{}'
    FROM wanted
    LEFT JOIN movable ON movable.placement_id = wanted.id AND movable.place = wanted.place
    WHERE movable.id IS NULL
    ORDER BY wanted.id, wanted.place
),
taken_back AS (
    DELETE FROM follow_up_visit AS visit
    USING movable LEFT JOIN wanted ON wanted.id = movable.placement_id AND wanted.place = movable.place
    WHERE visit.id = movable.id AND wanted.id IS NULL AND visit.drafted_at IS NULL
      AND NOT EXISTS (
          SELECT FROM workflows_process AS process
          WHERE process.record_type_id = %(visit_type)s AND process.record_id = visit.id
      )
),
planned AS (
    INSERT INTO follow_up_plan (placement_id, edition_id, risk, handed_over_on, birth_date, seen_on)
    SELECT id, edition, risk, start, born, seen_on FROM changed
    ON CONFLICT (placement_id) DO UPDATE SET
        edition_id = excluded.edition_id, risk = excluded.risk, handed_over_on = excluded.handed_over_on,
        birth_date = excluded.birth_date, seen_on = excluded.seen_on
)
SELECT count(*) FROM changed
""".replace("UNFIT", _UNFIT)
