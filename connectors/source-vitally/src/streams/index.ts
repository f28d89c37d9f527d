import { Accounts } from "./accounts.js";
import { Admins } from "./admins.js";
import { Conversations } from "./conversations.js";
import { CustomFields } from "./custom-fields.js";
import { CustomObjectInstances } from "./custom-object-instances.js";
import { CustomObjects } from "./custom-objects.js";
import { MeetingTranscripts } from "./meeting-transcripts.js";
import { Meetings } from "./meetings.js";
import { Messages } from "./messages.js";
import { NoteCategories } from "./note-categories.js";
import { Notes } from "./notes.js";
import { NpsResponses } from "./nps-responses.js";
import { Organizations } from "./organizations.js";
import { ProjectCategories } from "./project-categories.js";
import { ProjectTemplates } from "./project-templates.js";
import { Projects } from "./projects.js";
import { SurveyResponses } from "./survey-responses.js";
import { TaskCategories } from "./task-categories.js";
import { Tasks } from "./tasks.js";
import { Users } from "./users.js";

export * from "./accounts.js";
export * from "./admins.js";
export * from "./conversations.js";
export * from "./custom-fields.js";
export * from "./custom-object-instances.js";
export * from "./custom-objects.js";
export * from "./meeting-transcripts.js";
export * from "./meetings.js";
export * from "./messages.js";
export * from "./note-categories.js";
export * from "./notes.js";
export * from "./nps-responses.js";
export * from "./organizations.js";
export * from "./project-categories.js";
export * from "./project-templates.js";
export * from "./projects.js";
export * from "./survey-responses.js";
export * from "./task-categories.js";
export * from "./tasks.js";
export * from "./users.js";

/** In the order in which `discover` lists them; the source leaves out survey responses where the config names no survey. */
export const streams = [
  Organizations,
  Accounts,
  Users,
  Admins,
  Conversations,
  Messages,
  Notes,
  NoteCategories,
  Tasks,
  TaskCategories,
  Projects,
  ProjectTemplates,
  ProjectCategories,
  NpsResponses,
  CustomObjects,
  CustomObjectInstances,
  CustomFields,
  SurveyResponses,
  Meetings,
  MeetingTranscripts,
];
