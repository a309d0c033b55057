/** as-pect: the tests that run inside AssemblyScript. Each spec is compiled with what it imports. */
export default {
  entries: ["test/assembly/**/*.spec.ts"],
  include: [],
  disclude: [/node_modules/],
  async instantiate(memory, createImports, instantiate, binary) {
    return instantiate(binary, createImports({ env: { memory } }));
  },
  outputBinary: false,
};
