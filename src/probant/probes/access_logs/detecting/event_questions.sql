-- rows: events
SELECT actor_id, patient_id, day, event_id, ts
FROM events
WHERE day BETWEEN $recent AND $until AND patient_id IS NOT NULL AND actor_id IN ({accounts})
ORDER BY day, ts, event_id

-- rows: left
SELECT account, patient, day FROM judged
WHERE (how IS NULL OR how >= 5) AND account IN ({accounts})
