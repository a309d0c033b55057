export const OLDEST: number;
export function newerNode(): string;
