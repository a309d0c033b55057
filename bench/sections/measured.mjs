import { ratio } from "../report/ratio.mjs";

/** A record as cells of a table: the time of the incumbent over quadfolio's, and the error of its answer. */
export function against(records, name) {
  const own = records.quadfolio;
  const other = records[name];
  if (other === undefined) return "";
  if (other.status === "cut off") {
    const least = own.status === "solved" ? `> ${ratio(other.milliseconds, own.milliseconds)}, ` : "";
    return `${least}cut off`;
  }
  if (other.status === "refused") return "–";
  if (other.status !== "solved") return other.error === undefined ? other.status : `off by ${other.error.toExponential(0)}`;
  const error = other.error === undefined ? "" : ` ±${other.error.toExponential(0)}`;
  return `${ratio(other.milliseconds, own.milliseconds)}${error}`;
}

/**
 * Solves a second.
 * @param {{ status: string, milliseconds?: number }} outcome
 */
export const perSecond = ({ status, milliseconds }) =>
  status === "solved" ? (1000 / milliseconds).toPrecision(3).replace(/e\+(\d)$/, "e$1") : status;

/** Where an incumbent was faster, and how often it gave no answer that counts. */
export function summary(records, names) {
  return names.flatMap((name) => {
    const met = records.filter(({ contenders }) => contenders[name] !== undefined && contenders[name].status !== "refused");
    if (met.length === 0) return [];
    const count = (test) => met.filter(({ contenders }) => test(contenders[name], contenders.quadfolio)).length;
    const solved = count(({ status }) => status === "solved");
    const faster = count(
      (other, own) => other.status === "solved" && own.status === "solved" && other.milliseconds < own.milliseconds,
    );
    const statuses = ["failed", "inaccurate", "cut off"].map((status) => [status, count((other) => other.status === status)]);
    const without = statuses.filter(([, times]) => times > 0).map(([status, times]) => `${status} ${times}`);
    return [
      `${name}: ${solved} of ${met.length} solved, faster than quadfolio on ${faster}${without.map((one) => `; ${one}`).join("")}`,
    ];
  });
}
