-- rows: marked
-- Accesses without an explanation, or with a learned one; and anything about somebody.
SELECT account, person, unit, role, patient, kept, day, daynum, first_at, last_at, how, peers,
    direct_peers, opened, events, sensitive, written, copied, is_self, is_colleague,
    is_same_unit, is_kin, is_neighbour, is_same_address, bearers, is_vip, is_off
FROM marked
WHERE how = 0 OR how >= 5 OR is_colleague + is_kin + is_neighbour + is_same_address + is_vip > 0
ORDER BY daynum, account, patient

-- rows: cared
-- How many accounts with a reason each crowded record has in its busiest week.
SELECT kept, MAX(people) FROM (
    SELECT a.kept, a.daynum // 7 AS week, COUNT(DISTINCT a.person) AS people
    FROM around AS a
    SEMI JOIN (
        SELECT kept FROM marked WHERE how = 0 OR how >= 5
        GROUP BY kept HAVING COUNT(DISTINCT person) >= 4
    ) AS c ON c.kept = a.kept
    WHERE a.is_direct = 1
    GROUP BY a.kept, a.daynum // 7
) AS weekly
GROUP BY kept

-- rows: patients
SELECT COALESCE(SUM(bearers), 0) FROM surnames
