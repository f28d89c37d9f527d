import type { JsonObject } from "@sluice/core";
import { team } from "./account-people.js";
import { milestoneIds, projectAt, taskIds, tasksPerProject } from "./account-work.js";
import { below, cycled, DAY, idsFrom, type Links, moment } from "./made-up.js";

const NOTHING_CHANGED = {
  new_status: null,
  previous_status: null,
  new_assignee: null,
  previous_assignee: null,
  new_due_date: null,
  previous_due_date: null,
};

/** The longest list. `group` is null almost everywhere, though the vendor's schema says that it never is. */
export function activityOf({ to }: Links): readonly JsonObject[] {
  return idsFrom(90_110, 620).map((id, index) => {
    const at = index % taskIds.length;
    const when = moment(index * (DAY / 6), `activity ${id}`);
    const isAutomatic = index % 50 === 49;
    return {
      id,
      _self: to("activity", id),
      ...cycled(KINDS, index)(index),
      group: index % 100 === 7 ? "bulk edit" : null,
      parent: isAutomatic ? null : to("milestones", milestoneIds[Math.floor(at / 4)] ?? 0),
      child: isAutomatic ? null : to("tasks", taskIds[at] ?? 0),
      actor: isAutomatic ? null : to("users", cycled(team, index)),
      project: to("projects", projectAt(at, tasksPerProject)),
      parent_type: isAutomatic ? null : "milestone",
      child_type: isAutomatic ? null : "task",
      created: when,
      modified: when,
    };
  });
}

type Kind = (index: number) => { readonly type: string | null; readonly meta: JsonObject | null };

const KINDS: readonly [Kind, ...Kind[]] = [
  (index) => ({
    type: "task_status_changed",
    meta: { ...NOTHING_CHANGED, new_status: 2, previous_status: below(2, `status ${index}`) },
  }),
  (index) => ({
    type: "task_assigned",
    meta: { ...NOTHING_CHANGED, new_assignee: cycled(team, index), previous_assignee: null },
  }),
  (index) => ({
    type: "due_date_changed",
    meta: { ...NOTHING_CHANGED, new_due_date: moment((index + 7) * DAY), previous_due_date: moment(index * DAY) },
  }),
  () => ({ type: "comment_added", meta: null }),
];
