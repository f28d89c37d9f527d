import type { JsonObject } from "@sluice/core";
import { before, cycled, HOUR_MS, idOf, times } from "./account-ids.js";
import { leadOf, userOf } from "./account-people.js";
import { idIn, type Row } from "./account-types.js";

const NAMES = ["Spring outreach", "Étude de marché", 'Q1 / Q2: "warm" leads', "春のご案内", "Re-engage"] as const;
const KINDS = ["reply", "reply", "out_of_office", "forward"] as const;
const SENTIMENTS = ["positive", null, "negative", "neutral"] as const;

/** Of 230 campaigns these are in use; the others are archived. Of the second hundred none is. */
const IN_USE = new Set([0, 1, 2, 14, 30, 47, 68, 85, 99, 200, 210, 229]);
/** How many leads and replies each has; those not named have few. The third has neither. */
const LEADS: Readonly<Record<number, number>> = { 0: 120, 1: 55, 2: 0 };
const REPLIES: Readonly<Record<number, number>> = { 0: 45, 1: 20, 2: 0 };

/**
 * Three pages: archived campaigns are counted when the list is cut and then left out, so that no page is full and the second
 * is empty though there is more.
 */
export const campaigns: readonly Row[] = times(230, (index) => {
  const id = idOf("c", index);
  const { id: creatorId = null, name = null, email = null } = userOf(index).record;
  const total = LEADS[index] ?? 3 + (index % 17);
  const record = {
    id,
    name: `${cycled(NAMES, index)} ${index}`,
    creator: index === 47 ? null : { id: creatorId, name, email },
    stats: {
      prospects_contacted: total,
      prospects_reached: Math.floor(total * 0.9),
      prospects_opened: Math.floor(total / 2),
      prospects_replied: repliesIn(index),
      prospects_bounced: index % 3,
      prospects_optedout: index % 2,
      total_prospects: total + (index % 5),
    },
  };
  const facts = {
    name: record.name,
    owner_id: idIn(userOf(index)),
    lead_id: times(total, (position) => idIn(leadOf(index * 10 + position))),
  };
  return { record, facts, isArchived: !IN_USE.has(index) };
});

function repliesIn(index: number): number {
  return REPLIES[index] ?? index % 4;
}

const inUse = campaigns.flatMap((campaign, index) => (campaign.isArchived ? [] : [{ id: idIn(campaign), index }]));

/** The leads of each campaign in use, by its id. One in ten rows does not repeat which campaign it is of. */
export const campaignLeads: ReadonlyMap<string, readonly Row[]> = new Map(
  inUse.map(({ id, index }) => [
    id,
    times(LEADS[index] ?? 3 + (index % 17), (position) => {
      const lead: JsonObject = leadOf(index * 10 + position).record;
      const mailboxId = idOf("mbox", index % 53);
      const row = { id: idOf("cl", `${index} ${position}`), campaign_id: id, mailbox_id: mailboxId, lead };
      const { campaign_id: _, ...short } = row;
      return { record: position % 10 === 9 ? short : row, facts: {} };
    }),
  ]),
);

/** The replies to each campaign in use, by its id, newest first. Some do not say which campaign or lead they are of. */
export const campaignReplies: ReadonlyMap<string, readonly Row[]> = new Map(
  inUse.map(({ id, index }) => [id, times(repliesIn(index), (position) => reply(id, index, position))]),
);

function reply(campaignId: string, index: number, position: number): Row {
  const lead = leadOf(index * 10 + position);
  const sentAt = before((position * 31 + index) * HOUR_MS);
  const isBare = position % 12 === 11;
  const record = {
    id: idOf("rep", `${index} ${position}`),
    from_email: isBare ? null : String(lead.facts["email"]),
    to_emails: [`user${index % 53}@example.test`],
    cc_emails: position % 6 === 0 ? ["boss@acme.test", '"Zoë" <zoe@acme.test>'] : [],
    subject: isBare ? null : `Re: ${cycled(NAMES, index)}`,
    body: isBare ? null : `<p>Takk &amp; hilsen,<br/>\n${lead.facts["email"]}</p>`,
    preview: isBare ? null : "Takk & hilsen,",
    sent_at: isBare ? null : sentAt,
    sentiment: cycled(SENTIMENTS, position),
    kind: cycled(KINDS, position),
    lead_id: isBare ? null : idIn(lead),
    campaign_id: isBare ? null : campaignId,
    step_message_id: position % 4 === 0 ? null : idOf("stm", `${index} ${position % 3}`),
  };
  return { record, facts: { lead_id: idIn(lead), at: sentAt } };
}
