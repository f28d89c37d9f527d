SELECT connection, max(ended_at) FILTER (WHERE status = 'complete') AS last_complete
FROM _sluice.runs
GROUP BY connection
HAVING coalesce(max(ended_at) FILTER (WHERE status = 'complete') < now() - INTERVAL '26 hours', true)
