/** Never answers, and never lets go of its thread. */
export const open = () => ({
  solve: () => {
    for (;;);
  },
});
