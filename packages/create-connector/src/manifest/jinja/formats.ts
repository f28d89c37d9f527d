/** Whether a time in this format of `strftime` is certainly no literal of Python: `%Y` and `%Y%m%d` are read as numbers. */
export function isPlainFormat(format: string): boolean {
  const others = format.replaceAll(/%(epoch_microseconds|s_as_float|_ms|ms|[a-zA-Z])/g, (directive) =>
    /^%[aAbBcpZ]$/.test(directive) ? "Mon" : "0",
  );
  return /[A-DF-Za-df-z:/]|0-0/.test(others);
}
