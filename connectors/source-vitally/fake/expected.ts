import type { JsonObject } from "@sluice/core";
import { accounts, admins, organizations, users } from "./customers.js";
import type { Row } from "./ids.js";
import { customFieldsOf, customObjects, instances } from "./objects.js";
import { conversations, meetings, meetingTranscripts, messagesOf, npsByTarget, surveys } from "./talk.js";
import { noteCategories, notes, projectCategories, projects, projectTemplates, taskCategories, tasks } from "./work.js";

/**
 * What a connector must emit for the account, by stream and in order: newest first by creation, live records before archived
 * ones, parents in the order of their list.
 */
export function expectedRecords(): ReadonlyMap<string, readonly JsonObject[]> {
  return new Map<string, readonly JsonObject[]>([
    ["organizations", newestFirst(organizations)],
    ["accounts", newestFirst(accounts)],
    ["users", newestFirst(users)],
    ["admins", [...admins].sort(byId)],
    ["conversations", newestFirst(conversations)],
    ["messages", newestFirst(conversations).flatMap(messages)],
    ["notes", liveFirst(notes)],
    ["note_categories", newestFirst(noteCategories)],
    ["tasks", liveFirst(tasks)],
    ["task_categories", newestFirst(taskCategories)],
    ["projects", liveFirst(projects)],
    ["project_templates", newestFirst(projectTemplates)],
    ["project_categories", newestFirst(projectCategories)],
    ["nps_responses", npsResponses()],
    ["custom_objects", newestFirst(customObjects)],
    ["custom_object_instances", newestFirst(customObjects).flatMap(instancesOf)],
    ["custom_fields", customFieldsOf(null)],
    ["survey_responses", [...surveys.values()].flatMap(byUpdate).map(withUserId)],
    ["meetings", liveFirst(meetings)],
    ["meeting_transcripts", newestFirst(meetingTranscripts)],
  ]);
}

/** One spelling of the field for the user, whichever was sent. */
function withUserId({ userID, ...record }: Row): JsonObject {
  return userID === undefined ? record : { ...record, userId: userID };
}

function byId(a: Row, b: Row): number {
  return a.id < b.id ? -1 : 1;
}

/** Text sorts ISO times; at the same moment the smaller id comes first. */
function newestFirst(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort(byId).sort((a, b) => compare(b["createdAt"], a["createdAt"]));
}

/** Lists that are not asked for an order have the API's own. */
function byUpdate(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort(byId).sort((a, b) => compare(b["updatedAt"], a["updatedAt"]));
}

function compare(left: unknown, right: unknown): number {
  return String(left) < String(right) ? -1 : Number(left !== right);
}

function liveFirst(rows: readonly Row[]): readonly Row[] {
  const isLive = ({ archivedAt }: Row) => archivedAt === null;
  return [...newestFirst(rows.filter(isLive)), ...newestFirst(rows.filter((row) => !isLive(row)))];
}

function messages(conversation: Row): readonly JsonObject[] {
  return messagesOf(conversation).map((message) => ({
    ...message,
    conversationId: conversation.id,
    conversationUpdatedAt: conversation["updatedAt"] ?? null,
  }));
}

function instancesOf({ id }: Row): readonly JsonObject[] {
  return liveFirst(instances.get(id) ?? []).map((instance) => ({ ...instance, customObjectId: id }));
}

function npsResponses(): readonly Row[] {
  const ofAccounts = newestFirst(npsByTarget.accounts);
  const known = new Set(ofAccounts.map(({ id }) => id));
  return [...ofAccounts, ...newestFirst(npsByTarget.organization).filter(({ id }) => !known.has(id))];
}
