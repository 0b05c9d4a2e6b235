-- What the logs themselves tell of accesses without an explanation on file. All of it is about the
-- past or the same day; none of it is enough for a colleague, a relation, a VIP or oneself, except
-- following up one's own patient and the lenient intervals.

-- make: unexplained
SELECT * FROM rest
UNION ALL
SELECT * FROM rest_before

-- make: around
-- Everybody on the records in question, and whether that was explained.
SELECT s.account, s.person, s.unit, s.kept, s.day, s.daynum, s.first_at,
    CASE WHEN r.account IS NULL THEN 1 ELSE 0 END AS is_direct
FROM (
    SELECT s.account, s.person, s.unit, s.patient, s.kept, s.day, s.daynum, s.first_at
    FROM seen AS s SEMI JOIN sought AS p ON p.kept = s.kept
    UNION ALL
    SELECT account, person, unit, patient, kept, day, daynum, first_at FROM seen_before
) AS s
LEFT JOIN unexplained AS r
    ON r.account = s.account AND r.patient = s.patient AND r.day = s.day

-- make: weeks
SELECT DISTINCT daynum // 7 AS week FROM unexplained WHERE day >= $recent

-- make: loads
SELECT account, MAX(unit) AS unit, day, daynum, COUNT(*) AS patients
FROM seen
GROUP BY account, day, daynum

-- make: past_loads
SELECT l.account, MAX(l.unit) AS unit, w.week, SUM(l.patients) AS patients, COUNT(*) AS days
FROM loads AS l
JOIN weeks AS w ON l.daynum >= w.week * 7 - 28 AND l.daynum < w.week * 7
WHERE l.daynum % $stride = 0
GROUP BY l.account, w.week

-- make: past_rest
SELECT r.account, w.week, COUNT(*) AS patients
FROM rest AS r
JOIN weeks AS w ON r.daynum >= w.week * 7 - 28 AND r.daynum < w.week * 7
WHERE r.daynum % $stride = 0
GROUP BY r.account, w.week

-- make: lodged
-- Where the patient of an unexplained access was, is or is awaited.
SELECT DISTINCT s.account, s.person, s.unit, s.patient, s.kept, s.day, s.daynum,
    e.unit AS host
FROM unexplained AS s
JOIN encounters AS e
    ON e.kept = s.kept AND s.first_at <= e.to_at + INTERVAL 7 DAY
    AND s.last_at >= e.from_at - INTERVAL 2 DAY
WHERE e.told <= 1 AND e.unit IS NOT NULL

-- make: visits
SELECT account, host, day, daynum, COUNT(*) AS patients
FROM lodged
WHERE daynum % $stride = 0
GROUP BY account, host, day, daynum

-- make: usual
-- The account worked on that unit's patients again and again in the four weeks before.
SELECT v.account, v.host, w.week
FROM visits AS v
JOIN weeks AS w ON v.daynum >= w.week * 7 - 28 AND v.daynum < w.week * 7
JOIN past_loads AS l ON l.account = v.account AND l.week = w.week
GROUP BY v.account, v.host, w.week
HAVING COUNT(*) >= $days AND SUM(v.patients) >= 6
    AND SUM(v.patients) >= 0.08 * MAX(l.patients)

-- make: unit_loads
SELECT unit, week, SUM(patients) AS patients
FROM past_loads WHERE unit IS NOT NULL
GROUP BY unit, week

-- make: unit_visits
SELECT unit, host, daynum, COUNT(*) AS patients, COUNT(DISTINCT account) AS accounts
FROM lodged
WHERE unit IS NOT NULL AND unit <> host AND daynum % $stride = 0
GROUP BY unit, host, daynum

-- make: collaborations
SELECT v.unit, v.host, w.week
FROM unit_visits AS v
JOIN weeks AS w ON v.daynum >= w.week * 7 - 28 AND v.daynum < w.week * 7
JOIN unit_loads AS l ON l.unit = v.unit AND l.week = w.week
GROUP BY v.unit, v.host, w.week
HAVING COUNT(*) >= $days AND SUM(v.accounts) >= 8 AND SUM(v.patients) >= 20
    AND SUM(v.patients) >= 0.03 * MAX(l.patients)

-- make: treated
SELECT s.unit, e.diagnosis, s.daynum, COUNT(*) AS patients
FROM seen AS s
JOIN encounters AS e
    ON e.kept = s.kept AND s.first_at <= e.to_at + INTERVAL 7 DAY
    AND s.last_at >= e.from_at - INTERVAL 1 DAY
WHERE e.diagnosis IS NOT NULL AND s.unit IS NOT NULL AND s.daynum % $stride = 0
GROUP BY s.unit, e.diagnosis, s.daynum

-- make: treated_past
SELECT t.unit, t.diagnosis, w.week, SUM(t.patients) AS patients, COUNT(*) AS days
FROM treated AS t
JOIN weeks AS w ON t.daynum >= w.week * 7 - 28 AND t.daynum < w.week * 7
GROUP BY t.unit, t.diagnosis, w.week

-- make: responsible
-- The unit opens that diagnosis's records three times more than records at large, and a tenth of
-- such openings are its own.
SELECT t.unit, t.diagnosis, t.week
FROM treated_past AS t
JOIN (
    SELECT diagnosis, week, SUM(patients) AS patients FROM treated_past GROUP BY diagnosis, week
) AS d ON d.diagnosis = t.diagnosis AND d.week = t.week
JOIN (
    SELECT unit, week, SUM(patients) AS patients FROM treated_past GROUP BY unit, week
) AS u ON u.unit = t.unit AND u.week = t.week
JOIN (SELECT week, SUM(patients) AS patients FROM treated_past GROUP BY week) AS a
    ON a.week = t.week
WHERE t.patients >= 20 AND t.days >= $days AND t.patients >= 0.1 * d.patients
    AND t.patients * a.patients >= 3.0 * d.patients * u.patients

-- make: spreads
-- From how many units a record was opened without an explanation in the seven days before.
SELECT r.kept, r.daynum, COUNT(DISTINCT COALESCE(u.unit, u.account)) AS spread
FROM (SELECT DISTINCT kept, daynum FROM unexplained WHERE day >= $recent) AS r
JOIN unexplained AS u ON u.kept = r.kept AND u.daynum BETWEEN r.daynum - 6 AND r.daynum
GROUP BY r.kept, r.daynum

-- make: teams
-- Who else of the same unit was on the record in those seven days.
SELECT r.account, r.patient, r.day, MAX(s.spread) AS spread,
    COUNT(DISTINCT a.account) AS peers,
    COUNT(DISTINCT CASE WHEN a.is_direct = 1 THEN a.account END) AS direct_peers
FROM unexplained AS r
JOIN around AS a
    ON a.kept = r.kept AND a.unit = r.unit AND a.person <> r.person
    AND a.daynum BETWEEN r.daynum - 6 AND r.daynum
JOIN spreads AS s ON s.kept = r.kept AND s.daynum = r.daynum
WHERE r.day >= $recent
GROUP BY r.account, r.patient, r.day

-- make: weak
-- `how`: 1 follow-up, 2 lenient interval, 3 support, 4 usual unit, 5 floating today, 6 the unit's
-- team, 7 collaborating units, 8 unit responsible for the diagnosis. The first is kept.
SELECT account, patient, day, MIN(how) AS how, MIN(told) AS told
FROM (
    SELECT r.account, r.patient, r.day, 1 AS how, 8 AS told
    FROM unexplained AS r
    JOIN around AS a ON a.person = r.person AND a.kept = r.kept
    WHERE a.is_direct = 1 AND a.daynum BETWEEN r.daynum - 30 AND r.daynum
        AND r.day >= $recent
    UNION ALL
    SELECT r.account, r.patient, r.day, 2 AS how, x.told
    FROM unexplained AS r
    JOIN unit_reasons AS x
        ON x.unit = r.unit AND x.kept = r.kept
        AND r.first_at <= x.wide_hi AND r.last_at >= x.wide_lo
    WHERE r.day >= $recent
    UNION ALL
    SELECT r.account, r.patient, r.day, 2 AS how, x.told
    FROM unexplained AS r
    JOIN person_reasons AS x
        ON x.person = r.person AND x.kept = r.kept
        AND r.first_at <= x.wide_hi AND r.last_at >= x.wide_lo
    WHERE r.day >= $recent
    UNION ALL
    SELECT r.account, r.patient, r.day, 2 AS how, x.told
    FROM unexplained AS r
    JOIN posts AS p ON p.person = r.person AND r.first_at <= p.hi AND r.last_at >= p.lo
    JOIN unit_reasons AS x
        ON x.unit = p.unit AND x.kept = r.kept
        AND r.first_at <= x.wide_hi AND r.last_at >= x.wide_lo
    WHERE r.day >= $recent
    UNION ALL
    SELECT r.account, r.patient, r.day, 3 AS how, 6 AS told
    FROM unexplained AS r
    JOIN support AS u ON u.person = r.person AND r.first_at <= u.hi AND r.last_at >= u.lo
    WHERE r.day >= $recent
    UNION ALL
    SELECT r.account, r.patient, r.day, 3 AS how, 6 AS told
    FROM unexplained AS r
    JOIN past_loads AS l ON l.account = r.account AND l.week = r.daynum // 7
    JOIN past_rest AS p ON p.account = r.account AND p.week = l.week
    JOIN encounters AS e
        ON e.kept = r.kept AND r.first_at <= e.to_at + INTERVAL 90 DAY
        AND r.last_at >= e.from_at - INTERVAL 30 DAY
    WHERE r.day >= $recent AND l.patients >= 30 AND l.days >= $days
        AND p.patients >= 0.5 * l.patients
    UNION ALL
    SELECT r.account, r.patient, r.day, 4 AS how, 7 AS told
    FROM lodged AS r
    JOIN usual AS u ON u.account = r.account AND u.host = r.host AND u.week = r.daynum // 7
    WHERE r.day >= $recent
    UNION ALL
    SELECT r.account, r.patient, r.day, 5 AS how, 7 AS told
    FROM lodged AS r
    JOIN (SELECT account, host, daynum, COUNT(*) AS patients FROM lodged
        GROUP BY account, host, daynum) AS v
        ON v.account = r.account AND v.host = r.host AND v.daynum = r.daynum
    JOIN loads AS l ON l.account = r.account AND l.daynum = r.daynum
    WHERE r.day >= $recent AND v.patients >= 3 AND v.patients >= 0.4 * l.patients
    UNION ALL
    SELECT r.account, r.patient, r.day, 6 AS how, 7 AS told
    FROM teams AS r
    WHERE r.spread <= 2 AND (r.direct_peers >= 1 OR r.peers >= 2)
    UNION ALL
    SELECT r.account, r.patient, r.day, 7 AS how, 7 AS told
    FROM lodged AS r
    JOIN collaborations AS c
        ON c.unit = r.unit AND c.host = r.host AND c.week = r.daynum // 7
    WHERE r.day >= $recent
    UNION ALL
    SELECT r.account, r.patient, r.day, 8 AS how, 7 AS told
    FROM unexplained AS r
    JOIN encounters AS e
        ON e.kept = r.kept AND r.first_at <= e.to_at + INTERVAL 90 DAY
        AND r.last_at >= e.from_at - INTERVAL 30 DAY
    JOIN responsible AS d
        ON d.unit = r.unit AND d.diagnosis = e.diagnosis AND d.week = r.daynum // 7
    WHERE r.day >= $recent
) AS found
GROUP BY account, patient, day

-- make: judged
SELECT r.*, w.how, w.told, COALESCE(t.peers, 0) AS peers, COALESCE(t.direct_peers, 0) AS direct_peers
FROM unexplained AS r
LEFT JOIN weak AS w ON w.account = r.account AND w.patient = r.patient AND w.day = r.day
LEFT JOIN teams AS t ON t.account = r.account AND t.patient = r.patient AND t.day = r.day
WHERE r.day >= $recent
