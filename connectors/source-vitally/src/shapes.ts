/** Shapes that several streams share, each defined once. */
import { s } from "@sluice/core";

/** The fields of all records except admins, messages and custom fields. */
export const stamps = { createdAt: s.timestamp, updatedAt: s.timestamp };

export const traits = s.openObject.describe(
  "The account's own fields, by their path. Dates are epoch milliseconds or texts.",
);

/** Lists of Vitally mix whole days and date-times in one field. */
export const dayOrTime = s.string.describe("A day (YYYY-MM-DD) or a date-time.");

const segment = s.object({ id: s.string, name: s.string });

/** All of a member of the Vitally team but the id. */
export const adminFields = {
  name: s.string,
  email: s.string,
  licenseStatus: s.string.describe("active, deactivated or auto-created."),
};

export const adminObject = s.refers(s.object({ id: s.string, ...adminFields }), "admins");

export const categoryFields = { ...stamps, name: s.string };

export const categoryObject = s.object({ id: s.string, ...categoryFields });

const keyRole = s.object({
  id: s.string,
  createdAt: s.timestamp,
  assignedAt: s.timestamp,
  keyRole: s.object({ id: s.string, label: s.string, createdAt: s.timestamp }),
  vitallyUser: adminObject,
});

/** The fields that organizations and accounts share. */
const customerFields = {
  ...stamps,
  externalId: s.string,
  name: s.string,
  traits,
  accountOwnerId: s.refers(s.string.describe("An admin."), "admins"),
  csmId: s.refers(s.string.describe("An admin."), "admins"),
  accountExecutiveId: s.refers(s.string.describe("An admin."), "admins"),
  mrr: s.number,
  nextRenewalDate: s.timestamp,
  churnedAt: s.timestamp,
  trialEndDate: s.timestamp,
  lastSeenTimestamp: s.timestamp,
  usersCount: s.integer,
  healthScore: s.number.describe("From 0 to 10."),
  npsDetractorCount: s.integer,
  npsPassiveCount: s.integer,
  npsPromoterCount: s.integer,
  npsScore: s.number.describe("From -100 to 100."),
  keyRoles: s.array(keyRole),
  segments: s.array(segment),
};

export const organizationFields = {
  ...customerFields,
  organizationOwnerId: s.refers(s.string.describe("An admin; older replies call it accountOwnerId."), "admins"),
  firstPaidDate: s.timestamp,
  accountsCount: s.integer,
};

/** The organization inside other records. */
export const organizationObject = s.refers(s.object({ id: s.string, ...organizationFields }), "organizations");

export const accountFields = {
  ...customerFields,
  organizationId: s.refers(s.string, "organizations"),
  firstSeenTimestamp: s.timestamp,
  lastInboundMessageTimestamp: s.timestamp,
  lastOutboundMessageTimestamp: s.timestamp,
};

/** The account inside other records, mostly without its key roles. */
export const accountObject = s.refers(s.object({ id: s.string, ...accountFields }), "accounts");

/** All of a customer's user but the id and the companies. */
export const userFields = {
  ...stamps,
  externalId: s.string,
  name: s.string,
  email: s.string,
  avatar: s.string,
  traits,
  firstKnown: s.timestamp,
  joinDate: s.timestamp,
  lastSeenTimestamp: s.timestamp,
  lastInboundMessageTimestamp: s.timestamp,
  lastOutboundMessageTimestamp: s.timestamp,
  npsLastScore: s.number.describe("From 0 to 10."),
  npsLastFeedback: s.string,
  npsLastRespondedAt: s.timestamp,
  unsubscribedFromConversations: s.boolean,
  unsubscribedFromConversationsAt: s.timestamp,
  deactivatedAt: s.timestamp,
  permanentlyBounced: s.boolean,
  segments: s.array(segment),
};

export const userObject = s.refers(s.object({ id: s.string, ...userFields }), "users");

/** The customers of a note, task or project, as ids and as whole objects. */
export const subjectFields = {
  organizationId: s.refers(s.string, "organizations"),
  accountId: s.refers(s.string, "accounts"),
  account: accountObject,
  organization: organizationObject,
};

/** All of a project but the id and the objects it belongs to. */
export const projectFields = {
  ...stamps,
  name: s.string,
  accountId: s.refers(s.string, "accounts"),
  organizationId: s.refers(s.string, "organizations"),
  templateId: s.refers(s.string, "project_templates"),
  durationInDays: s.number,
  targetStartDate: dayOrTime,
  actualStartDate: dayOrTime,
  targetCompletionDate: dayOrTime,
  actualCompletionDate: dayOrTime,
  ownedByVitallyUserId: s.refers(s.string.describe("An admin."), "admins"),
  projectCategoryId: s.refers(s.string, "project_categories"),
  projectStatusId: s.string,
  archivedAt: s.timestamp,
  traits,
};

/** All of a custom field but the id. */
export const customFieldFields = {
  createdAt: s.timestamp,
  label: s.string,
  path: s.string.describe("Its key in traits."),
  type: s.string.describe("string, textarea, datetime, number, boolean, or a kind of choice."),
  options: s.array(s.object({ label: s.string, value: s.json })),
};

export const participant = s.object({ type: s.string.describe("admin or user."), id: s.string });
