import { Converter, ReflectionKind } from "typedoc";

/** Names each module as it is imported: `core/src/cli` is `@sluice/core/cli`; and leaves out which interface has a member too. */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      module.name = `@sluice/${module.name.replace("/src", "")}`;
    }
  });
  app.converter.on(Converter.EVENT_END, ({ project }) => {
    for (const reflection of project.getReflectionsByKind(ReflectionKind.All)) reflection.implementationOf = undefined;
  });
}
