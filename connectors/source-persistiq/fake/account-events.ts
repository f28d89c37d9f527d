import type { JsonObject } from "@sluice/core";
import { campaigns } from "./account-campaigns.js";
import { before, cycled, HOUR_MS, idOf, times } from "./account-ids.js";
import { leadOf, userOf } from "./account-people.js";
import { idIn, type Row } from "./account-types.js";

const KINDS = [
  ["message_sent", "campaign"],
  ["message_opened", "campaign"],
  ["lead_created", "lead_detail"],
  ["message_clicked", "campaign"],
  ["message_received", "campaign"],
  ["mailbox_connected", "settings"],
  ["message_bounced", "campaign"],
  ["lead_updated", "lead_detail"],
  ["message_optout", "campaign"],
] as const;

/** From here on back in time events have the other shape. */
const OLDER = 900;

/** Three pages, newest first. */
export const events: readonly Row[] = times(1230, (index) => {
  const [kind, group] = cycled(KINDS, index);
  const at = before(index * HOUR_MS);
  const id = idOf("evt", index);
  const user = userOf(index);
  const campaign = group === "campaign" ? campaigns[cycled([0, 1, 14, 200], index)] : undefined;
  const lead = group === "settings" ? undefined : leadOf(index * 3);
  const facts = {
    group,
    at,
    user: idIn(user),
    campaign: campaign === undefined ? "" : idIn(campaign),
    lead: lead === undefined ? "" : idIn(lead),
  };
  const record: JsonObject =
    index < OLDER
      ? { id, kind, event_at: at, user_id: facts.user, ...parts({ user, campaign, lead }), ...changes(kind, index) }
      : { id, event_type: kind, created_at: at, data: index % 10 === 3 ? {} : dataOf(facts) };
  return { record, facts };
});

interface Parts {
  readonly user: Row;
  readonly campaign: Row | undefined;
  readonly lead: Row | undefined;
}

/** Whole records, or the little that matters of them. */
function parts({ user, campaign, lead }: Parts): JsonObject {
  const { id: campaignId = null, name = null } = campaign?.record ?? {};
  return {
    user: user.record,
    campaign: campaign === undefined ? null : { id: campaignId, name },
    lead: lead?.record ?? null,
  };
}

function changes(kind: string, index: number): JsonObject {
  const isUpdate = kind === "lead_updated";
  return {
    params: kind === "message_clicked" ? { url: `https://example.test/?a=${index}&b=ø` } : null,
    diff: isUpdate ? { status: ["active", "replied"], tier: [null, "gold"] } : null,
  };
}

function dataOf({ user, campaign, lead }: Readonly<Record<"user" | "campaign" | "lead", string>>): JsonObject {
  return { user_id: user, ...(campaign && { campaign_id: campaign }), ...(lead && { lead: { id: lead, score: 1.5 } }) };
}
