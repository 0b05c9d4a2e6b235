-- Who and what is seen, before any explanation. Times are UTC, `day` the civil day of the access;
-- `daynum` counts from Monday 5 January 1970, so that daynum // 7 is a calendar week.

-- make: accounts
-- An account, or a person where a table names the person: one person, one current post.
SELECT known AS account, MIN(person) AS person, MAX(unit) AS unit, MAX(LOWER(role)) AS role
FROM (
    SELECT account AS known, COALESCE(person, account) AS person, unit, role
    FROM staff WHERE account IS NOT NULL
    UNION ALL
    SELECT person AS known, person, unit, role FROM staff WHERE person IS NOT NULL
) AS named
GROUP BY known

-- make: merges
SELECT patient_id AS patient, MIN(merged_into) AS kept
FROM identities
WHERE patient_id IS NOT NULL AND merged_into IS NOT NULL AND patient_id <> merged_into
GROUP BY patient_id

-- make: records
-- The record that remains after at most four mergers in a row.
SELECT a.patient, COALESCE(d.kept, c.kept, b.kept, a.kept) AS kept
FROM merges AS a
LEFT JOIN merges AS b ON b.patient = a.kept
LEFT JOIN merges AS c ON c.patient = b.kept
LEFT JOIN merges AS d ON d.patient = c.kept

-- make: encounters
-- Everything that ties a patient to a unit for a while: `told` is the explanation it gives.
SELECT COALESCE(m.kept, e.patient_id) AS kept, e.unit, e.told, e.from_at, e.to_at, e.diagnosis
FROM (
    SELECT patient_id, unit, 0 AS told, from_at,
        COALESCE(to_at, TIMESTAMP '2199-01-01 00:00:00') AS to_at,
        SUBSTRING(diagnosis, 1, 3) AS diagnosis
    FROM stays
    WHERE from_at < $latest AND (to_at IS NULL OR to_at > $earliest)
    UNION ALL
    SELECT patient_id, unit, 1 AS told, "at" AS from_at, "at" AS to_at, NULL AS diagnosis
    FROM appointments WHERE "at" > $earliest AND "at" < $latest
    UNION ALL
    SELECT patient_id, unit, 2 AS told, "at" AS from_at, "at" AS to_at, NULL AS diagnosis
    FROM orders WHERE "at" > $earliest AND "at" < $latest AND unit IS NOT NULL
    UNION ALL
    SELECT patient_id, for_unit AS unit, 2 AS told, "at" AS from_at, "at" AS to_at, NULL AS diagnosis
    FROM orders WHERE "at" > $earliest AND "at" < $latest AND for_unit IS NOT NULL
    UNION ALL
    SELECT patient_id, consulted_unit AS unit, 5 AS told,
        COALESCE(from_at, TIMESTAMP '1900-01-01 00:00:00') AS from_at,
        COALESCE(to_at, from_at + INTERVAL 7 DAY, TIMESTAMP '2199-01-01 00:00:00') AS to_at,
        NULL AS diagnosis
    FROM unit_links
    WHERE patient_id IS NOT NULL
) AS e
LEFT JOIN records AS m ON m.patient = e.patient_id

-- make: consulted
-- A standing arrangement: the patients of `unit` are those of `consulted_unit` too.
SELECT unit, consulted_unit, COALESCE(from_at, TIMESTAMP '1900-01-01 00:00:00') AS from_at,
    COALESCE(to_at, TIMESTAMP '2199-01-01 00:00:00') AS to_at
FROM unit_links WHERE patient_id IS NULL AND unit <> consulted_unit

-- make: unit_reasons
-- lo–hi is the interval of D.2; wide_lo–wide_hi a lenient one (pre-admission, letters, coding).
SELECT unit, kept, told,
    CASE WHEN told = 1 THEN from_at - INTERVAL 2 DAY ELSE from_at - INTERVAL 1 DAY END AS lo,
    to_at + INTERVAL 7 DAY AS hi,
    from_at - INTERVAL 30 DAY AS wide_lo,
    to_at + INTERVAL 30 DAY AS wide_hi
FROM encounters
WHERE unit IS NOT NULL
UNION ALL
SELECT c.consulted_unit AS unit, e.kept, 5 AS told,
    GREATEST(e.from_at - INTERVAL 1 DAY, c.from_at) AS lo,
    LEAST(e.to_at + INTERVAL 7 DAY, c.to_at) AS hi,
    GREATEST(e.from_at - INTERVAL 1 DAY, c.from_at) AS wide_lo,
    LEAST(e.to_at + INTERVAL 30 DAY, c.to_at) AS wide_hi
FROM encounters AS e
JOIN consulted AS c ON c.unit = e.unit
WHERE e.told <= 1

-- make: person_reasons
SELECT COALESCE(a.person, r.account) AS person, COALESCE(m.kept, r.patient_id) AS kept, r.told,
    r.lo, r.hi, r.lo - INTERVAL 30 DAY AS wide_lo, r.hi + INTERVAL 30 DAY AS wide_hi
FROM (
    SELECT account, patient_id, 1 AS told, "at" - INTERVAL 2 DAY AS lo, "at" + INTERVAL 7 DAY AS hi
    FROM appointments
    WHERE "at" > $earliest AND "at" < $latest AND account IS NOT NULL
    UNION ALL
    SELECT account, patient_id, 2 AS told, "at" - INTERVAL 1 DAY AS lo, "at" + INTERVAL 7 DAY AS hi
    FROM orders
    WHERE "at" > $earliest AND "at" < $latest AND account IS NOT NULL
    UNION ALL
    SELECT for_account AS account, patient_id, 2 AS told,
        "at" - INTERVAL 1 DAY AS lo, "at" + INTERVAL 7 DAY AS hi
    FROM orders
    WHERE "at" > $earliest AND "at" < $latest AND for_account IS NOT NULL
    UNION ALL
    SELECT account, patient_id, 3 AS told,
        COALESCE(from_at, TIMESTAMP '1900-02-01 00:00:00') - INTERVAL 1 DAY AS lo,
        COALESCE(to_at, TIMESTAMP '2199-01-01 00:00:00') + INTERVAL 7 DAY AS hi
    FROM care_teams
    UNION ALL
    SELECT account, patient_id, 6 AS told,
        COALESCE(from_at, TIMESTAMP '1900-02-01 00:00:00') - INTERVAL 1 DAY AS lo,
        COALESCE(to_at, from_at + INTERVAL 30 DAY, TIMESTAMP '2199-01-01 00:00:00')
            + INTERVAL 7 DAY AS hi
    FROM support_roles WHERE patient_id IS NOT NULL
) AS r
LEFT JOIN accounts AS a ON a.account = r.account
LEFT JOIN records AS m ON m.patient = r.patient_id

-- make: posts
-- Which unit a person works for, and when: HR, then shifts and on-call with their tolerance.
SELECT COALESCE(a.person, p.account) AS person, p.unit, p.told, p.lo, p.hi
FROM (
    SELECT COALESCE(account, person) AS account, unit, 0 AS told,
        COALESCE(from_at, TIMESTAMP '1900-02-01 00:00:00') - INTERVAL 7 DAY AS lo,
        COALESCE(to_at, TIMESTAMP '2199-01-01 00:00:00') + INTERVAL 2 DAY AS hi
    FROM staff
    UNION ALL
    SELECT account, unit, 0 AS told, from_at - INTERVAL 3 HOUR AS lo, to_at + INTERVAL 3 HOUR AS hi
    FROM shifts WHERE from_at < $latest AND to_at > $earliest
    UNION ALL
    SELECT account, unit, 4 AS told, from_at - INTERVAL 2 HOUR AS lo, to_at + INTERVAL 2 HOUR AS hi
    FROM on_call WHERE from_at < $latest AND to_at > $earliest
) AS p
LEFT JOIN accounts AS a ON a.account = p.account
WHERE p.unit IS NOT NULL

-- make: support
-- Accounts whose work is on any record: a batch or a ticket covers all, a bare role is weaker.
SELECT COALESCE(a.person, s.account) AS person,
    MAX(CASE WHEN s.ticket IS NOT NULL THEN 1 ELSE 0 END) AS has_ticket,
    s.lo, s.hi
FROM (
    SELECT account, ticket,
        COALESCE(from_at, TIMESTAMP '1900-02-01 00:00:00') - INTERVAL 2 HOUR AS lo,
        COALESCE(to_at, TIMESTAMP '2199-01-01 00:00:00') + INTERVAL 2 HOUR AS hi
    FROM support_roles WHERE patient_id IS NULL
) AS s
LEFT JOIN accounts AS a ON a.account = s.account
GROUP BY COALESCE(a.person, s.account), s.lo, s.hi

-- make: seen
-- One row per account, patient and day: the whole interval, and before it one day in $stride.
SELECT s.account, COALESCE(a.person, s.account) AS person, COALESCE(s.unit, a.unit) AS unit,
    COALESCE(a.role, s.role) AS role, s.patient, COALESCE(m.kept, s.patient) AS kept,
    s.day, s.daynum, s.first_at, s.last_at, s.opened
FROM (
    SELECT actor_id AS account, patient_id AS patient, day,
        DATE_DIFF('day', DATE '1970-01-05', day) AS daynum,
        MAX(actor_unit) AS unit, MAX(LOWER(actor_role)) AS role,
        MIN(ts) AS first_at, MAX(ts) AS last_at,
        MAX(CASE WHEN is_break_glass THEN 1 ELSE 0 END) AS opened
    FROM events
    WHERE day BETWEEN $from AND $until
        AND (day >= $since OR DATE_DIFF('day', DATE '1970-01-05', day) % $stride = 0)
        AND actor_id IS NOT NULL AND patient_id IS NOT NULL
    GROUP BY actor_id, patient_id, day
) AS s
LEFT JOIN accounts AS a ON a.account = s.account
LEFT JOIN records AS m ON m.patient = s.patient
