-- Families that wait for a child: couples and women alone, approved and cleared, with wishes that differ.

INSERT INTO records_household
    (id, kind, lives_abroad, directorate_id, district, address, landmark, tenure, rooms, dwelling_notes)
SELECT %(offset)s + n, CASE n %% 5 WHEN 0 THEN 'woman_alone' ELSE 'couple' END, false, (%(places)s)[1 + n %% %(of)s],
    'district', 'street', '', 'owned', 3, ''
FROM generate_series(%(first)s, %(last)s) n;

INSERT INTO records_person
    (id, household_id, role, full_name, national_id, national_id_note, passport, nationality, sex, birth_date,
     civil_status, education, occupation, income_kind, phone, dependent)
SELECT %(offset)s + 2 * n + spouse, %(offset)s + n, (ARRAY['applicant', 'spouse'])[1 + spouse], 'family ' || n, '', '', '',
    'EG', (ARRAY['female', 'male'])[1 + spouse], date '1985-01-01' + n %% 5000,
    'married', 'university', '', 'salary', '', true
FROM generate_series(%(first)s, %(last)s) n, generate_series(0, 1) spouse
WHERE spouse = 0 OR n %% 5 > 0;

INSERT INTO records_religionrecord (person_id, religion)
SELECT %(offset)s + 2 * n + spouse, CASE n %% 20 WHEN 0 THEN 'christian' ELSE 'muslim' END
FROM generate_series(%(first)s, %(last)s) n, generate_series(0, 1) spouse
WHERE spouse = 0 OR n %% 5 > 0;

INSERT INTO guidebook_case (id, kind, number, heading, opened_on, directorate_id, edition_id)
SELECT %(offset)s + n, 'application', 'R-' || n, 'family ' || n, current_date - n %% 900, (%(places)s)[1 + n %% %(of)s],
    %(edition)s
FROM generate_series(%(first)s, %(last)s) n;

INSERT INTO application_application
    (case_ptr_id, household_id, state, channel, children_asked, child_sex, child_age_from, child_age_to,
     siblings_welcome, special_needs_welcome, kin, wishes)
SELECT %(offset)s + n, %(offset)s + n, 'approved', 'counter', 1, (ARRAY['', 'male', 'female'])[1 + n %% 3], n %% 4,
    n %% 4 + 1 + n %% 6, n %% 2 = 0, n %% 7 = 0, false, ''
FROM generate_series(%(first)s, %(last)s) n;

INSERT INTO workflows_statechange (case_id, record, record_id, act, source, target, why, by_id, at)
SELECT %(offset)s + n, 'application.application', %(offset)s + n, act, '', act, '', %(by)s,
    now() - make_interval(days => n %% 700)
FROM generate_series(%(first)s, %(last)s) n, unnest(ARRAY['register', 'present', 'recommend', 'approved']) act;

INSERT INTO guidebook_answer
    (case_id, item_id, state, signed, note, authority, decision_number, answered_by_id, answered_at, verified_by_id,
     verified_at)
SELECT %(offset)s + n, %(item)s, 'met', false, '', '', '', %(by)s, now(), %(other)s, now()
FROM generate_series(%(first)s, %(last)s) n;
