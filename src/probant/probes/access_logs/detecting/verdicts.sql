-- Which explanation holds for each access: on file, or inferred and enough for that record.

-- make: verdicts
SELECT account, patient, day, MIN(told) AS told
FROM (
    SELECT account, patient, day, told FROM reasoned
    UNION ALL
    SELECT w.account, w.patient, w.day, w.told
    FROM weak AS w
    ANTI JOIN (
        SELECT account, patient, day FROM marked
        WHERE is_self + is_colleague + is_kin + is_neighbour + is_same_address + is_vip > 0
    ) AS m ON m.account = w.account AND m.patient = w.patient AND m.day = w.day AND w.how >= 4
) AS found
GROUP BY account, patient, day
