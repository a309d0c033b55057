/** `npm run test:fuzz`: more cases, and others in every run. */
export const fuzz = (import.meta as { env?: { MODE?: string } }).env?.MODE === "fuzz";

/** Seeds tried in one test. */
export const IN_BLOCK = 100;

/** The first seeds of so many blocks of them in `npm test`, of 100 in `npm run test:fuzz`; QUADFOLIO_SEED repeats one. */
export function firstSeeds(blocks: number): number[] {
  const first = Number(process.env["QUADFOLIO_SEED"] ?? (fuzz ? (Date.now() & 0xffff) * 10_000 : 0));
  return Array.from({ length: fuzz ? 100 : blocks }, (_, i) => first + i * IN_BLOCK);
}
