/**
 * The rooms of each tree, in the order in which they may import: a room imports from itself and from
 * the levels before its own, never from later ones and never from a neighbour on its own level.
 * `rooms/one-way` is the lint rule derived from the lists; a file in no room is reported too.
 */
import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

export const ROOMS = {
  assembly: [["memory", "packing"], ["blas"], ["linalg"], ["covariance"], ["lots", "qp", "risk", "threads"], ["index"], ["full"]],
  bindings: [
    ["errors", "disposal"],
    ["abi", "host", "patched", "lifetime", "loadKeys"],
    ["wasm"],
    ["inlined", "returns", "instance", "fullExports", "threads"],
    ["covariance"],
    ["expected"],
    ["qp"],
    ["lots", "risk"],
    ["portfolio"],
    ["frontier", "backtest"],
    ["core"],
    ["loadCore", "api"],
    ["index"],
    ["full"],
    ["quadprog", "files", "worker"],
    ["cli"],
  ],
};

/** Tree, room and level of a file; level −1 where it lies in no room, null outside the trees. */
function place(file) {
  const [tree, name = ""] = relative(root, file).split(sep);
  if (!Object.hasOwn(ROOMS, tree)) return null;
  const room = name.replace(/\.[jt]s$/, "");
  return { tree, room, level: ROOMS[tree].findIndex((names) => names.includes(room)) };
}

/** @type {import("eslint").Rule.RuleModule} */
const oneWay = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const here = place(context.filename);
    if (here === null || context.filename.endsWith(".d.ts")) return {};

    const check = (source) => {
      if (typeof source?.value !== "string" || !source.value.startsWith(".")) return;
      const there = place(resolve(dirname(context.filename), source.value));
      if (there === null || there.level < 0 || there.room === here.room) return;
      if (there.tree === here.tree && there.level < here.level) return;
      context.report({
        node: source,
        message: `${here.tree}/${here.room} may not import ${there.tree}/${there.room}: imports point one way only (scripts/rooms.js).`,
      });
    };

    return {
      Program(node) {
        if (here.level < 0) {
          context.report({ node, message: `${here.tree}/${here.room} is in no room: give it a place in scripts/rooms.js.` });
        }
      },
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument?.literal),
    };
  },
};

export default { rules: { "one-way": oneWay } };
