import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startHellobaton } from "../fake/index.js";
import { Hellobaton } from "../src/index.js";

const fake = useFake(startHellobaton);

/** Airbyte's streams in its order, with the fields that it declares in addition to `id`, `_self`, `created` and `modified`. */
const AIRBYTE: Readonly<Record<string, string>> = {
  activity: "type group parent child actor project parent_type child_type meta",
  companies: "name type",
  milestones:
    "title description project task_list feedback_list phase deadline_fixed deadline_datetime risk_profiles start_datetime finish_datetime created_from duration",
  phases: "name order",
  project_attachments: "project url label created_by type is_sow original_filename",
  projects:
    "title status annual_contract_value implementation_budget cost client_systems companies archived estimated_duration creator created_from created_from_template start_datetime started_datetime deadline_datetime completed_datetime phase risk_profiles attachment_list milestone_list milestone_feedback_list task_list time_entry_list custom_field_list",
  tasks:
    "title description project milestone status dependencies due_datetime start_datetime started_datetime finished_datetime estimated_duration created_by assigned_to created_from risk_profiles time_entry_list attachment_list",
  task_attachments:
    "task url type label deliverable requires_approval approved revision_task original_filename created_by",
  templates:
    "title status cost annual_contract_value implementation_budget estimated_duration created_from_template created_from start_datetime started_datetime deadline_datetime completed_datetime client_systems phase creator task_list",
  time_entries:
    "user created_by project task rate started_at ended_at reference_date billable calculated_duration inputted_duration notes",
  users:
    "first_name last_name email account_type job_title company avatar_url created_by signed_up_at capacity department",
};

/** The settings of a connection that used Airbyte's connector: its catalog must keep working with the other image. */
const catalog: JsonObject = {
  streams: Object.entries(AIRBYTE).map(([name, fields]) => ({
    stream: {
      name,
      json_schema: {
        $schema: "http://json-schema.org/schema#",
        type: "object",
        properties: Object.fromEntries(fields.split(" ").map((field) => [field, {}])),
        additionalProperties: true,
      },
      supported_sync_modes: ["full_refresh"],
      source_defined_primary_key: [["id"]],
    },
    sync_mode: "full_refresh",
    destination_sync_mode: "overwrite",
    primary_key: [["id"]],
  })),
};

describe("a connection of Airbyte's connector", () => {
  test("its config is enough: api_key and company are required, and nothing else", async () => {
    const [spec] = (await runSource(new Hellobaton(), "spec")).of("SPEC");
    expect(spec).toMatchObject({
      connectionSpecification: {
        required: ["api_key", "company"],
        additionalProperties: true,
        properties: { api_key: { type: "string", airbyte_secret: true }, company: { type: "string" } },
      },
    });
  });

  test("its config passes the check without a word", async () => {
    const { api_key, base_url } = fake().config;
    const output = await runSource(new Hellobaton(), "check", { config: { api_key, company: "google", base_url } });
    expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "SUCCEEDED" }]);
    expect(output.logs("WARN")).toEqual([]);
  });

  test("its catalog gives all records of its eleven streams and of no other", async () => {
    const output = await runSource(new Hellobaton(), "read", { config: fake().config, catalog });
    expect(output.logs("WARN")).toEqual([]);
    expect(output.status).toBe(0);
    expect(Object.keys(output.counts()).sort()).toEqual(Object.keys(AIRBYTE).sort());
    for (const stream of Object.keys(AIRBYTE)) expect(output.records(stream)).toEqual(fake().expected.get(stream));
  });

  test.each(Object.entries(AIRBYTE))("%s has the fields that Airbyte declares, and its key", (name, fields) => {
    const stream = new Hellobaton().describe().find((candidate) => candidate.name === name);
    expect(stream?.primaryKey).toEqual(["id"]);
    expect(Object.keys(stream?.schema.shape ?? {})).toEqual(
      expect.arrayContaining(["id", "_self", ...fields.split(" ")]),
    );
  });

  test("reports that the catalog's misspelled task_attachemnts is not a stream", async () => {
    const output = await runSource(new Hellobaton(), "read", { config: fake().config, streams: ["task_attachemnts"] });
    expect(output.status).toBe(1);
    expect(output.stdout).toContain("task_attachments");
  });
});
