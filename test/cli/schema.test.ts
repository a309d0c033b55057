import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import ts from "typescript";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const schema = JSON.parse(readFileSync(`${root}schema/portfolio.schema.json`, "utf8")) as Schema;

interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string | string[];
  const?: string;
  enum?: string[];
  pattern?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: boolean | Schema;
  prefixItems?: Schema[];
  oneOf?: Schema[];
  then?: Schema;
  else?: Schema;
}

/** What a value may be, the same for a type and for a schema. */
interface Shape {
  kinds: string[];
  words: string[];
  /** Of arrays. */
  items: Shape[];
  /** Of objects of numbers by name. */
  byName: Shape[];
  /** Of objects with keys: those of each variant, `?` after the ones that may be absent. */
  variants: Record<string, Shape>[];
}

const text = (value: unknown): string => JSON.stringify(value);

function union(shapes: Shape[]): Shape {
  const all = <Key extends keyof Shape>(key: Key): Shape[Key] => {
    const found = shapes.flatMap((shape) => shape[key] as unknown[]);
    return [...new Map(found.map((one) => [text(one), one])).entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, one]) => one) as Shape[Key];
  };
  return { kinds: all("kinds"), words: all("words"), items: all("items"), byName: all("byName"), variants: all("variants") };
}

const none: Shape = { kinds: [], words: [], items: [], byName: [], variants: [] };

function sorted(keys: [string, Shape][]): Record<string, Shape> {
  return Object.fromEntries(keys.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function shapeOfSchema(part: Schema): Shape {
  if (part.$ref !== undefined) return shapeOfSchema(schema.$defs![part.$ref.replace("#/$defs/", "")]!);
  if (part.then !== undefined) return union([shapeOfSchema(part.then), shapeOfSchema(part.else!)]);
  if (part.oneOf !== undefined) {
    const { oneOf, ...rest } = part;
    return union(
      oneOf.map((one) => shapeOfSchema({ ...rest, ...one, required: [...(rest.required ?? []), ...(one.required ?? [])] })),
    );
  }
  if (part.enum ?? part.const) return { ...none, words: [...(part.enum ?? [part.const!])].sort() };
  const word = part.pattern?.replace(/[\^$]/g, "");
  const kinds = [part.type!].flat().map((type) => (type === "integer" ? "number" : type));
  const items = part.prefixItems?.[0] ?? part.items;
  const { properties, additionalProperties, required = [] } = part;
  return {
    kinds: kinds.filter((kind) => !["array", "object"].includes(kind) && !(kind === "string" && word !== undefined)).sort(),
    words: word === undefined ? [] : [word],
    items: typeof items === "object" ? [shapeOfSchema(items)] : [],
    byName: typeof additionalProperties === "object" ? [shapeOfSchema(additionalProperties)] : [],
    variants:
      properties === undefined
        ? []
        : [
            sorted(
              Object.entries(properties).map(([key, one]) => [`${key}${required.includes(key) ? "" : "?"}`, shapeOfSchema(one)]),
            ),
          ],
  };
}

function shapeOfType(type: ts.Type, checker: ts.TypeChecker): Shape {
  const of = (one: ts.Type): Shape => shapeOfType(one, checker);
  if (type.isUnion()) return union(type.types.map(of));
  if (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Never)) return none;
  if (type.flags & ts.TypeFlags.BooleanLike) return { ...none, kinds: ["boolean"] };
  if (type.flags & ts.TypeFlags.Number) return { ...none, kinds: ["number"] };
  if (type.flags & ts.TypeFlags.String) return { ...none, kinds: ["string"] };
  if (type.isStringLiteral()) return { ...none, words: [type.value] };
  if (checker.isArrayType(type) || checker.isTupleType(type)) {
    return { ...none, items: [of(checker.getTypeArguments(type as ts.TypeReference)[0]!)] };
  }
  const index = type.getStringIndexType();
  if (index !== undefined) return { ...none, byName: [of(index)] };
  const keys = type.getProperties().map((property): [string, Shape] => {
    const optional = property.flags & ts.SymbolFlags.Optional ? "?" : "";
    return [property.name + optional, of(checker.getTypeOfSymbol(property))];
  });
  return { ...none, variants: [sorted(keys)] };
}

it("describes what the types of the library describe", () => {
  const path = `${root}bindings/cli/config/portfolioConfig.ts`;
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config,
    ts.sys,
    root,
  );
  const program = ts.createProgram([path], options);
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(path)!)!;
  const config = checker.getExportsOfModule(module).find(({ name }) => name === "PortfolioConfig")!;
  const fromTypes = shapeOfType(checker.getDeclaredTypeOfSymbol(config), checker);
  expect(fromTypes.variants[0]!["constraints?"]!.variants).toHaveLength(1);
  expect(shapeOfSchema(schema)).toEqual(fromTypes);
});

it("is a schema, and says of every number and choice what it means", () => {
  const ajv = new Ajv2020({ discriminator: true, allowUnionTypes: true });
  expect(ajv.validateSchema(schema)).toBe(true);
  const { properties } = schema.$defs!["constraints"]!;
  for (const one of Object.values(properties!)) expect(one).toHaveProperty("description");
});
