export const open = () => ({
  solve: () => {
    throw new Error("It is broken.");
  },
});
