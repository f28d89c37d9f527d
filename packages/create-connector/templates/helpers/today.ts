/** The start of the current day, as if its date were in UTC: that of the zone, if one is given. */
export function today(zone = "UTC"): Date {
  return new Date(new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date()));
}
