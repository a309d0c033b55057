import type { GroupConstraint } from "../../files/index.js";
import type { InFile } from "../config/inFile.js";
import { readTable } from "./table.js";

export type Group = InFile<GroupConstraint> & { name: string };

/**
 * The groups of a CSV file with the columns `symbol` and `group`, and perhaps `min` and `max`, which count for the
 * group and need to stand in one of its lines only. An asset may stand in several groups.
 */
export async function readGroups(path: string): Promise<Group[]> {
  const groups = new Map<string, Group>();
  for (const row of await readTable(path, ["symbol", "group"], ["min", "max"])) {
    const [symbol, name] = [row.cell("symbol"), row.cell("group")];
    if (symbol === "") throw row.fault("symbol", "the symbol is empty");
    if (name === "") throw row.fault("group", "the group is empty");
    const group = groups.get(name) ?? { name, members: [] };
    groups.set(name, group);
    if (group.members.includes(symbol))
      throw row.fault("symbol", `${JSON.stringify(symbol)} stands in the group ${JSON.stringify(name)} already`);
    group.members.push(symbol);
    for (const side of ["min", "max"] as const) {
      const limit = row.number(side);
      if (limit === undefined) continue;
      if (group[side] !== undefined && group[side] !== limit)
        throw row.fault(side, `the ${side} of ${JSON.stringify(name)} is ${group[side]} in a line before`);
      group[side] = limit;
    }
  }
  return [...groups.values()];
}
