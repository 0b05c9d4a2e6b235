-- Which explanation each explained access has: the first of D.2 that fits. Only for `explain`.

-- make: reasoned
SELECT account, patient, day, MIN(told) AS told
FROM (
    SELECT s.account, s.patient, s.day, r.told
    FROM seen AS s
    JOIN unit_reasons AS r
        ON r.unit = s.unit AND r.kept = s.kept AND s.first_at <= r.hi AND s.last_at >= r.lo
    UNION ALL
    SELECT s.account, s.patient, s.day, r.told
    FROM left_by_unit AS s
    JOIN person_reasons AS r
        ON r.person = s.person AND r.kept = s.kept AND s.first_at <= r.hi AND s.last_at >= r.lo
    UNION ALL
    SELECT account, patient, day, told FROM posted
    UNION ALL
    SELECT s.account, s.patient, s.day, 6 AS told
    FROM left_by_post AS s
    ANTI JOIN left_by_coding AS c
        ON c.account = s.account AND c.patient = s.patient AND c.day = s.day
    UNION ALL
    SELECT account, patient, day, 9 AS told FROM opened
) AS found
GROUP BY account, patient, day
