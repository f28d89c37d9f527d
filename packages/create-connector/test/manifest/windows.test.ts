import { expect, test } from "@jest/globals";
import { imported, manifest } from "./manifest-file.js";

const option = (field_name: string, inject_into = "request_parameter") => ({
  ...{ type: "RequestOption", inject_into, field_name },
});

const sync = {
  ...{ type: "DatetimeBasedCursor", cursor_field: "changed", datetime_format: "%Y-%m-%d" },
  start_datetime: "{{ config['start_date'] }}",
};
const days = { step: "P7D", cursor_granularity: "P1D" };
const windowed = { ...sync, start_time_option: option("from"), end_time_option: option("to") };

const added = (value: string) => [{ type: "AddFields", fields: [{ path: ["changed"], value }] }];
const inSlice = { param: "start_time", in: "slice" };

test("keeps windows as wide and as far apart as the manifest says", async () => {
  const { stream } = await imported(manifest({ incremental_sync: { ...windowed, ...days } }));
  expect(stream.cursor).toMatchObject({
    ...{ kind: "window", width: { amount: 7, unit: "days" }, gap: { amount: 1, unit: "days" } },
  });
  const gapOf = async (cursor_granularity: string) =>
    (await imported(manifest({ incremental_sync: { ...windowed, step: "P7D", cursor_granularity } }))).stream.cursor;
  expect(await gapOf("PT0.001S")).toMatchObject({ gap: { amount: 0.001, unit: "seconds" } });
  expect(await gapOf("PT0.000001S")).toMatchObject({ gap: { amount: 0.001, unit: "seconds" } });
});

test("ends windows at a setting", async () => {
  const end = { end_datetime: "{{ config['end_date'] or now_utc().strftime('%Y-%m-%d') }}" };
  const { stream } = await imported(manifest({ incremental_sync: { ...windowed, ...end } }));
  expect(stream.cursor).toHaveProperty("latest.code", expect.stringContaining("end_date"));
  expect(stream.keep).toBeUndefined();
});

test("reads a setting in a format that core cannot write", async () => {
  const start_datetime = { type: "MinMaxDatetime", datetime: "{{ config['start_date'] }}", datetime_format: "%Y-%m" };
  const { stream } = await imported(manifest({ incremental_sync: { ...windowed, start_datetime } }));
  expect(stream.cursor).toMatchObject({ earliest: { helpers: ["strptime", "instant-of"] } });
});

test("makes a bound inside another parameter a value of the slice", async () => {
  const { stream, report } = await imported(
    manifest({
      requester: { request_parameters: { filter: "changed>{{ stream_interval.start_time }}", shelf: "a" } },
      incremental_sync: sync,
    }),
  );
  expect(stream.query).toMatchObject({ filter: { code: expect.stringContaining("slice.start_time") }, shelf: "a" });
  expect(stream.cursor).toMatchObject({ kind: "since", from: inSlice });
  expect(report.streams[0]?.outcome).toBe("whole");
});

test("reads window by window where the path has a bound", async () => {
  const { stream } = await imported(
    manifest({
      requester: { path: "days/{{ stream_slice['start_time'] }}" },
      incremental_sync: { ...sync, ...days },
    }),
  );
  expect(stream.path).toMatchObject(["v2/days/", { code: "slice.start_time" }]);
  expect(stream.cursor).toMatchObject({ kind: "window", from: inSlice, width: { amount: 7, unit: "days" } });
  expect(stream.cursor).not.toHaveProperty("to");
});

test("reads window by window where only the start is sent", async () => {
  const start = { ...sync, ...days, start_time_option: option("on") };
  const { stream } = await imported(manifest({ incremental_sync: start }));
  expect(stream.cursor).toMatchObject({ kind: "window", from: { param: "on" }, gap: { amount: 1, unit: "days" } });
});

test("sends an option's bound from the slice where records get it too", async () => {
  const { stream } = await imported(
    manifest({ incremental_sync: windowed, transformations: added("{{ stream_interval['end_time'] }}") }),
  );
  expect(stream.query).toMatchObject({ from: { code: "slice.start_time" }, to: { code: "slice.end_time" } });
  expect(stream.map?.code).toContain("slice.end_time");
  expect(stream.cursor).toMatchObject({ kind: "window", from: inSlice, to: { param: "end_time", in: "slice" } });
});

test("calls the bounds in the slice as the manifest does", async () => {
  const names = { partition_field_start: "since", partition_field_end: "until" };
  const { stream } = await imported(
    manifest({
      requester: { request_parameters: { span: "{{ stream_slice.since }}/{{ stream_slice.until }}" } },
      incremental_sync: { ...sync, ...names },
    }),
  );
  expect(stream.query).toMatchObject({ span: { code: `\`\${text(slice.since)}/\${text(slice.until)}\`` } });
  expect(stream.cursor).toMatchObject({ from: { param: "since", in: "slice" }, to: { param: "until", in: "slice" } });
});

test("puts bounds and a partition into one text of a body", async () => {
  const partition_router = { type: "ListPartitionRouter", values: ["a", "b"], cursor_field: "shelf" };
  const { stream, report } = await imported(
    manifest({
      requester: {
        http_method: "POST",
        request_body_data: "{{ stream_partition.shelf }} since {{ stream_interval.start_time }}",
      },
      retriever: { partition_router },
      incremental_sync: sync,
    }),
  );
  expect(stream.body).toMatchObject({ as: "text", content: { code: expect.stringContaining("slice.shelf") } });
  expect(report.streams[0]?.outcome).toBe("whole");
});

test("compares records with the window in a filter of its own", async () => {
  const record_filter = { type: "RecordFilter", condition: "{{ record['changed'] >= stream_slice['start_time'] }}" };
  const record_selector = { type: "RecordSelector", extractor: { type: "DpathExtractor", field_path: ["data"] } };
  const { stream } = await imported(
    manifest({
      retriever: { record_selector: { ...record_selector, record_filter } },
      incremental_sync: { ...sync, is_client_side_incremental: true },
    }),
  );
  expect(stream.keep?.code).toMatch(/compare\(record\.changed, slice\.start_time\).*isWithin\(record\["changed"\]/);
  expect(stream.cursor).toMatchObject({ kind: "since", from: inSlice });
});

test("knows whether a slice has values", async () => {
  const request_parameters = {
    from: "{{ stream_interval.start_time if stream_interval else config['start_date'] }}",
    to: "{{ 'now' if stream_interval is defined else 'never' }}",
    other: "{{ stream_interval['start_date'] }}",
  };
  const { stream } = await imported(manifest({ requester: { request_parameters }, incremental_sync: sync }));
  expect(stream.query).toMatchObject({ from: { code: "slice.start_time" }, to: "now" });
  expect(JSON.stringify(stream.query)).not.toContain("start_date");
  const whole = await imported(manifest({ requester: { request_parameters } }));
  expect(whole.stream.query).toMatchObject({ from: { code: "config.start_date" } });
});
