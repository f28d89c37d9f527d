/** Shapes that several streams share, each said once. */
import { flag, integer, json, list, number, object, openObject, refers, text, timestamp } from "@sluice/core";

/** What all records have but those of admins, messages and custom fields. */
export const stamps = { createdAt: timestamp, updatedAt: timestamp };

export const traits = openObject.describe(
  "The account's own fields, by their path. Dates are epoch milliseconds or texts.",
);

/** Lists of Vitally mix whole days and date-times in one field. */
export const dayOrTime = text.describe("A day (YYYY-MM-DD) or a date-time.");

const segment = object({ id: text, name: text });

/** All of a member of the Vitally team but the id. */
export const adminFields = {
  name: text,
  email: text,
  licenseStatus: text.describe("active, deactivated or auto-created."),
};

export const adminObject = refers(object({ id: text, ...adminFields }), "admins");

export const categoryFields = { ...stamps, name: text };

export const categoryObject = object({ id: text, ...categoryFields });

const keyRole = object({
  id: text,
  createdAt: timestamp,
  assignedAt: timestamp,
  keyRole: object({ id: text, label: text, createdAt: timestamp }),
  vitallyUser: adminObject,
});

/** What organizations and accounts have in common. */
const customerFields = {
  ...stamps,
  externalId: text,
  name: text,
  traits,
  accountOwnerId: refers(text.describe("An admin."), "admins"),
  csmId: refers(text.describe("An admin."), "admins"),
  accountExecutiveId: refers(text.describe("An admin."), "admins"),
  mrr: number,
  nextRenewalDate: timestamp,
  churnedAt: timestamp,
  trialEndDate: timestamp,
  lastSeenTimestamp: timestamp,
  usersCount: integer,
  healthScore: number.describe("From 0 to 10."),
  npsDetractorCount: integer,
  npsPassiveCount: integer,
  npsPromoterCount: integer,
  npsScore: number.describe("From -100 to 100."),
  keyRoles: list(keyRole),
  segments: list(segment),
};

export const organizationFields = {
  ...customerFields,
  organizationOwnerId: refers(text.describe("An admin; older replies call it accountOwnerId."), "admins"),
  firstPaidDate: timestamp,
  accountsCount: integer,
};

/** The organization inside other records. */
export const organizationObject = refers(object({ id: text, ...organizationFields }), "organizations");

export const accountFields = {
  ...customerFields,
  organizationId: refers(text, "organizations"),
  firstSeenTimestamp: timestamp,
  lastInboundMessageTimestamp: timestamp,
  lastOutboundMessageTimestamp: timestamp,
};

/** The account inside other records, mostly without its key roles. */
export const accountObject = refers(object({ id: text, ...accountFields }), "accounts");

/** All of a customer's person but the id and the companies. */
export const userFields = {
  ...stamps,
  externalId: text,
  name: text,
  email: text,
  avatar: text,
  traits,
  firstKnown: timestamp,
  joinDate: timestamp,
  lastSeenTimestamp: timestamp,
  lastInboundMessageTimestamp: timestamp,
  lastOutboundMessageTimestamp: timestamp,
  npsLastScore: number.describe("From 0 to 10."),
  npsLastFeedback: text,
  npsLastRespondedAt: timestamp,
  unsubscribedFromConversations: flag,
  unsubscribedFromConversationsAt: timestamp,
  deactivatedAt: timestamp,
  permanentlyBounced: flag,
  segments: list(segment),
};

export const userObject = refers(object({ id: text, ...userFields }), "users");

/** Whom a note, task or project is about, as ids and as whole objects. */
export const subjectFields = {
  organizationId: refers(text, "organizations"),
  accountId: refers(text, "accounts"),
  account: accountObject,
  organization: organizationObject,
};

/** All of a project but the id and the objects it belongs to. */
export const projectFields = {
  ...stamps,
  name: text,
  accountId: refers(text, "accounts"),
  organizationId: refers(text, "organizations"),
  templateId: refers(text, "project_templates"),
  durationInDays: number,
  targetStartDate: dayOrTime,
  actualStartDate: dayOrTime,
  targetCompletionDate: dayOrTime,
  actualCompletionDate: dayOrTime,
  ownedByVitallyUserId: refers(text.describe("An admin."), "admins"),
  projectCategoryId: refers(text, "project_categories"),
  projectStatusId: text,
  archivedAt: timestamp,
  traits,
};

/** All of a custom field but the id. */
export const customFieldFields = {
  createdAt: timestamp,
  label: text,
  path: text.describe("Its key in traits."),
  type: text.describe("string, textarea, datetime, number, boolean, or a kind of choice."),
  options: list(object({ label: text, value: json })),
};

export const participant = object({ type: text.describe("admin or user."), id: text });
