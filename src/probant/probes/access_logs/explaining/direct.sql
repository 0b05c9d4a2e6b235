-- Explanations that are on file: each statement keeps what the earlier ones left. A name that ends
-- in @ stands for two tables: of the interval, and of the days before it (`_before`).

-- make: left_by_unit@
SELECT s.*
FROM seen@ AS s
ANTI JOIN unit_reasons AS r
    ON r.unit = s.unit AND r.kept = s.kept AND s.first_at <= r.hi AND s.last_at >= r.lo

-- make: left_by_person@
SELECT s.*
FROM left_by_unit@ AS s
ANTI JOIN person_reasons AS r
    ON r.person = s.person AND r.kept = s.kept AND s.first_at <= r.hi AND s.last_at >= r.lo

-- make: posted@
SELECT s.account, s.patient, s.day, MIN(GREATEST(p.told, r.told)) AS told
FROM left_by_person@ AS s
JOIN posts AS p ON p.person = s.person AND s.first_at <= p.hi AND s.last_at >= p.lo
JOIN unit_reasons AS r
    ON r.unit = p.unit AND r.kept = s.kept AND s.first_at <= r.hi AND s.last_at >= r.lo
GROUP BY s.account, s.patient, s.day

-- make: left_by_post@
SELECT s.*
FROM left_by_person@ AS s
ANTI JOIN posted@ AS p ON p.account = s.account AND p.patient = s.patient AND p.day = s.day

-- make: left_by_support@
-- A ticket, or a record that has been here lately: coding, billing, pharmacy come after the stay.
SELECT s.*
FROM left_by_post@ AS s
ANTI JOIN (
    SELECT person, lo, hi FROM support WHERE has_ticket = 1
) AS t ON t.person = s.person AND s.first_at <= t.hi AND s.last_at >= t.lo

-- make: supported@
SELECT DISTINCT s.account, s.patient, s.day
FROM left_by_support@ AS s
JOIN support AS u ON u.person = s.person AND s.first_at <= u.hi AND s.last_at >= u.lo
JOIN encounters AS e
    ON e.kept = s.kept AND s.first_at <= e.to_at + INTERVAL 90 DAY
    AND s.last_at >= e.from_at - INTERVAL 30 DAY

-- make: left_by_coding@
SELECT s.*
FROM left_by_support@ AS s
ANTI JOIN supported@ AS p ON p.account = s.account AND p.patient = s.patient AND p.day = s.day

-- make: opened@
-- Glass broken with a reason, and then a note, an order or a change by the same unit in 72 hours.
SELECT s.account, s.patient, s.day
FROM left_by_coding@ AS s
JOIN events AS e
    ON e.patient_id = s.patient AND e.ts BETWEEN s.first_at AND s.last_at + INTERVAL 3 DAY
LEFT JOIN accounts AS a ON a.account = e.actor_id
WHERE s.opened = 1 AND e.day BETWEEN $from AND $after
    AND (e.actor_id = s.account OR COALESCE(e.actor_unit, a.unit) = s.unit)
GROUP BY s.account, s.patient, s.day
HAVING MAX(CASE WHEN e.action IN ('C', 'U') THEN 1 ELSE 0 END) = 1
    AND MAX(CASE WHEN e.actor_id = s.account AND TRIM(e.break_glass_reason) <> '' THEN 1 ELSE 0 END)
        = 1

-- make: rest@
SELECT s.*
FROM left_by_coding@ AS s
ANTI JOIN opened@ AS p ON p.account = s.account AND p.patient = s.patient AND p.day = s.day
