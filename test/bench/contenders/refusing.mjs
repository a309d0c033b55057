export const open = () => ({ refuses: "it is not in the mood" });
