const DATE = /^(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * The moment a date names, in milliseconds, or undefined where it is none. Year first (2024-11-29, 2024/11/29,
 * 20241129), with an optional time of day: 03/04/2024 means two days to two readers, so it is not guessed at.
 */
export function parseDate(text: string): number | undefined {
  const match = DATE.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const midnight = Date.UTC(year, month - 1, day);
  if (new Date(midnight).getUTCMonth() !== month - 1 || new Date(midnight).getUTCDate() !== day) return undefined;
  if (hour > 23 || minute > 59 || second >= 61) return undefined;
  return midnight + ((hour * 60 + minute) * 60 + second) * 1000 - zoneOffset(match[7]);
}

/** Milliseconds that a zone such as +02:00 is ahead of UTC. */
function zoneOffset(zone: string | undefined): number {
  if (!zone || zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone[0] === "-" ? -minutes : minutes) * 60_000;
}
