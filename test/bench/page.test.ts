import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { page } from "../../bench/report/page.mjs";
import { sections } from "../../bench/sections/index.mjs";

const results = new URL("../../bench/results/", import.meta.url);

describe.each(readdirSync(results))("the page of the run %s", (file) => {
  const run = JSON.parse(readFileSync(new URL(file, results), "utf8"));
  const html: string = page(run, sections);

  it("is whole in one file, and fetches nothing", () => {
    expect(html).not.toMatch(/<script|<link|<img|@import|url\(|\b(?:src|href)=/i);
  });

  it("names the machine, Node, the commit and the commands of the run", () => {
    for (const part of [run.machine, run.node, run.commit, ...run.commands]) expect(html).toContain(part);
  });

  it("has a table for each section, with a row for each problem", () => {
    const [, ...tables] = html.split("<table>");
    const lengths = tables.map((table) => table.slice(0, table.indexOf("</table>")).split("<tr>").length - 2);
    const measured = sections.map(({ name }: { name: string }) => run.sections[name]?.length ?? 0);
    expect(lengths).toEqual(measured.filter((length: number) => length > 0));
  });

  it("plots every contender that has an answer to a sized problem, and no undefined number", () => {
    expect(html).not.toMatch(/NaN|undefined/);
    const drawn = html.split("<svg").length - 1;
    expect(drawn).toBeGreaterThanOrEqual(3);
    const key = html.slice(html.indexOf('class="key"'));
    for (const name of Object.keys(run.sections["qp/A"][0].contenders)) expect(key.slice(0, 2000)).toContain(name);
  });

  it("leaves the plots out for which nothing was measured", () => {
    const cold: string = page({ ...run, sections: { cold: run.sections.cold } }, sections);
    expect(cold).toContain("Cold start");
    expect(cold).not.toContain("Time against size");
  });
});
