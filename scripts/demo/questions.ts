/** Queries over the data of four vendors in one file. */
export const questions: readonly { readonly question: string; readonly sql: string }[] = [
  {
    question: "Which accounts are at risk, have open tasks, and a project that is late? (Vitally)",
    sql: `
  select a.name as account, a.healthScore as health, a.mrr,
         count(distinct t.id) as open_tasks, count(distinct p.id) as late_projects
  from vitally.accounts a
  join vitally.tasks t on t.accountId = a.id and t.completedAt is null
  join vitally.projects p on p.accountId = a.id and p.actualCompletionDate is null
                         and left(p.targetCompletionDate, 10)::date < current_date
  where a.healthScore < 5
  group by all order by a.mrr desc limit 5`,
  },
  {
    question: "Which onboarding projects are late, whose are they, and how much is left to do? (Hellobaton)",
    sql: `
  select p.title as project, c.name as company, current_date - p.deadline_datetime::date as days_late,
         count(*) filter (t.status <> 'completed') as open_tasks
  from hellobaton.projects p
  join hellobaton.companies c on p.companies->>0 like '%/companies/' || c.id || '/'
  join hellobaton.tasks t on t.project like '%/projects/' || p.id || '/'
  where p.completed_datetime is null and p.deadline_datetime < now()
  group by all order by days_late desc limit 5`,
  },
  {
    question: "How many flags has each product, and how many are stale and not even in the code any more? (ConfigCat)",
    sql: `
  select p.name as product, count(distinct s.settingId) as flags, count(distinct f.settingId) as stale,
         count(distinct f.settingId) filter (not f.hasCodeReferences) as to_be_removed
  from configcat.products p
  join configcat.configs c on c.product->>'productId' = p.productId
  left join configcat.settings s using (configId)
  left join configcat.stale_flags f using (settingId)
  group by all order by flags desc`,
  },
  {
    question: "Which campaigns are answered, and how? (PersistIQ)",
    sql: `
  select c.name as campaign, count(*) as replies,
         count(*) filter (r.sentiment = 'positive') as positive,
         count(*) filter (r.sentiment = 'negative') as negative
  from persistiq.campaign_replies r join persistiq.campaigns c on c.id = r.campaign_id
  group by all order by positive desc, replies desc limit 5`,
  },
];
