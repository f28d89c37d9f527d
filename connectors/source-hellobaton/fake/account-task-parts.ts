import type { JsonObject } from "@sluice/core";
import { team } from "./account-people.js";
import { projectAt, taskIds, tasksPerProject } from "./account-work.js";
import { cycled, DAY, decimalOf, idsFrom, type Links, moment, stampsOf } from "./made-up.js";

/** A task and its project, by the task's position. */
function taskAt({ to }: Links, position: number): { readonly task: string; readonly project: string } {
  const index = position % taskIds.length;
  return { task: to("tasks", taskIds[index] ?? 0), project: to("projects", projectAt(index, tasksPerProject)) };
}

export function taskAttachmentsOf(links: Links): readonly JsonObject[] {
  const { to } = links;
  return idsFrom(611, 130).map((id, index) => ({
    id,
    _self: to("task_attachments", id),
    task: taskAt(links, index * 3).task,
    url: `https://files.example.com/t/${id}`,
    type: index % 4 === 0 ? "link" : "file",
    label: index % 2 === 0 ? null : "Entwurf",
    deliverable: index % 3 === 0,
    requires_approval: index % 6 === 0,
    approved: index % 6 === 0 ? index % 12 === 0 : null,
    revision_task: index % 12 === 6 ? taskAt(links, index * 3 + 1).task : null,
    original_filename: index % 4 === 0 ? null : `map ${id}.xlsx`,
    created_by: index % 9 === 0 ? null : to("users", cycled(team, index)),
    ...stampsOf(index * DAY, `task attachment ${id}`),
  }));
}

export function commentsOf(links: Links): readonly JsonObject[] {
  const { to } = links;
  return idsFrom(1501, 210).map((id, index) => ({
    id,
    _self: to("comments", id),
    author: index % 10 === 9 ? null : to("users", cycled(team, index)),
    ...taskAt(links, index * 2),
    content: cycled(["Draft is up", "Ist das noch aktuell?", "完了しました", "1 < 2 & 3 > 2"], index),
    is_internal: index % 3 === 0,
    ...stampsOf(index * (DAY / 2), `comment ${id}`),
  }));
}

/** Three full pages and nothing behind them. */
export function timeEntriesOf(links: Links): readonly JsonObject[] {
  const { to } = links;
  return idsFrom(7001, 300).map((id, index) => {
    const { task, project } = taskAt(links, index);
    const isTyped = index % 3 === 0;
    const startMinutes = index * (DAY / 2);
    const user = to("users", cycled(team, index));
    return {
      id,
      _self: to("time_entries", id),
      user,
      created_by: user,
      project,
      task: index % 15 === 0 ? null : task,
      rate: index % 8 === 0 ? null : { id: 4 + (index % 3), hourly_rate: decimalOf(95 + 10 * (index % 3), 50) },
      started_at: isTyped ? null : moment(startMinutes),
      ended_at: isTyped ? null : moment(startMinutes + 120),
      reference_date: moment(Math.floor(startMinutes / DAY) * DAY),
      billable: index % 4 !== 0,
      calculated_duration: isTyped ? null : 7200,
      inputted_duration: isTyped ? 5400 : null,
      notes: index % 5 === 0 ? "Workshop vor Ort" : "",
    };
  });
}

export function externalTasksOf(links: Links): readonly JsonObject[] {
  const { to } = links;
  return idsFrom(63, 18).map((id, index) => ({
    id,
    _self: to("external_tasks", id),
    type: index % 2 === 0 ? "jira" : "asana",
    url: `https://tracker.example.com/T-${id}`,
    created_by: to("users", cycled(team, index)),
    ...taskAt(links, index * 20),
    ...stampsOf(index * DAY, `external task ${id}`),
  }));
}

export function taskDeliverablesOf(links: Links): readonly JsonObject[] {
  const { to } = links;
  return idsFrom(64, 36).map((id, index) => ({
    id,
    _self: to("task_deliverables", id),
    task: taskAt(links, index * 12).task,
    created_by: to("users", cycled(team, index)),
    type: "file",
  }));
}
