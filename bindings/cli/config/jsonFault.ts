/** Where a text stops being JSON, what stands there and what was expected instead. */
export interface JsonFault {
  /** Characters before the fault. */
  position: number;
  found: string;
  expected: string;
}

type Expectation = "value" | "firstValue" | "key" | "firstKey" | "colon" | "after";

/** What is expected after each token that may come. */
type Following = Readonly<Partial<Record<string, Expectation>>>;

const VALUE: Following = { "{": "firstKey", "[": "firstValue", string: "after", word: "after" };

/** By what is expected: the tokens that may come, and how they are called. `closing` is that of what is open, if anything is. */
function allowed(expectation: Expectation, closing: string | undefined): [Following, string] {
  switch (expectation) {
    case "value":
      return [VALUE, "a value"];
    case "firstValue":
      return [{ ...VALUE, "]": "after" }, 'a value or "]"'];
    case "key":
      return [{ string: "colon" }, "a key in double quotes"];
    case "firstKey":
      return [{ string: "colon", "}": "after" }, 'a key in double quotes or "}"'];
    case "colon":
      return [{ ":": "value" }, '":"'];
    case "after":
      if (closing === undefined) return [{}, "the end of the file"];
      return [{ ",": closing === "}" ? "key" : "value", [closing]: "after" }, `"," or "${closing}"`];
  }
}

const BLANKS = /[ \t\r\n]*/y;
const WORD = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
/** A part of what is between the quotes of a string. */
const IN_STRING = /[^"\\\p{Cc}]+|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/uy;
/** What is shown of a fault. */
const FOUND = /"?[^\s"{}[\]:,\\]{1,20}"?|\\?[^]|/uy;

/**
 * The first fault of a text that JSON.parse refuses (RFC 8259). Engines put it into words of their own, and not all of
 * them say where it is: V8 of Node 20 leaves the position out of most messages.
 */
export function jsonFault(text: string): JsonFault {
  const match = (pattern: RegExp, at: number): string => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? "";
  };
  const fault = (position: number, expected: string): JsonFault => ({ position, found: match(FOUND, position), expected });
  const closings: string[] = [];
  let expectation: Expectation = "value";
  let position = 0;
  for (;;) {
    position += match(BLANKS, position).length;
    const word = match(WORD, position);
    const first = text.charAt(position);
    const token = word !== "" ? "word" : first === '"' ? "string" : first;
    const [following, names] = allowed(expectation, closings.at(-1));
    const next = following[token];
    if (next === undefined) return fault(position, names);
    expectation = next;
    position += word.length || 1;
    if (token === "{") closings.push("}");
    else if (token === "[") closings.push("]");
    else if (token === closings.at(-1)) closings.pop();
    else if (token === "string") {
      for (let part; (part = match(IN_STRING, position)) !== "";) position += part.length;
      const end = text.charAt(position);
      if (end !== '"') return fault(position, end === "\\" ? "an escape of JSON, such as \\n" : "the quote that ends the string");
      position++;
    }
  }
}
