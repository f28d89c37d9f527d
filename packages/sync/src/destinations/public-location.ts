/** A location without what may be a secret in it: the user and the password of a URL, and its parameters. */
export function publicLocation(location: string): string {
  const bare = location.replace(/\/\/.*@/s, "//"); // up to the last @, because a password may have one
  const [withoutParameters = ""] = bare.split("?");
  return withoutParameters.replaceAll(/(password|secret|token|key)=\S+/gi, "$1=****");
}
