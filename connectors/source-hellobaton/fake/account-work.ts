import type { JsonObject } from "@sluice/core";
import { team } from "./account-people.js";
import { phaseIn, projectIds } from "./account-projects.js";
import { below, cycled, DAY, idsFrom, type Links, moment, oneIn, pick, stampsOf } from "./made-up.js";

export const milestoneIds = idsFrom(71, 112);
export const taskIds = idsFrom(320, 448);

/** The project of a milestone or task, by its position in the list. */
export function projectAt(position: number, perProject: number): number {
  return projectIds[Math.floor(position / perProject)] ?? projectIds[0] ?? 0;
}

export const milestonesPerProject = milestoneIds.length / projectIds.length;
export const tasksPerProject = taskIds.length / projectIds.length;
const tasksPerMilestone = taskIds.length / milestoneIds.length;

export function milestonesOf(links: Links): readonly JsonObject[] {
  const { to, list } = links;
  return milestoneIds.map((id, index) => {
    const name = `milestone ${id}`;
    return {
      id,
      _self: to("milestones", id),
      title: cycled(["Kick-off", "Data import", "Schulung", "Abnahme"], index),
      description: index % 3 === 0 ? null : "Siehe Vertrag, Anlage 2.\nBitte prüfen.",
      project: to("projects", projectAt(index, milestonesPerProject)),
      task_list: list("tasks", "milestone", id),
      feedback_list: list("milestone_feedback", "milestone", id),
      phase: phaseIn(links, index),
      deadline_fixed: index % 4 === 0,
      deadline_datetime: index % 9 === 8 ? null : moment((20 + index) * DAY),
      risk_profiles: oneIn(6, `risks ${name}`) ? [] : [riskOf(800 + index, name)],
      start_datetime: index % 9 === 8 ? null : moment(index * DAY),
      finish_datetime: index % 2 === 0 ? moment((19 + index) * DAY, `finish ${name}`) : null,
      created_from: index % 5 === 0 ? to("milestones", milestoneIds[0] ?? 0) : null,
      duration: 7 + (index % 4) * 7,
      ...stampsOf(index * DAY, name),
    };
  });
}

function riskOf(id: number, name: string): JsonObject {
  const overRun = below(5, `over-run ${name}`) - 1;
  return { id, risk_level: pick(["low", "medium", "high"], `level ${name}`), formula: "over_run", over_run: overRun };
}

/** Dependencies are ids in some tasks and addresses in others: sources disagree, so both must pass. */
export function tasksOf(links: Links): readonly JsonObject[] {
  const { to, list } = links;
  return taskIds.map((id, index) => {
    const name = `task ${id}`;
    const startDay = Math.floor(index / 3);
    const before = taskIds[index - 1] ?? id;
    const isStarted = index % 4 !== 3;
    const isFinished = index % 4 < 2;
    return {
      id,
      _self: to("tasks", id),
      title: cycled(["Map fields", "Testdaten laden", "承認をもらう", 'Review "cut-over" plan'], index),
      description: index % 2 === 0 ? null : "a\tb\u2028c",
      project: to("projects", projectAt(index, tasksPerProject)),
      milestone: to("milestones", milestoneIds[Math.floor(index / tasksPerMilestone)] ?? 0),
      status: isFinished ? "completed" : isStarted ? "in_progress" : "not_started",
      dependencies: index % 4 === 0 ? [] : [index % 4 === 1 ? before : to("tasks", before)],
      dependency: index % 10 === 1 ? to("tasks", before) : null,
      start_datetime: index % 11 === 0 ? null : moment(startDay * DAY),
      due_datetime: moment((startDay + 7) * DAY),
      started_datetime: isStarted ? moment((startDay + 1) * DAY, `start ${name}`) : null,
      finished_datetime: isFinished ? moment((startDay + 6) * DAY, `finish ${name}`) : null,
      started_overridden_datetime: index % 20 === 1 ? moment(startDay * DAY) : null,
      finished_overridden_datetime: index % 20 === 1 ? moment((startDay + 5) * DAY) : null,
      estimated_duration: index % 11 === 0 ? null : 5,
      created_by: index % 13 === 0 ? null : to("users", cycled(team, index)),
      assigned_to: index % 7 === 0 ? null : to("users", cycled(team, index + 1)),
      created_from: index % 6 === 0 ? to("tasks", taskIds[0] ?? 0) : null,
      risk_profiles: oneIn(5, `risks ${name}`) ? [] : [taskRiskOf(9000 + index, name)],
      time_entry_list: list("time_entries", "task", id),
      attachment_list: list("task_attachments", "task", id),
      ...stampsOf(startDay * DAY, name),
    };
  });
}

function taskRiskOf(id: number, name: string): JsonObject {
  return {
    ...riskOf(id, name),
    formula: "task",
    task_variance: below(3, `variance ${name}`),
    cool_down: 0,
    reason: below(4, `reason ${name}`),
    duration: 6,
    estimated_duration: 5,
  };
}

/** The giver is missing, though the vendor's schema requires one. */
export function milestoneFeedbackOf({ to }: Links): readonly JsonObject[] {
  return idsFrom(51, 40).map((id, index) => ({
    id,
    _self: to("milestone_feedback", id),
    rating: 1 + below(5, `rating ${id}`),
    comment: index % 3 === 0 ? "Sehr hilfreich 👍" : null,
    project: to("projects", projectAt(index * 2, milestonesPerProject)),
    milestone: to("milestones", milestoneIds[index * 2] ?? 0),
    created_by: index % 4 === 0 ? null : to("users", cycled(team, index)),
    ...stampsOf((30 + index) * DAY, `feedback ${id}`),
  }));
}
