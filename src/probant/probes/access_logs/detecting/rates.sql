-- How often legitimate work looks like what the rules look for.

-- rows: people
SELECT COUNT(*) AS accesses,
    COALESCE(SUM(CASE WHEN o.person <> s.person OR k.closeness = 2 THEN 1 ELSE 0 END), 0)
        AS colleague,
    COALESCE(SUM(CASE WHEN k.closeness = 3 THEN 1 ELSE 0 END), 0) AS kin,
    COALESCE(SUM(CASE WHEN h.address = p.address AND h.surname = p.surname THEN 1 ELSE 0 END), 0)
        AS household,
    COALESCE(SUM(CASE WHEN h.address = p.address THEN 1 ELSE 0 END), 0) AS address,
    COALESCE(SUM(CASE WHEN h.surname = p.surname THEN 1 ELSE 0 END), 0) AS surname,
    COALESCE(SUM(CASE WHEN v.kept IS NOT NULL THEN 1 ELSE 0 END), 0) AS vip,
    COALESCE(SUM(s.opened), 0) AS opened
FROM ordinary AS s
LEFT JOIN own AS o ON o.kept = s.kept
LEFT JOIN kin AS k ON k.person = s.person AND k.kept = s.kept
LEFT JOIN staff_homes AS h ON h.person = s.person
LEFT JOIN patient_homes AS p ON p.kept = s.kept
LEFT JOIN vips AS v ON v.kept = s.kept AND s.first_at <= v.hi AND s.last_at >= v.lo

-- rows: deeds
SELECT COUNT(*) AS events,
    COALESCE(SUM(CASE WHEN category IN (
        'psychiatry', 'hiv', 'sexual_health', 'substance_use', 'genetics', 'violence') THEN 1 ELSE 0 END), 0) AS sensitive,
    COALESCE(SUM(CASE WHEN action IN ('C', 'U', 'D') THEN 1 ELSE 0 END), 0) AS written,
    COALESCE(SUM(CASE WHEN action IN ('X', 'P') THEN 1 ELSE 0 END), 0) AS copied
FROM events
WHERE day BETWEEN $from AND $until AND patient_id IS NOT NULL
    AND DATE_DIFF('day', DATE '1970-01-05', day) % $stride = 0

-- rows: hours
SELECT COUNT(*) AS accesses, COALESCE(SUM(1 - covered), 0) AS off
FROM (
    SELECT s.account, s.kept, s.daynum,
        MAX(CASE WHEN s.first_at <= w.hi AND s.last_at >= w.lo THEN 1 ELSE 0 END) AS covered
    FROM ordinary AS s
    JOIN planned AS w
        ON w.person = s.person AND s.first_at <= w.hi + INTERVAL 5 DAY
        AND s.last_at >= w.lo - INTERVAL 5 DAY
    WHERE s.daynum % 7 = 1
    GROUP BY s.account, s.kept, s.daynum
) AS worked

-- rows: peers
SELECT COUNT(*) AS accesses, COALESCE(SUM(CASE WHEN m.people > 1 THEN 1 ELSE 0 END), 0) AS accompanied
FROM ordinary AS s
JOIN (
    SELECT unit, kept, daynum // 7 AS week, COUNT(DISTINCT person) AS people
    FROM ordinary WHERE unit IS NOT NULL
    GROUP BY unit, kept, daynum // 7
) AS m ON m.unit = s.unit AND m.kept = s.kept AND m.week = s.daynum // 7

-- rows: outcomes
SELECT how, COUNT(*) FROM (
    SELECT COALESCE(how, 0) AS how FROM judged WHERE day >= $since
) AS j GROUP BY how ORDER BY how

-- rows: total
SELECT COUNT(*) FROM seen WHERE day >= $since

-- rows: accounts
-- How much of each account's work has no explanation on file.
SELECT l.account, l.patients, COALESCE(r.patients, 0) AS unexplained
FROM (SELECT account, SUM(patients) AS patients FROM loads GROUP BY account) AS l
LEFT JOIN (SELECT account, COUNT(*) AS patients FROM rest GROUP BY account) AS r
    ON r.account = l.account
