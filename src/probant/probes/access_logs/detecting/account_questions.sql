-- rows: departed
SELECT s.account, s.day, e.ended_at, COUNT(*) AS patients, MIN(s.first_at), MAX(s.last_at),
    SUM(CASE WHEN r.account IS NULL THEN 0 ELSE 1 END) AS unexplained
FROM seen AS s
JOIN ended AS e ON e.account = s.account AND s.last_at > e.ended_at + INTERVAL 12 HOUR
LEFT JOIN unexplained AS r
    ON r.account = s.account AND r.patient = s.patient AND r.day = s.day
WHERE s.day >= $recent
GROUP BY s.account, s.day, e.ended_at
ORDER BY s.account, s.day

-- rows: dormant
-- Accounts of this interval that had been still for ninety days, though they existed before.
SELECT n.account, n.first_day, b.last_day, n.patients, COALESCE(j.bare, 0) AS bare
FROM (
    SELECT s.account, MIN(s.day) AS first_day, COUNT(*) AS patients
    FROM seen AS s WHERE s.day >= $since GROUP BY s.account
) AS n
LEFT JOIN (
    SELECT actor_id AS account, MAX(day) AS last_day
    FROM events WHERE day < $since AND day >= $long_ago GROUP BY actor_id
) AS b ON b.account = n.account
LEFT JOIN (
    SELECT account, MIN(from_at) AS hired_at FROM staff GROUP BY account
) AS h ON h.account = n.account
LEFT JOIN (
    SELECT account, COUNT(*) AS bare FROM judged
    WHERE day >= $since AND (how IS NULL OR how >= 6) GROUP BY account
) AS j ON j.account = n.account
WHERE (b.last_day IS NOT NULL AND DATE_DIFF('day', b.last_day, n.first_day) >= 90)
    OR (b.last_day IS NULL AND h.hired_at < $long_ago_at)
ORDER BY n.account

-- rows: browsed
SELECT b.account, b.day, b.patients, b.bare, b.floating,
    COALESCE(l.patients, 0) AS past_patients, COALESCE(l.days, 0) AS past_days,
    COALESCE(p.patients, 0) AS past_unexplained
FROM browsed AS b
LEFT JOIN past_loads AS l ON l.account = b.account AND l.week = b.daynum // 7
LEFT JOIN past_rest AS p ON p.account = b.account AND p.week = b.daynum // 7
WHERE b.bare + b.floating >= 1
ORDER BY b.account, b.day

-- rows: copies
SELECT account, day, copied, patients FROM copies ORDER BY account, day

-- rows: active
SELECT COUNT(*), COALESCE(SUM(patients), 0) FROM loads WHERE day >= $since

-- rows: returns
SELECT account, day, returns, far FROM returns ORDER BY account, day

-- rows: rhythm
SELECT source_id, day, hour, COUNT(*) FROM events
WHERE day BETWEEN $from AND $until
GROUP BY source_id, day, hour
ORDER BY source_id, day, hour

-- rows: oldest
SELECT MIN(day) FROM events

-- rows: own_records
SELECT s.account, s.patient, s.day, MIN(s.first_at), MAX(s.last_at)
FROM seen AS s
JOIN own AS o ON o.kept = s.kept AND o.person = s.person
WHERE s.day >= $recent
GROUP BY s.account, s.patient, s.day
ORDER BY s.account, s.patient, s.day
