-- rows: verdicts
-- Of the events of one day that concern a record, one row for each record that an event names.
SELECT e.event_id, e.actor_id, e.patient_id, e.day, v.told
FROM events AS e
LEFT JOIN verdicts AS v
    ON v.account = e.actor_id AND v.patient = e.patient_id AND v.day = e.day
WHERE e.day = $day AND e.patient_id IS NOT NULL
ORDER BY e.ts, e.source_id, e.seq, e.event_id, e.patient_id
