/** The project is invalid. The message says where, and never quotes a value. */
export class ProjectError extends Error {
  override readonly name = "ProjectError";
}
