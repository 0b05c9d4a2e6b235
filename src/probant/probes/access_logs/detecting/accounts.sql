-- What is said of accounts rather than of records.

-- make: ended
-- Accounts whose every post has ended.
SELECT account, MAX(to_at) AS ended_at
FROM staff
WHERE account IS NOT NULL
GROUP BY account
HAVING SUM(CASE WHEN to_at IS NULL THEN 1 ELSE 0 END) = 0

-- make: browsed
-- By account and day: records opened, those without an explanation, those only floating explains.
SELECT l.account, l.unit, l.day, l.daynum, l.patients,
    COALESCE(j.bare, 0) AS bare, COALESCE(j.floating, 0) AS floating
FROM loads AS l
JOIN (
    SELECT account, day,
        SUM(CASE WHEN how IS NULL OR how >= 6 THEN 1 ELSE 0 END) AS bare,
        SUM(CASE WHEN how = 5 THEN 1 ELSE 0 END) AS floating
    FROM judged
    WHERE how IS NULL OR how >= 5
    GROUP BY account, day
) AS j ON j.account = l.account AND j.day = l.day

-- make: copies
SELECT actor_id AS account, day, COUNT(*) AS copied, COUNT(DISTINCT patient_id) AS patients
FROM events
WHERE day BETWEEN $from AND $until AND action IN ('X', 'P') AND actor_id IS NOT NULL
GROUP BY actor_id, day

-- make: places
-- The hours in which an account came from more than one address.
SELECT actor_id AS account, day, hour
FROM events
WHERE day BETWEEN $recent AND $until AND ip IS NOT NULL AND actor_id IS NOT NULL
GROUP BY actor_id, day, hour
HAVING MIN(ip) <> MAX(ip)

-- make: returns
-- From one address to another and back to the first, all within twenty minutes.
SELECT account, day, COUNT(*) AS returns,
    SUM(CASE WHEN network <> before_network THEN 1 ELSE 0 END) AS far
FROM (
    SELECT account, day, ts, ip, network,
        LAG(ip, 1) OVER (PARTITION BY account, day ORDER BY ts, ip) AS before,
        LAG(ip, 2) OVER (PARTITION BY account, day ORDER BY ts, ip) AS twice_before,
        LAG(network, 1) OVER (PARTITION BY account, day ORDER BY ts, ip) AS before_network,
        LAG(ts, 2) OVER (PARTITION BY account, day ORDER BY ts, ip) AS earlier
    FROM (
        SELECT e.actor_id AS account, e.day, e.ts, e.ip,
            REGEXP_REPLACE(e.ip, '[.:][^.:]*$', '') AS network
        FROM events AS e
        SEMI JOIN places AS p
            ON p.account = e.actor_id AND p.day = e.day AND p.hour = e.hour
        WHERE e.day BETWEEN $recent AND $until AND e.ip IS NOT NULL
    ) AS moved
) AS ordered
WHERE ip = twice_before AND ip <> before AND ts <= earlier + INTERVAL 20 MINUTE
GROUP BY account, day
