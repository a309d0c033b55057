/** Prettier parses AssemblyScript once its plugin has hidden the decorators on functions. */
export default {
  printWidth: 130,
  overrides: [{ files: ["assembly/**/*.ts", "test/assembly/**/*.ts"], options: { plugins: ["assemblyscript-prettier"] } }],
};
