import { admins, inlinedAccount, inlinedOrganization, inlinedUser } from "./customers.js";
import { cycled, dayOf, hoursAgo, type Row, stamped, times, uuid } from "./ids.js";

function categories(kind: string, count: number): readonly Row[] {
  return times(count, (number) => ({
    ...stamped(kind, number),
    name: `${cycled(["Call", "Visite", "会議"], number)} ${number}`,
  }));
}

export const noteCategories = categories("note category", 101);
export const taskCategories = categories("task category", 102);
export const projectCategories = categories("project category", 103);

export const projectTemplates: readonly Row[] = times(101, (number) => ({
  ...stamped("project template", number),
  name: `Standard onboarding ${number}`,
  projectName: "Onboarding",
  description: number % 2 === 0 ? null : "Über 30 Tage",
  projectCategoryId: cycled(projectCategories, number).id,
  traits: {},
}));

/** Whom a record is about: an account, or for one record in six an organization. */
function subject(number: number) {
  const account = number % 6 === 5 ? null : inlinedAccount(number);
  const organization = account === null ? inlinedOrganization(number) : null;
  return { accountId: account?.id ?? null, organizationId: organization?.id ?? null, account, organization };
}

/** One record in three or four is archived, spread over the whole list. */
function archivedAt(number: number, everyNth: number): string | null {
  return number % everyNth === everyNth - 1 ? hoursAgo(10 + number) : null;
}

/** The API does not keep to one form: dates come as days and as moments. */
function dayOrMoment(number: number): string {
  const moment = hoursAgo(24 * (number % 90));
  return number % 2 === 0 ? dayOf(moment) : moment;
}

export const notes: readonly Row[] = times(210, (number) => ({
  ...stamped("note", number),
  externalId: null,
  ...subject(number),
  categoryId: cycled(noteCategories, number).id,
  authorId: cycled(admins, number).id,
  subject: `Kick-off ${number} – Größe`,
  note: `<p>Agreed: <b>plan</b> &amp; "budget"</p>\n<ul><li>✔ ${number}</li></ul>`,
  noteDate: dayOrMoment(number),
  meetingDescription: null,
  tags: number % 3 === 0 ? ["kickoff", "größe"] : [],
  users: number % 5 === 0 ? [inlinedUser(number)] : [],
  author: cycled(admins, number),
  category: cycled(noteCategories, number),
  archivedAt: archivedAt(number, 3),
  source: number % 4 === 0 ? "zendesk" : null,
  traits: {},
}));

export const projects: readonly Row[] = times(140, (number) => ({
  ...stamped("project", number),
  name: `Onboarding ${number}`,
  ...subject(number),
  templateId: cycled(projectTemplates, number).id,
  durationInDays: 30.5,
  targetStartDate: dayOrMoment(number),
  actualStartDate: null,
  targetCompletionDate: dayOrMoment(number + 1),
  actualCompletionDate: null,
  ownedByVitallyUserId: cycled(admins, number).id,
  projectCategoryId: cycled(projectCategories, number).id,
  projectStatusId: uuid("project status", number % 3),
  archivedAt: archivedAt(number, 7),
  traits: {},
}));

/** A project inside a task: whole, or only its id and name. */
function inlinedProject(number: number): Row {
  const { account: _, organization: __, ...project } = cycled(projects, number);
  const { id } = cycled(projects, number);
  return number % 2 === 0 ? { ...project, id } : { id, name: `Onboarding ${number}` };
}

export const tasks: readonly Row[] = times(190, (number) => {
  const completer = number % 3 === 0 ? cycled(admins, number) : null;
  return {
    ...stamped("task", number),
    externalId: null,
    ...subject(number),
    name: `Send success plan ${number}`,
    description: "<p>PDF ‑ <i>bitte</i></p>",
    dueDate: dayOrMoment(number),
    completedAt: completer === null ? null : hoursAgo(number),
    archivedAt: archivedAt(number, 4),
    tags: [],
    source: null,
    meetingId: null,
    categoryId: number % 2 === 0 ? null : cycled(taskCategories, number).id,
    assignedToId: cycled(admins, number).id,
    completedById: completer?.id ?? null,
    createdById: cycled(admins, number).id,
    assignedTo: cycled(admins, number),
    completedBy: completer,
    category: number % 2 === 0 ? null : cycled(taskCategories, number),
    projects: number % 5 === 0 ? [inlinedProject(number)] : [],
    traits: {},
  };
});
