import { ExportStream, type Stream } from "@sluice/core";
import type { FakeReply, FakeRequest } from "./exchange.js";
import { ExportLog } from "./export-log.js";
import type { GenuinePage } from "./fault-case.js";
import type { PageRequest, Paging } from "./paging.js";

/** The pages of one read in the order of their requests, each with the page that led to it. */
export class PageLog {
  readonly #paging: Paging;
  readonly #export: ExportLog | undefined;
  readonly #led: { readonly to: PageRequest; readonly from: FakeReply }[] = [];

  constructor(paging: Paging, stream?: Stream) {
    this.#paging = paging;
    this.#export = stream instanceof ExportStream ? new ExportLog(stream, paging.origin) : undefined;
  }

  /** Whether a request belongs to a job of this read; its path is known by the replies only. */
  knows(request: FakeRequest): boolean {
    return this.#export?.knows(request) === true;
  }

  /** Lists of one path may be read at the same time, so the request alone says which list a page belongs to. */
  async add(request: FakeRequest, genuine: FakeReply): Promise<GenuinePage> {
    if (this.#export !== undefined) {
      const exchange = await this.#export.add(request, genuine);
      return { request, genuine, before: undefined, paging: this.#paging, content: undefined, export: exchange };
    }
    const before = this.#led.findLast(({ to }) => this.#paging.isSame(to, request))?.from;
    const content = await this.#paging.contentOf(genuine);
    const next = content && this.#paging.next(request, content);
    if (next !== undefined && !(next instanceof Error)) this.#led.push({ to: next, from: genuine });
    return { request, genuine, before, paging: this.#paging, content, export: undefined };
  }
}
