import type { ErrorObject } from "ajv";
import { describe } from "../../errors/errors.js";
import { expectedOneOf } from "../../errors/near.js";

interface Schema {
  readonly type?: string | readonly string[];
  readonly additionalProperties?: false | Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** What is wrong, each fault in a sentence that begins with the JSON pointer of the value (RFC 6901), in the order of the schema. */
export function faultsOf(errors: readonly ErrorObject[]): string[] {
  return errors.flatMap((error) => {
    const sentence = fault(error);
    return sentence === undefined ? [] : [sentence];
  });
}

function fault(error: ErrorObject): string | undefined {
  const { keyword, instancePath, params, data } = error;
  const schema = error.parentSchema as Schema;
  const pointer = instancePath === "" ? "the file" : instancePath;
  const expected = (what: string): string => `${pointer} is ${describe(data)}, expected ${what}.`;
  switch (keyword) {
    // The keywords inside say what is wrong.
    case "if":
      return undefined;
    case "additionalProperties": {
      const key = params["additionalProperty"] as string;
      return `${instancePath}/${escaped(key)} is not known, expected ${expectedOneOf(key, Object.keys(schema.properties!), "key")}.`;
    }
    case "required":
      return `${pointer} lacks the key ${JSON.stringify(params["missingProperty"])}.`;
    case "discriminator": {
      const { tag, tagValue, error: what } = params as { tag: string; tagValue: unknown; error: "tag" | "mapping" };
      if (tagValue === undefined) return undefined;
      const words = schema.oneOf!.flatMap(({ properties }) => wordsOf(properties![tag]));
      const choice = what === "tag" ? `one of ${quoted(words)}` : expectedOneOf(tagValue as string, words, "word");
      return `${instancePath}/${tag} is ${describe(tagValue)}, expected ${choice}.`;
    }
    case "enum":
      return expected(
        typeof data === "string" ? expectedOneOf(data, wordsOf(schema), "word") : `one of ${quoted(wordsOf(schema))}`,
      );
    case "minItems":
    case "items":
      return `${pointer} has ${(data as unknown[]).length} values, expected ${params["limit"] as number}.`;
    case "uniqueItems":
      return `${pointer} holds ${JSON.stringify((data as unknown[])[params["i"] as number])} twice.`;
    case "pattern":
      return expected(`a number or ${JSON.stringify((params["pattern"] as string).slice(1, -1))}`);
    default:
      return expected(describeSchema(schema, keyword === "type" ? undefined : data));
  }
}

/** "a number above 0", "a number or numbers by asset"; of several types the one that `data` has, where it has one. */
function describeSchema({ type, additionalProperties, minimum, exclusiveMinimum, maximum }: Schema, data: unknown): string {
  const types = [type ?? []].flat().filter((one) => data === undefined || KIND_OF[one] === typeof data);
  const kinds = types.map((one) => (one === "object" && additionalProperties ? "numbers by asset" : KINDS[one]));
  const limits = [
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...(minimum === undefined ? [] : [`of at least ${minimum}`]),
    ...(maximum === undefined ? [] : [`of at most ${maximum}`]),
  ];
  return [kinds.join(" or "), limits.join(" and ")].filter(Boolean).join(" ");
}

const KINDS: Readonly<Record<string, string>> = {
  number: "a number",
  integer: "a whole number",
  string: "a text that is not empty",
  boolean: "true or false",
  array: "an array",
  object: "an object",
};

/** What `typeof` says of the values of a type. */
const KIND_OF: Readonly<Record<string, string>> = { number: "number", integer: "number", string: "string" };

function wordsOf(schema: Schema): readonly string[] {
  return schema.enum ?? [schema.const!];
}

function quoted(words: readonly string[]): string {
  return words.map((word) => JSON.stringify(word)).join(", ");
}

/** A key inside a JSON pointer. */
function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
