import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse as parseJson, printParseErrorCode, type ParseError } from "jsonc-parser";
import { InputError, place } from "../inputError.js";
import { readSource, sourceName } from "../source.js";
import type { PortfolioConfig } from "./portfolioConfig.js";
import { faultsOf } from "./schemaFault.js";

const FAULTS_SHOWN = 8;

/** Reads a configuration file and checks it by the schema. Throws an InputError that points at every wrong key. */
export async function readConfig(path: string): Promise<PortfolioConfig> {
  const text = (await readSource(path)).toString("utf8").replace(/^\ufeff/, "");
  const config = parse(text, sourceName(path));
  const validate = new Ajv2020({
    allErrors: true,
    verbose: true,
    discriminator: true,
    allowUnionTypes: true,
  }).compile<PortfolioConfig>(JSON.parse(readFileSync(new URL("../schema/portfolio.schema.json", import.meta.url), "utf8")));
  if (validate(config)) return config;
  const faults = faultsOf(validate.errors!);
  const shown = faults.slice(0, FAULTS_SHOWN);
  if (faults.length > shown.length) shown.push(`… and ${faults.length - shown.length} more`);
  const one = shown.length === 1;
  throw new InputError(`${sourceName(path)}:${one ? " " : "\n  "}${shown.join("\n  ")}`);
}

/** What the parser expected where it says that something else came. */
const EXPECTED: Readonly<Record<string, string>> = {
  InvalidSymbol: "a value or a key in double quotes",
  UnexpectedEndOfNumber: "digits",
  PropertyNameExpected: "a key in double quotes",
  ValueExpected: "a value",
  ColonExpected: '":"',
  CommaExpected: '"," or the end of the list',
  CloseBraceExpected: '"," or "}"',
  CloseBracketExpected: '"," or "]"',
  EndOfFileExpected: "the end of the file",
  InvalidCommentToken: "no comment",
  UnexpectedEndOfString: "a string that ends on its line",
  InvalidUnicode: "four hexadecimal digits after \\u",
  InvalidEscapeCharacter: "the escapes of JSON, such as \\n",
  InvalidCharacter: "no control characters",
};

/** V8 of Node 20 does not say where a fault is: of what JSON.parse refuses another parser does. */
function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const faults: ParseError[] = [];
    parseJson(text, faults, { disallowComments: true });
    const { error, offset, length } = faults[0];
    const lines = text.slice(0, offset).split("\n");
    const at = place(lines.length, lines[lines.length - 1].length + 1);
    const found = length === 0 ? "the file ends" : JSON.stringify(text.slice(offset, offset + length));
    throw new InputError(`${name}: ${at}: not JSON: ${found}, expected ${EXPECTED[printParseErrorCode(error)]}.`);
  }
}
