import {
  csv,
  DateWindowCursor,
  day,
  gzip,
  HttpStream,
  isJsonObject,
  type JsonObject,
  jsonLines,
  months,
  PageNumberPaginator,
  s,
  withNumbers,
  xml,
} from "@sluice/core";
import type { Config } from "./config.js";
import { ReportStream } from "./reports.js";

/** A list as any other. The first page has no number, and a page that is not full is the last. */
export class Campaigns extends HttpStream<Config> {
  readonly name = "campaigns";
  readonly description = "Campaigns of the account.";
  readonly schema = s.record({ id: s.key(s.string), name: s.string, status: s.string });
  readonly primaryKey = ["id"];
  override readonly recordsAt = "campaigns";
  override readonly paginator = new PageNumberPaginator({
    param: "page",
    startsBare: true,
    stopsShort: "page_size",
  });

  path() {
    return "v1/campaigns";
  }
}

/** A report for each calendar month, as CSV in gzip. */
export class DailySpend extends ReportStream {
  readonly name = "daily_spend";
  readonly description = "What each campaign cost on each day.";
  readonly schema = s.record({
    campaign_id: s.key(s.refers(s.string, "campaigns")),
    date: s.key(s.date),
    currency: s.string,
    impressions: s.integer,
    clicks: s.integer,
    spend: s.number,
  });
  readonly primaryKey = ["campaign_id", "date"];
  override readonly cursor = new DateWindowCursor({
    field: "date",
    from: "from",
    to: "to",
    in: "body",
    as: day,
    width: months(1),
    earliest: () => this.config.start_date,
  });
  /** The windows overlap by a day. */
  override readonly dedupe = true;
  override readonly decode = gzip(csv());

  /** All values of CSV are texts. An id remains one, because its zeros in front belong to it. */
  override map(record: JsonObject) {
    return withNumbers(record, ["impressions", "clicks", "spend"]);
  }
}

/** A report for each campaign, as JSON lines: always all of it. */
export class Conversions extends ReportStream {
  readonly name = "conversions";
  readonly description = "Purchases and sign-ups that followed a click.";
  readonly schema = s.record({
    campaign_id: s.key(s.refers(s.string, "campaigns")),
    id: s.key(s.integer),
    goal: s.string,
    value: s.number,
    converted_at: s.timestamp,
  });
  readonly primaryKey = ["campaign_id", "id"];
  override readonly addParentFields = ["campaign_id"];
  override readonly decode = jsonLines;

  override slices() {
    return this.each(Campaigns, ({ id }) => ({ campaign_id: id }));
  }
}

/** XML, without a job. */
export class Invoices extends HttpStream<Config> {
  readonly name = "invoices";
  readonly description = "Monthly invoices.";
  readonly schema = s.record({
    number: s.key(s.string),
    issued_on: s.date,
    currency: s.string,
    total: s.number,
    campaign_ids: s.array(s.refers(s.string, "campaigns")),
  });
  readonly primaryKey = ["number"];
  override readonly decode = xml({ root: "invoices", record: "invoice", lists: ["campaign"] });

  path() {
    return "v1/invoices.xml";
  }

  /** `<total currency="EUR">12.50</total>` is an object; a column for each part is easier to query. */
  override map({ total, campaign, ...invoice }: JsonObject): JsonObject {
    const { "@currency": currency = null, "#text": amount = null } = isJsonObject(total) ? total : {};
    return withNumbers({ ...invoice, currency, total: amount, campaign_ids: campaign ?? [] }, ["total"]);
  }
}

/** In the order in which `discover` lists them. */
export const streams = [Campaigns, DailySpend, Conversions, Invoices];
