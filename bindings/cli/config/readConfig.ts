import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { InputError, place } from "../inputError.js";
import { readSource, sourceName } from "../source.js";
import { jsonFault } from "./jsonFault.js";
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

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { position, found, expected } = jsonFault(text);
    const lines = text.slice(0, position).split("\n");
    const at = place(lines.length, lines[lines.length - 1].length + 1);
    throw new InputError(
      `${name}: ${at}: not JSON: ${found === "" ? "the file ends" : JSON.stringify(found)}, expected ${expected}.`,
    );
  }
}
