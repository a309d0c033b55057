import { changes } from "./changes.mjs";
import { cold } from "./cold.mjs";
import { frontier } from "./frontier.mjs";
import { kernels } from "./kernels.mjs";
import { large } from "./large.mjs";
import { maros } from "./maros.mjs";
import { programs } from "./programs.mjs";

/** In the order of the tables. */
export const sections = [kernels, ...programs, maros, changes, ...large, frontier, cold];
