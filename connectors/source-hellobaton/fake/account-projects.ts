import type { JsonObject } from "@sluice/core";
import { companyIds, team, userIds } from "./account-people.js";
import { below, cycled, DAY, decimalOf, idsFrom, type Links, moment, pick, stampsOf } from "./made-up.js";

const PHASES = ["Discovery", "Build", "Data import", "Training", "Go-live", "Überführung in den Betrieb"];

export const phaseIds = idsFrom(1, PHASES.length);
export const templateIds = [1, 2, 4] as const;
export const projectIds = idsFrom(5, 14);

export function phasesOf({ to }: Links): readonly JsonObject[] {
  return PHASES.map((name, index) => {
    const id = phaseIds[index] ?? 0;
    return { id, _self: to("phases", id), name, order: index + 1, ...stampsOf(0, `phase ${id}`) };
  });
}

/** A phase inside other records. */
export function phaseIn(links: Links, index: number): JsonObject | null {
  return phasesOf(links)[index % (PHASES.length + 1)] ?? null;
}

/** The last one has everything set that the others leave empty. */
export function templatesOf(links: Links): readonly JsonObject[] {
  const { to, list } = links;
  return templateIds.map((id, index) => {
    const isFull = index === templateIds.length - 1;
    return {
      id,
      _self: to("templates", id),
      title: cycled(["Standard rollout", "Fast track", "Großkunden"], index),
      status: isFull ? "draft" : "active",
      cost: isFull ? decimalOf(900, 5) : null,
      annual_contract_value: isFull ? decimalOf(24_000) : null,
      implementation_budget: isFull ? decimalOf(5000, 50) : null,
      estimated_duration: 30 + 15 * index,
      created_from_template: isFull ? to("templates", templateIds[0]) : null,
      created_from: isFull ? to("projects", projectIds[0] ?? 0) : null,
      start_datetime: isFull ? moment(10 * DAY) : null,
      started_datetime: isFull ? moment(11 * DAY) : null,
      deadline_datetime: isFull ? moment(70 * DAY) : null,
      completed_datetime: isFull ? moment(68 * DAY) : null,
      client_systems: isFull ? "ERP, Lager" : null,
      phase: isFull ? phaseIn(links, 1) : null,
      creator: isFull ? null : to("users", userIds[0]),
      task_list: list("tasks", "project", id),
      milestone_list: list("milestones", "project", id),
    };
  });
}

export function projectsOf(links: Links): readonly JsonObject[] {
  const { to } = links;
  return projectIds.map((id, index) => {
    const startDay = 9 * index;
    const isDone = index < 4;
    const isBare = index === 9;
    return {
      id,
      _self: to("projects", id),
      title: cycled(["Northwind rollout", "Blåhaj „Phase 2“", "Migration Läden", "東京 パイロット"], index),
      status: isDone ? "completed" : "in_progress",
      annual_contract_value: isBare ? null : decimalOf(12_000 + 1500 * index),
      implementation_budget: isBare ? null : decimalOf(5000 + 250 * index, 25),
      cost: isBare ? null : index % 3 === 0 ? 1250.75 + index : 1250 * index,
      client_systems: index % 4 === 0 ? "Kasse\nERP" : null,
      companies: [companyIds[1 + (index % 5)] ?? 0, ...(index === 3 ? [companyIds[2] ?? 0] : [])].map((company) =>
        to("companies", company),
      ),
      archived: index === 2,
      estimated_duration: isBare ? null : 60,
      creator: isBare ? null : to("users", cycled(team, index)),
      created_from: index === 5 ? to("projects", projectIds[0] ?? 0) : null,
      created_from_template: index % 2 === 0 ? to("templates", cycled(templateIds, index)) : null,
      start_datetime: isBare ? null : moment(startDay * DAY),
      started_datetime: isBare ? null : moment((startDay + 1) * DAY),
      deadline_datetime: isBare ? null : moment((startDay + 60) * DAY),
      completed_datetime: isDone ? moment((startDay + 66) * DAY, `done ${id}`) : null,
      phase: isBare ? null : phaseIn(links, index),
      risk_profiles: risksOf(id, index),
      ...listsOf(links, id),
      ...stampsOf(startDay * DAY, `project ${id}`),
      ...(isBare ? { modified: null } : {}),
    };
  });
}

function risksOf(id: number, index: number): JsonObject[] {
  if (index === 9) return [];
  return [
    {
      id: 50 + index,
      risk_score: below(100, `risk ${id}`) / 100,
      level: pick(["low", "medium", "high"], `level ${id}`),
      variance: below(20, `variance ${id}`) - 10,
      formula: "schedule",
      projected_golive_datetime: index % 5 === 0 ? null : moment((60 + 9 * index) * DAY),
    },
  ];
}

function listsOf({ list }: Links, id: number): JsonObject {
  return {
    attachment_list: list("project_attachments", "project", id),
    milestone_list: list("milestones", "project", id),
    milestone_feedback_list: list("milestone_feedback", "project", id),
    task_list: list("tasks", "project", id),
    time_entry_list: list("time_entries", "project", id),
    custom_field_list: list("custom_field_values", "project", id),
    project_user_list: list("project_users", "project", id),
    project_phases_list: list("project_phases", "project", id),
  };
}

export function projectPhasesOf({ to }: Links): readonly JsonObject[] {
  const pairs = projectIds.flatMap((project) => phaseIds.slice(0, 4).map((phase) => [project, phase] as const));
  return pairs.map(([project, phase], index) => {
    const id = 62 + index;
    return {
      id,
      _self: to("project_phases", id),
      project: to("projects", project),
      phase: to("phases", phase),
      start_datetime: index % 4 === 3 ? null : moment(3 * index * DAY),
      end_datetime: index % 4 > 1 ? null : moment((3 * index + 14) * DAY),
      template_offset_days: 14 * (index % 4),
      template_duration_days: 21,
    };
  });
}

/** Exactly one page of a hundred: the API must not be asked for a second one. */
export function projectUsersOf({ to }: Links): readonly JsonObject[] {
  return idsFrom(61, 100).map((id, index) => {
    const isInvited = index % 8 !== 0;
    const hasJoined = isInvited && index % 6 !== 0;
    return {
      id,
      _self: to("project_users", id),
      project: to("projects", projectIds[index % projectIds.length] ?? 0),
      user: to("users", userIds[Math.floor(index / projectIds.length)] ?? userIds[0]),
      role: index % 5 === 0 ? "owner" : "member",
      joined: hasJoined,
      joined_on: hasJoined ? moment((index + 1) * DAY, `joined ${id}`) : null,
      invited: isInvited,
      invited_on: isInvited ? moment(index * DAY, `invited ${id}`) : null,
      ...stampsOf(index * DAY, `project user ${id}`),
    };
  });
}

export function projectAttachmentsOf({ to }: Links): readonly JsonObject[] {
  return idsFrom(411, 26).map((id, index) => ({
    id,
    _self: to("project_attachments", id),
    project: to("projects", projectIds[index % projectIds.length] ?? 0),
    url: `https://files.example.com/p/${id}?disposition=inline&v=2`,
    label: index % 3 === 0 ? null : "SOW – Entwurf",
    created_by: to("users", cycled(team, index)),
    type: index % 3 === 0 ? "link" : "file",
    is_sow: index % 4 === 1,
    original_filename: index % 3 === 0 ? null : `sow ${id}.pdf`,
    ...stampsOf(index * DAY, `project attachment ${id}`),
  }));
}
