import { Activity } from "./activity.js";
import { Comments } from "./comments.js";
import { Companies } from "./companies.js";
import { CustomFieldOptions } from "./custom-field-options.js";
import { CustomFieldValues } from "./custom-field-values.js";
import { CustomFields } from "./custom-fields.js";
import { ExternalTasks } from "./external-tasks.js";
import { MilestoneFeedback } from "./milestone-feedback.js";
import { Milestones } from "./milestones.js";
import { Phases } from "./phases.js";
import { ProjectAttachments } from "./project-attachments.js";
import { ProjectPhases } from "./project-phases.js";
import { ProjectUsers } from "./project-users.js";
import { Projects } from "./projects.js";
import { TaskAttachments } from "./task-attachments.js";
import { TaskDeliverables } from "./task-deliverables.js";
import { Tasks } from "./tasks.js";
import { Templates } from "./templates.js";
import { TimeEntries } from "./time-entries.js";
import { Users } from "./users.js";

export * from "./activity.js";
export * from "./comments.js";
export * from "./companies.js";
export * from "./custom-field-options.js";
export * from "./custom-field-values.js";
export * from "./custom-fields.js";
export * from "./external-tasks.js";
export * from "./milestone-feedback.js";
export * from "./milestones.js";
export * from "./phases.js";
export * from "./project-attachments.js";
export * from "./project-phases.js";
export * from "./project-users.js";
export * from "./projects.js";
export * from "./task-attachments.js";
export * from "./task-deliverables.js";
export * from "./tasks.js";
export * from "./templates.js";
export * from "./time-entries.js";
export * from "./users.js";

/** In the order in which `discover` lists them: Airbyte's eleven first, under its names. */
export const streams = [
  Activity,
  Companies,
  Milestones,
  Phases,
  ProjectAttachments,
  Projects,
  TaskAttachments,
  Tasks,
  Templates,
  TimeEntries,
  Users,
  Comments,
  CustomFields,
  CustomFieldOptions,
  CustomFieldValues,
  MilestoneFeedback,
  ProjectUsers,
  ProjectPhases,
  ExternalTasks,
  TaskDeliverables,
];
