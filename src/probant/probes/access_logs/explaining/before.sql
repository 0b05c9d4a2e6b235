-- The days before the interval, as far as its unexplained accesses need them.

-- make: sought
SELECT DISTINCT patient, kept FROM rest WHERE day >= $since

-- make: sought_records
SELECT patient FROM sought
UNION
SELECT r.patient FROM records AS r SEMI JOIN sought AS s ON s.kept = r.kept

-- make: seen_before
-- The days that `seen` left out, for the patients that have something to explain.
SELECT s.account, COALESCE(a.person, s.account) AS person, COALESCE(s.unit, a.unit) AS unit,
    COALESCE(a.role, s.role) AS role, s.patient, COALESCE(m.kept, s.patient) AS kept,
    s.day, s.daynum, s.first_at, s.last_at, s.opened
FROM (
    SELECT e.actor_id AS account, e.patient_id AS patient, e.day,
        DATE_DIFF('day', DATE '1970-01-05', e.day) AS daynum,
        MAX(e.actor_unit) AS unit, MAX(LOWER(e.actor_role)) AS role,
        MIN(e.ts) AS first_at, MAX(e.ts) AS last_at,
        MAX(CASE WHEN e.is_break_glass THEN 1 ELSE 0 END) AS opened
    FROM events AS e
    SEMI JOIN sought_records AS p ON p.patient = e.patient_id
    WHERE e.day >= $from AND e.day < $since AND $stride > 1
        AND DATE_DIFF('day', DATE '1970-01-05', e.day) % $stride <> 0
        AND e.actor_id IS NOT NULL
    GROUP BY e.actor_id, e.patient_id, e.day
) AS s
LEFT JOIN accounts AS a ON a.account = s.account
LEFT JOIN records AS m ON m.patient = s.patient
