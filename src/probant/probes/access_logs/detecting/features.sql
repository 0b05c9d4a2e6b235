-- What is said of each unexplained access: whom it is about, and how it was done.

-- make: own
-- The record of somebody who works here.
SELECT COALESCE(m.kept, o.patient) AS kept, MIN(o.person) AS person
FROM (
    SELECT COALESCE(person, account) AS person, patient_id AS patient FROM staff
    UNION ALL
    SELECT a.person, p.patient_id AS patient
    FROM patients AS p JOIN accounts AS a ON a.account = p.person
    UNION ALL
    SELECT COALESCE(a.person, r.account) AS person, r.patient_id AS patient
    FROM relations AS r LEFT JOIN accounts AS a ON a.account = r.account
    WHERE LOWER(r.kind) IN ('self', 'own', 'own record', 'soi', 'soi-même', 'lui-même', 'same')
) AS o
LEFT JOIN records AS m ON m.patient = o.patient
WHERE o.patient IS NOT NULL AND o.person IS NOT NULL
GROUP BY COALESCE(m.kept, o.patient)

-- make: kin
-- Declared relations: 1 a neighbour, 2 a colleague, 3 anyone nearer.
SELECT COALESCE(a.person, r.account) AS person, COALESCE(m.kept, r.patient_id) AS kept,
    MAX(CASE WHEN LOWER(r.kind) IN ('neighbour', 'neighbor', 'voisin', 'voisine') THEN 1
        WHEN LOWER(r.kind) IN ('colleague', 'coworker', 'co-worker', 'collègue', 'collegue') THEN 2
        ELSE 3 END) AS closeness
FROM relations AS r
LEFT JOIN accounts AS a ON a.account = r.account
LEFT JOIN records AS m ON m.patient = r.patient_id
WHERE r.kind IS NULL OR LOWER(r.kind)
    NOT IN ('self', 'own', 'own record', 'soi', 'soi-même', 'lui-même', 'same')
GROUP BY COALESCE(a.person, r.account), COALESCE(m.kept, r.patient_id)

-- make: staff_homes
SELECT COALESCE(person, account) AS person, MAX(surname_hash) AS surname,
    MAX(address_hash) AS address
FROM staff
WHERE surname_hash IS NOT NULL OR address_hash IS NOT NULL
GROUP BY COALESCE(person, account)

-- make: patient_homes
SELECT COALESCE(m.kept, p.patient_id) AS kept, MAX(p.surname_hash) AS surname,
    MAX(p.address_hash) AS address
FROM patients AS p
LEFT JOIN records AS m ON m.patient = p.patient_id
WHERE p.surname_hash IS NOT NULL OR p.address_hash IS NOT NULL
GROUP BY COALESCE(m.kept, p.patient_id)

-- make: surnames
-- How many patients bear a surname, and how many live at an address.
SELECT surname, COUNT(*) AS bearers FROM patient_homes WHERE surname IS NOT NULL GROUP BY surname

-- make: vips
SELECT COALESCE(m.kept, v.patient_id) AS kept,
    MIN(COALESCE(v.from_at, TIMESTAMP '1900-01-01 00:00:00')) AS lo,
    MAX(COALESCE(v.to_at, TIMESTAMP '2199-01-01 00:00:00')) AS hi
FROM vip AS v
LEFT JOIN records AS m ON m.patient = v.patient_id
GROUP BY COALESCE(m.kept, v.patient_id)

-- make: planned
SELECT COALESCE(a.person, p.account) AS person, p.lo, p.hi
FROM (
    SELECT account, from_at - INTERVAL 2 HOUR AS lo, to_at + INTERVAL 2 HOUR AS hi
    FROM shifts WHERE from_at < $latest AND to_at > $earliest
    UNION ALL
    SELECT account, from_at - INTERVAL 2 HOUR AS lo, to_at + INTERVAL 2 HOUR AS hi
    FROM on_call WHERE from_at < $latest AND to_at > $earliest
) AS p
LEFT JOIN accounts AS a ON a.account = p.account

-- make: habits
-- At which hours an account works, where nothing plans it.
SELECT e.actor_id AS account, e.hour, COUNT(*) AS events
FROM events AS e
SEMI JOIN judged AS j ON j.account = e.actor_id
WHERE e.day BETWEEN $from AND $until
GROUP BY e.actor_id, e.hour

-- make: touched
SELECT e.actor_id AS account, e.patient_id AS patient, e.day, COUNT(*) AS events,
    MIN(e.hour) AS first_hour, MAX(e.hour) AS last_hour,
    MAX(CASE WHEN e.category IN (
        'psychiatry', 'hiv', 'sexual_health', 'substance_use', 'genetics', 'violence') THEN 1 ELSE 0 END) AS sensitive,
    MAX(CASE WHEN e.action IN ('C', 'U', 'D') THEN 1 ELSE 0 END) AS written,
    SUM(CASE WHEN e.action IN ('X', 'P') THEN 1 ELSE 0 END) AS copied
FROM events AS e
SEMI JOIN judged AS j ON j.account = e.actor_id AND j.patient = e.patient_id AND j.day = e.day
WHERE e.day BETWEEN $recent AND $until
GROUP BY e.actor_id, e.patient_id, e.day

-- make: unplanned
-- Outside every duty of somebody who has duties that week.
SELECT j.account, j.patient, j.day
FROM judged AS j
SEMI JOIN planned AS w
    ON w.person = j.person AND j.first_at <= w.hi + INTERVAL 5 DAY
    AND j.last_at >= w.lo - INTERVAL 5 DAY
ANTI JOIN planned AS p ON p.person = j.person AND j.first_at <= p.hi AND j.last_at >= p.lo

-- make: unaccustomed
-- At an hour in which, with the hours beside it, the account has done under 1 % of its work.
SELECT t.account, t.patient, t.day
FROM touched AS t
JOIN judged AS j ON j.account = t.account AND j.patient = t.patient AND j.day = t.day
ANTI JOIN planned AS w
    ON w.person = j.person AND j.first_at <= w.hi + INTERVAL 5 DAY
    AND j.last_at >= w.lo - INTERVAL 5 DAY
JOIN habits AS h ON h.account = t.account
GROUP BY t.account, t.patient, t.day, t.first_hour, t.last_hour
HAVING SUM(h.events) >= 60 AND SUM(CASE
    WHEN ABS(h.hour - t.first_hour) IN (0, 1, 23) OR ABS(h.hour - t.last_hour) IN (0, 1, 23)
    THEN h.events ELSE 0 END) < 0.01 * SUM(h.events)

-- make: marked
SELECT j.account, j.person, j.unit, j.role, j.patient, j.kept, j.day, j.daynum, j.first_at,
    j.last_at, COALESCE(j.how, 0) AS how, j.peers, j.direct_peers, j.opened,
    t.events, t.sensitive, t.written, t.copied,
    CASE WHEN o.person = j.person THEN 1 ELSE 0 END AS is_self,
    CASE WHEN o.person <> j.person OR k.closeness = 2 THEN 1 ELSE 0 END AS is_colleague,
    CASE WHEN o.person <> j.person AND c.unit = j.unit THEN 1 ELSE 0 END AS is_same_unit,
    CASE WHEN k.closeness = 3 THEN 1 ELSE 0 END AS is_kin,
    CASE WHEN k.closeness = 1 THEN 1 ELSE 0 END AS is_neighbour,
    CASE WHEN h.address = p.address THEN 1 ELSE 0 END AS is_same_address,
    CASE WHEN h.surname = p.surname THEN n.bearers ELSE 0 END AS bearers,
    CASE WHEN v.kept IS NOT NULL THEN 1 ELSE 0 END AS is_vip,
    CASE WHEN u.account IS NOT NULL OR a.account IS NOT NULL THEN 1 ELSE 0 END AS is_off
FROM judged AS j
JOIN touched AS t ON t.account = j.account AND t.patient = j.patient AND t.day = j.day
LEFT JOIN own AS o ON o.kept = j.kept
LEFT JOIN accounts AS c ON c.account = o.person
LEFT JOIN kin AS k ON k.person = j.person AND k.kept = j.kept
LEFT JOIN staff_homes AS h ON h.person = j.person
LEFT JOIN patient_homes AS p ON p.kept = j.kept
LEFT JOIN surnames AS n ON n.surname = h.surname
LEFT JOIN vips AS v ON v.kept = j.kept AND j.first_at <= v.hi AND j.last_at >= v.lo
LEFT JOIN unplanned AS u
    ON u.account = j.account AND u.patient = j.patient AND u.day = j.day
LEFT JOIN unaccustomed AS a
    ON a.account = j.account AND a.patient = j.patient AND a.day = j.day

-- make: ordinary
-- Explained accesses of the sampled days: what legitimate work looks like here.
SELECT s.account, s.person, s.unit, s.kept, s.daynum, s.first_at, s.last_at, s.opened
FROM seen AS s
ANTI JOIN rest AS r ON r.account = s.account AND r.patient = s.patient AND r.day = s.day
WHERE s.daynum % $stride = 0
