/** A template that is no more than a path, e.g. `{{ response.links['next'] }}`. */
export interface TemplatePath {
  readonly root: string;
  readonly path: readonly string[];
  /** True if the template says itself what to do without a value: `.get(…)` or `| default('')`. */
  readonly mayBeMissing: boolean;
  /** The value in its place, where the template has one that is not empty, e.g. `config.get('start', '2020-01-01')`. */
  readonly fallback?: string | number | boolean;
}

/** The path that a template consists of; undefined if it is more than that. */
export function pathOf(_text: string): TemplatePath | undefined {
  return undefined;
}
