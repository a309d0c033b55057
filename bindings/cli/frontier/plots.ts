const FONT = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif";

/** What draws plots without a browser. */
export interface Plots {
  readonly Plot: typeof import("@observablehq/plot");
  readonly document: Document;
  readonly style: Record<string, string>;
  readonly font: string;
}

/** Loads the libraries, which only pictures need. */
export async function loadPlots(): Promise<Plots> {
  const [Plot, { parseHTML }] = await Promise.all([import("@observablehq/plot"), import("linkedom")]);
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  return { Plot, document, style: { fontFamily: FONT, fontSize: "13px", background: "transparent" }, font: FONT };
}
