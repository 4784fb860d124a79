-- Children with families, handed over in the last ten years and aged up to eighteen, nobody's visits planned yet.

INSERT INTO records_child
    (id, full_name, sex, birth_date, birth_date_estimated, national_id, admitted_on, legal_basis, home_id)
SELECT %(offset)s + n, 'child ' || n, 'female', current_date - 300 - n %% 6000, false, '',
    current_date - n %% 300, 'decision', %(home)s
FROM generate_series(%(first)s, %(last)s) n;

INSERT INTO guidebook_case (id, kind, number, heading, opened_on, directorate_id, edition_id)
SELECT %(offset)s + 3 * n + part, (ARRAY['child_file', 'match', 'placement'])[1 + part], 'P-' || n || '-' || part,
    'family ' || n, current_date, %(place)s, %(edition)s
FROM generate_series(%(first)s, %(last)s) n, generate_series(0, 2) part;

INSERT INTO child_file_childfile (case_ptr_id, state, child_id)
SELECT %(offset)s + 3 * n, 'placed', %(offset)s + n FROM generate_series(%(first)s, %(last)s) n;

INSERT INTO match_match (case_ptr_id, state, renewals, decline_reason, application_id, child_file_id)
SELECT %(offset)s + 3 * n + 1, 'fulfilled', 0, '', %(application)s, %(offset)s + 3 * n
FROM generate_series(%(first)s, %(last)s) n;

INSERT INTO placement_placement
    (case_ptr_id, state, risk, handed_over_on, name_change_asked, ending_kind, child_id, match_id)
SELECT %(offset)s + 3 * n + 2, 'stable', CASE n %% 20 WHEN 0 THEN 'high' WHEN 1 THEN 'medium' ELSE 'low' END,
    current_date - n %% 3650, false, '', %(offset)s + n, %(offset)s + 3 * n + 1
FROM generate_series(%(first)s, %(last)s) n;
