import { parse } from "csv-parse/sync";
import { parseCell } from "./cell.js";
import { parseDate } from "./date.js";
import { delimiterOf } from "./delimiter.js";
import { InputError, place } from "./inputError.js";
import { notCsv } from "./notCsv.js";

/** A table of prices or returns: one row a date, oldest first, one column a symbol. */
export interface Panel {
  symbols: string[];
  dates: string[];
  /** Row-major, dates × symbols; NaN is a missing value. */
  values: Float64Array;
  /** The rows were newest first in the file and have been turned round. */
  reversed: boolean;
}

/**
 * Reads a table from CSV: a line of symbols, then a line a date, whose first cell is the date. The delimiter is the
 * comma, semicolon or tab, whichever the first line that is not empty has most of. Throws an InputError that names line and column.
 */
export function parsePanel(bytes: Buffer, onProgress: (fraction: number) => void = () => {}): Panel {
  let table: PanelBuilder | undefined;
  try {
    parse(bytes, {
      bom: true,
      delimiter: delimiterOf(bytes),
      skip_empty_lines: true,
      relax_column_count: true,
      on_record: (cells: string[], { lines, bytes: read }) => {
        if (table) table.addRow(cells, lines);
        else table = new PanelBuilder(cells, lines, bytes.length);
        onProgress(read / bytes.length);
        return null;
      },
    });
  } catch (cause) {
    throw notCsv(cause, bytes);
  }
  if (!table) throw new InputError("line 1: the file is empty, expected a line of symbols and a line for each date.");
  return table.finish();
}

class PanelBuilder {
  private readonly symbols: string[];
  private readonly dates: string[] = [];
  private readonly moments: number[] = [];
  private readonly lines: number[] = [];
  private values: Float64Array;

  constructor(
    header: string[],
    private readonly headerLine: number,
    fileBytes: number,
  ) {
    if (parseDate(header[0].trim()) !== undefined) {
      throw new InputError(`${place(headerLine, 1)}: a date, expected the first line to hold the symbols of the columns.`);
    }
    this.symbols = header.slice(1).map((cell) => cell.trim());
    this.checkSymbols();
    // A cell takes some 8 bytes of text: room enough at the first guess, and doubled where it is not.
    this.values = new Float64Array(this.symbols.length * Math.ceil(fileBytes / (8 * header.length) + 1));
  }

  private checkSymbols(): void {
    const { symbols, headerLine } = this;
    if (symbols.length === 0) {
      throw new InputError(`${place(headerLine, 2)}: no symbols, expected a column of dates and a column for each symbol.`);
    }
    const first = new Map<string, number>();
    symbols.forEach((symbol, j) => {
      if (symbol === "") throw new InputError(`${place(headerLine, j + 2)}: the symbol is empty.`);
      const earlier = first.get(symbol);
      if (earlier !== undefined) {
        throw new InputError(`${place(headerLine, j + 2, symbol)}: the symbol already stands in column ${earlier + 2}.`);
      }
      first.set(symbol, j);
    });
  }

  addRow(cells: string[], line: number): void {
    const { symbols } = this;
    const expected = symbols.length + 1;
    if (cells.length !== expected) {
      const at = place(line, Math.min(cells.length, expected) + 1);
      throw new InputError(`${at}: the line has ${cells.length} cells, expected ${expected} as in line ${this.headerLine}.`);
    }
    const date = cells[0].trim();
    const moment = parseDate(date);
    if (moment === undefined) {
      throw new InputError(`${place(line, 1)}: ${JSON.stringify(date)} is not a date, expected the form 2024-11-29.`);
    }
    const offset = this.dates.length * symbols.length;
    if (offset + symbols.length > this.values.length) this.grow(offset + symbols.length);
    const { values } = this;
    for (let j = 0; j < symbols.length; j++) {
      const value = parseCell(cells[j + 1]);
      if (value === undefined) {
        const hint = cells[j + 1].includes(",") ? ", expected a decimal point and no thousands separator" : "";
        throw new InputError(
          `${place(line, j + 2, symbols[j])}: ${JSON.stringify(cells[j + 1].slice(0, 60))} is not a number${hint}.`,
        );
      }
      values[offset + j] = value;
    }
    this.dates.push(date);
    this.moments.push(moment);
    this.lines.push(line);
  }

  private grow(needed: number): void {
    const larger = new Float64Array(2 * needed);
    larger.set(this.values);
    this.values = larger;
  }

  finish(): Panel {
    const { symbols, dates, moments } = this;
    const values = this.values.subarray(0, dates.length * symbols.length);
    const reversed = dates.length > 1 && moments[1] < moments[0];
    this.checkOrder(reversed ? -1 : 1);
    if (reversed) {
      dates.reverse();
      reverseRows(values, symbols.length);
    }
    return { symbols, dates, values, reversed };
  }

  /** Dates all ascend, or all descend: `direction` 1 or −1. */
  private checkOrder(direction: number): void {
    const { dates, moments, lines } = this;
    for (let i = 1; i < dates.length; i++) {
      const step = direction * (moments[i] - moments[i - 1]);
      if (step > 0) continue;
      const order = direction > 0 ? "after" : "before";
      const fault =
        step === 0 ? `the date ${dates[i]} already stands in line ${lines[i - 1]}` : `the date ${dates[i]} is out of order`;
      throw new InputError(`${place(lines[i], 1)}: ${fault}, expected a date ${order} ${dates[i - 1]}.`);
    }
  }
}

function reverseRows(values: Float64Array, width: number): void {
  for (let top = 0, bottom = values.length - width; top < bottom; top += width, bottom -= width) {
    const row = values.slice(top, top + width);
    values.copyWithin(top, bottom, bottom + width);
    values.set(row, bottom);
  }
}
