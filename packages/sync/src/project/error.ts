/** The project's file does not say what it should; the message says where, and never what. */
export class ProjectError extends Error {
  override readonly name = "ProjectError";
}
