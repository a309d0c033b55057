import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { csv } from "./prices.js";
import { quadfolio, temporaryFile, temporaryFolder } from "./run.js";

const HEAD = "Date,A,B\n2024-01-01,1,2\n";

it.each([
  ["text for a number", `${HEAD}2024-01-02,1,x\n`, 'line 3, column 3 (B): "x" is not a number'],
  ["a decimal comma", 'Date,A,B\n2024-01-01,1,"2,5"\n', '"2,5" is not a number, expected a decimal point'],
  ["hexadecimal", `${HEAD}2024-01-02,0x1f,2\n`, 'line 3, column 2 (A): "0x1f" is not a number'],
  ["infinity", `${HEAD}2024-01-02,1,Infinity\n`, 'line 3, column 3 (B): "Infinity" is not a number'],
  ["an overflow", `${HEAD}2024-01-02,1e999,2\n`, 'line 3, column 2 (A): "1e999" is not a number'],
  ["a percentage", `${HEAD}2024-01-02,1%,2\n`, 'line 3, column 2 (A): "1%" is not a number'],
  ["too few cells", `${HEAD}2024-01-02,1\n`, "line 3, column 3: the line has 2 cells, expected 3 as in line 1"],
  ["too many cells", `${HEAD}2024-01-02,1,2,3\n`, "line 3, column 4: the line has 4 cells, expected 3 as in line 1"],
  ["a symbol twice", "Date,A,B,A\n", "line 1, column 4 (A): the symbol already stands in column 2"],
  ["an empty symbol", "Date,A,,B\n", "line 1, column 3: the symbol is empty"],
  ["no symbols", "Date\n2024-01-01\n", "line 1, column 2: no symbols"],
  ["no line of symbols", "2024-01-01,1,2\n", "line 1, column 1: a date, expected the first line to hold the symbols"],
  ["a date twice", `${HEAD}2024-01-01,1,2\n`, "line 3, column 1: the date 2024-01-01 already stands in line 2"],
  ["dates out of order", `${HEAD}2024-01-05,1,2\n2024-01-03,1,2\n`, "line 4, column 1: the date 2024-01-03 is out of order"],
  ["a day that is none", `${HEAD}2024-02-30,1,2\n`, 'line 3, column 1: "2024-02-30" is not a date'],
  ["an ambiguous date", `${HEAD}03/04/2024,1,2\n`, 'line 3, column 1: "03/04/2024" is not a date, expected the form 2024-11-29'],
  ["an open quote", `${HEAD}2024-01-02,"1,2\n`, "line 3, column 2: not CSV: the quote is not closed"],
  ["an open quote in the first line", `Date,"A,B\n2024-01-01,1,2\n\n2024-01-02,1,2\n`, "line 1, column 2: not CSV"],
  ["an open quote before quotes in the cell", `Date,"A,B",C\n2024-01-01,"","""1"",\n2\n`, "line 2, column 3: not CSV"],
  ["nothing", "", "line 1: the file is empty"],
  ["a line of symbols only", "Date,A,B\n", "the file has 0 dates with values, expected at least 3 of prices"],
  ["an empty line before the fault", `Date,A,B\n\n2024-01-01,1,2\n2024-01-02,1,x\n`, "line 4, column 3 (B)"],
])("names line and column of %s", (_, text, message) => {
  const { code, stdout, stderr } = quadfolio(["optimize", "-"], text);
  expect(stderr).toContain(message);
  expect(stdout).toBe("");
  expect(code).toBe(2);
});

it.each([
  ["a file that is not there", () => "/no/such/file.csv", "/no/such/file.csv cannot be read: there is no such file"],
  ["a folder", () => temporaryFolder(), "cannot be read: it is a folder"],
  ["broken gzip", () => temporaryFile("x.csv.gz", gzipSync(csv()).subarray(0, 200)), "does not decompress"],
  [
    "Parquet",
    () => temporaryFile("x.csv", "PAR1\u0015rest"),
    "x.csv is Parquet, expected CSV, plain or compressed by gzip: DuckDB",
  ],
  ["a file that is no text", () => temporaryFile("x.csv", "SQLite\u0000"), "x.csv is binary, expected text"],
  ["compressed, a file that is no text", () => temporaryFile("x.csv.gz", gzipSync("\u0001\u0000")), "is binary, expected text"],
  ["a zip archive", () => temporaryFile("x.zip", Buffer.from("PK\u0003\u0004rest")), "is a zip archive, expected CSV"],
])("refuses %s", (_, path, message) => {
  const { code, stderr } = quadfolio(["optimize", path()]);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});
