import type { JsonObject } from "@sluice/core";
import { activityOf } from "./account-activity.js";
import { customFieldOptionsOf, customFieldsOf, customFieldValuesOf } from "./account-custom-fields.js";
import { companiesOf, usersOf } from "./account-people.js";
import {
  phasesOf,
  projectAttachmentsOf,
  projectPhasesOf,
  projectsOf,
  projectUsersOf,
  templatesOf,
} from "./account-projects.js";
import {
  commentsOf,
  externalTasksOf,
  taskAttachmentsOf,
  taskDeliverablesOf,
  timeEntriesOf,
} from "./account-task-parts.js";
import { milestoneFeedbackOf, milestonesOf, tasksOf } from "./account-work.js";
import { linksAt } from "./made-up.js";

/** Resource, as its path names it → its records, in the order of the API. */
export type Account = ReadonlyMap<string, readonly JsonObject[]>;

/** The whole account, with links to the address under which it is served. */
export function accountAt(url: string): Account {
  const links = linksAt(url);
  return new Map([
    ["activity", activityOf(links)],
    ["comments", commentsOf(links)],
    ["companies", companiesOf(links)],
    ["custom_field_options", customFieldOptionsOf(links)],
    ["custom_field_values", customFieldValuesOf(links)],
    ["custom_fields", customFieldsOf(links)],
    ["external_tasks", externalTasksOf(links)],
    ["milestone_feedback", milestoneFeedbackOf(links)],
    ["milestones", milestonesOf(links)],
    ["phases", phasesOf(links)],
    ["project_attachments", projectAttachmentsOf(links)],
    ["project_phases", projectPhasesOf(links)],
    ["project_users", projectUsersOf(links)],
    ["projects", projectsOf(links)],
    ["task_attachments", taskAttachmentsOf(links)],
    ["task_deliverables", taskDeliverablesOf(links)],
    ["tasks", tasksOf(links)],
    ["templates", templatesOf(links)],
    ["time_entries", timeEntriesOf(links)],
    ["users", usersOf(links)],
  ]);
}
