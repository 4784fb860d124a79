-- One in ten applications stands open with three tasks side by side, half of them taken; the tasks of the others are done.

INSERT INTO records_household
    (id, kind, lives_abroad, directorate_id, district, address, landmark, tenure, rooms, dwelling_notes)
SELECT %(offset)s + n, 'woman_alone', false, (%(places)s)[1 + n %% %(of)s], 'district', 'street', '', 'owned', 3, ''
FROM generate_series(%(first)s, %(last)s) n;

INSERT INTO records_person
    (id, household_id, role, full_name, national_id, national_id_note, passport, nationality, sex, birth_date,
     civil_status, education, occupation, income_kind, phone, dependent)
SELECT %(offset)s + n, %(offset)s + n, 'applicant', CASE
        WHEN n %% 33 = 0 THEN overlay(name placing '' from 3 + n %% 4 for 1)
        WHEN n %% 4 = 0 THEN translate(name, 'أإآةى', 'اااهي')
        ELSE name
    END, '', '', '', 'EG', 'female', date '1985-01-01' + n %% 5000, 'divorced', 'university', '', 'salary', '', true
FROM generate_series(%(first)s, %(last)s) n, LATERAL (
    SELECT concat_ws(' ', (%(given)s)[1 + r1], (%(given)s)[1 + r2], (%(given)s)[1 + r3], (%(family)s)[1 + r4]) AS name
    FROM (SELECT
        abs(hashint4(n)) %% %(givens)s AS r1, abs(hashint4(n + 7)) %% %(givens)s AS r2,
        abs(hashint4(n + 13)) %% %(givens)s AS r3, abs(hashint4(n + 29)) %% %(families)s AS r4) chances
) names;

INSERT INTO records_religionrecord (person_id, religion)
SELECT %(offset)s + n, 'muslim' FROM generate_series(%(first)s, %(last)s) n;

INSERT INTO guidebook_case (id, kind, number, heading, opened_on, directorate_id, edition_id)
SELECT %(offset)s + n, 'application', 'B-' || n, 'family ' || n, current_date - n %% 2000,
    (%(places)s)[1 + n %% %(of)s], %(edition)s
FROM generate_series(%(first)s, %(last)s) n;

INSERT INTO application_application
    (case_ptr_id, household_id, state, channel, children_asked, child_sex, child_age_from, child_age_to,
     siblings_welcome, special_needs_welcome, kin, wishes)
SELECT %(offset)s + n, %(offset)s + n, CASE WHEN n %% 10 = 0 THEN 'registered' ELSE 'placed' END, 'counter', 1, '', 0, 6,
    false, false, false, ''
FROM generate_series(%(first)s, %(last)s) n;

INSERT INTO workflows_process (id, flow_class, status, created, case_id, record_type_id, record_id)
SELECT %(offset)s + n, 'application/flow.ApplicationFlow', CASE WHEN n %% 10 = 0 THEN 'NEW' ELSE 'DONE' END,
    now(), %(offset)s + n, %(type)s, %(offset)s + n
FROM generate_series(%(first)s, %(last)s) n;

INSERT INTO workflows_task
    (id, flow_task, flow_task_type, status, created, assigned, token, owner_permission, owner_permission_obj_pk,
     due_on, case_id, directorate_id, owner_id, process_id)
SELECT %(offset)s + 3 * n + branch, 'application/flow.ApplicationFlow.' || (%(steps)s)[1 + branch], 'HUMAN',
    CASE WHEN n %% 10 > 0 THEN 'DONE' WHEN taken THEN 'ASSIGNED' ELSE 'NEW' END,
    now() - make_interval(days => n %% 60), CASE WHEN taken THEN now() END, 'start/' || n || '_' || branch,
    'directorates.register_applications', place::text, current_date - 30 + abs(hashint4(n)) %% 90, %(offset)s + n, place,
    CASE WHEN taken THEN (%(officers)s)[1 + n %% %(of)s * %(hands)s + n / 540 %% %(hands)s] END, %(offset)s + n
FROM generate_series(%(first)s, %(last)s) n, generate_series(0, 2) branch,
    LATERAL (SELECT (%(places)s)[1 + n %% %(of)s] AS place, n %% 20 = 0 AS taken) facts;
