/**
 * The source of the property test: plays a script, and resumes from the state that it is given.
 *
 * `node source.mjs SCRIPT PLAYED discover|read …`: SCRIPT is a `Script` as JSON; what a read wrote is in PLAYED.
 */
import { readFileSync, writeFileSync, writeSync } from "node:fs";

const [scriptFile, playedFile, verb, ...args] = process.argv.slice(2);
const script = JSON.parse(readFileSync(scriptFile, "utf8"));

const print = (line) => writeSync(1, `${line}\n`);
const namespaceOf = (stream) =>
  stream.namespace ?? { "left out": undefined, null: null, empty: "" }[script.noNamespace];
const descriptorOf = (stream) => ({ name: stream.name, namespace: namespaceOf(stream) });
const idOf = ({ name, namespace }) => JSON.stringify([name, namespace ?? ""]);
/** Records and entries are texts, so that their numbers and names stay as they are. */
const namespaceMember = (stream) =>
  JSON.stringify({ namespace: namespaceOf(stream) })
    .slice(1, -1)
    .replace(/.$/, "$&,");

function discover() {
  const entries = script.streams
    .filter(({ isListed }) => isListed)
    .map((stream) => `{${namespaceMember(stream)}${stream.entry.slice(1)}`);
  print(`{"type":"CATALOG","catalog":{"streams":[${entries.join(",")}]}}`);
}

function argument(name) {
  return args.includes(name) ? JSON.parse(readFileSync(args[args.indexOf(name) + 1], "utf8")) : undefined;
}

/** By stream: the place of the last event that was written. A stream that has none is read from the beginning. */
function placesIn(given) {
  if (given === undefined) return new Map();
  if (!Array.isArray(given)) return new Map(Object.entries(given.places)); // LEGACY
  const places = new Map();
  for (const { stream, global } of given) {
    for (const part of stream === undefined ? (global.stream_states ?? []) : [stream]) {
      places.set(idOf(part.stream_descriptor), part.stream_state.place ?? global.shared_state.place);
    }
    for (const [id, place] of Object.entries(global?.shared_state?.places ?? {})) places.set(id, place);
  }
  return places;
}

class Read {
  written = [];
  canState = true;
  records = 0;
  constructor() {
    const places = placesIn(argument("--state"));
    this.streams = argument("--catalog").streams.map(({ stream, sync_mode: mode }) => {
      const index = script.streams.findIndex((one) => idOf(one) === idOf(stream));
      const isIncremental = mode === "incremental";
      const place = isIncremental ? places.get(idOf(stream)) : undefined;
      const events = script.streams[index].events.filter((event) => event.place > (place ?? 0));
      return {
        ...script.streams[index],
        index,
        isIncremental,
        isNew: place === undefined,
        place,
        events,
        sinceState: 0,
      };
    });
    this.incremental = this.streams.filter((stream) => stream.isIncremental);
    /** For a source with one place for all: where every stream is at least that was read before. */
    this.oldPlaces = this.incremental.filter(({ isNew }) => !isNew).map(({ place }) => place);
    this.newest = Math.max(0, ...script.streams.flatMap(({ events }) => events.map(({ place }) => place)));
    this.place = this.oldPlaces.length === 0 ? this.newest : Math.min(...this.oldPlaces);
  }

  /** Each event, and the end of each stream. */
  steps() {
    const stepsOf = (stream) => [...stream.events.map((event) => ({ stream, event })), { stream }];
    if (script.states === "GLOBAL, shared place") {
      const placeOf = ({ event }) => event?.place ?? this.newest + 1;
      const old = this.incremental.filter(({ isNew }) => !isNew).flatMap(stepsOf);
      const added = this.incremental.filter(({ isNew }) => isNew).flatMap(stepsOf);
      const full = this.streams.filter(({ isIncremental }) => !isIncremental).flatMap(stepsOf);
      return [...full, ...old.sort((one, other) => placeOf(one) - placeOf(other)), ...added];
    }
    const lists = this.streams.map(stepsOf);
    if (!script.isInterleaved) return lists.flat();
    const length = Math.max(...lists.map((list) => list.length));
    return Array.from({ length }, (_nothing, at) => lists.flatMap((list) => list[at] ?? [])).flat();
  }

  play() {
    const steps = this.steps();
    const { how, after = 0, stream: which = 0 } = script.stop ?? {};
    const failing = how?.startsWith("fail") ? this.streams[which % this.streams.length] : undefined;
    const counted = steps.filter(({ stream }) => failing === undefined || stream === failing);
    const last = how === undefined ? undefined : counted[Math.floor((after / 100) * (counted.length - 1))];
    for (const stream of this.streams) this.status(stream, "STARTED");
    for (const step of steps) {
      if (step === last && failing === undefined) return this.end(how);
      if (step === last) this.fail(failing);
      if (step.stream.hasFailed) continue;
      if (step.event === undefined) this.endOf(step.stream);
      else this.write(step.stream, step.event);
    }
    return this.end(how === "fail" ? "exit" : "quit");
  }

  write(stream, { place, uid, data }) {
    const member = `"stream":${JSON.stringify(stream.name)},${namespaceMember(stream)}`;
    print(`{"type":"RECORD","record":{${member}"emitted_at":1760000000000,"data":${data}}}`);
    this.written.push(uid);
    stream.place = place;
    stream.sinceState++;
    stream.records = (stream.records ?? 0) + 1;
    if (stream.isIncremental && !stream.isNew) this.place = place;
    this.records++;
    const records = script.states === "STREAM" ? stream.records : this.records;
    if (records % script.stateEvery === 0) this.state(stream);
  }

  endOf(stream) {
    stream.place ??= 0;
    stream.isRead = true;
    if (this.incremental.every(({ isNew, isRead }) => isNew || isRead)) this.place = this.newest;
    if (script.endsWithState) this.state(stream);
    this.status(stream, "COMPLETE");
  }

  fail(stream) {
    stream.hasFailed = true;
    if (script.states === "GLOBAL, shared place") this.canState = false; // it would pass over what the stream has not written
    const error = { message: "It failed.", failure_type: "system_error", stream_descriptor: descriptorOf(stream) };
    print(JSON.stringify({ type: "TRACE", trace: { type: "ERROR", emitted_at: 1, error } }));
    this.status(stream, "INCOMPLETE");
  }

  status(stream, status) {
    const value = { stream_descriptor: descriptorOf(stream), status };
    const trace = { type: "STREAM_STATUS", emitted_at: 1, stream_status: value };
    if (script.hasStatuses) print(JSON.stringify({ type: "TRACE", trace }));
  }

  state(stream) {
    if (!this.canState || this.incremental.length === 0) return;
    const state = this.stateAfter(stream);
    if (state === undefined) return;
    const covered = script.states === "STREAM" ? [stream] : this.streams;
    const recordCount = covered.reduce((sum, { sinceState }) => sum + sinceState, 0);
    for (const one of covered) one.sinceState = 0;
    print(
      JSON.stringify({ type: "STATE", state: { ...state, ...(script.hasCounts && { sourceStats: { recordCount } }) } }),
    );
  }

  /** Undefined where there is nothing to say yet. */
  stateAfter(stream) {
    const part = (one, value) => ({ stream_descriptor: descriptorOf(one), stream_state: value });
    const begun = this.incremental.filter(({ place }) => place !== undefined);
    const places = Object.fromEntries(begun.map((one) => [idOf(one), one.place]));
    const read = this.incremental.filter(({ isNew, isRead }) => !isNew || isRead);
    const count = Math.max(0, ...Object.values(places));
    switch (script.states) {
      case "STREAM":
        return stream.isIncremental ? { type: "STREAM", stream: part(stream, { place: stream.place }) } : undefined;
      case "GLOBAL": {
        const parts = begun.map((one) => part(one, { place: one.place }));
        return parts.length === 0
          ? undefined
          : { type: "GLOBAL", global: { shared_state: { count }, stream_states: parts } };
      }
      case "GLOBAL, shared place": {
        if (read.length === 0 || this.oldPlaces.some((old) => old > this.place)) return undefined;
        const parts = read.map((one) => part(one, {}));
        return { type: "GLOBAL", global: { shared_state: { place: this.place }, stream_states: parts } };
      }
      case "GLOBAL, no parts":
        return { type: "GLOBAL", global: { shared_state: { places } } };
      case "LEGACY":
        return { type: "LEGACY", data: { places } };
      default:
        return undefined;
    }
  }

  end(how) {
    writeFileSync(
      playedFile,
      JSON.stringify({ streams: this.streams.map(({ index }) => index), written: this.written }),
    );
    if (how === "kill") process.kill(process.pid, "SIGKILL");
    process.exit(how === "quit" ? 0 : 1);
  }
}

if (verb === "discover") discover();
else new Read().play();
