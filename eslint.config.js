import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import globals from "globals";
import tseslint from "typescript-eslint";
import rooms from "./scripts/rooms.js";

const nameless = {
  selector: "Program",
  message: "Name the file after what it exports.",
};

export default defineConfig(
  { ignores: ["build/", "dist/", "coverage/", "**/node_modules/"] },
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    rules: {
      "max-lines": ["error", 400],
      "no-warning-comments": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", caughtErrors: "none" }],
    },
  },
  { files: ["**/*.{js,mjs}"], languageOptions: { globals: { ...globals.node, ...globals.browser } } },

  // The wrapper: typed rules that catch lost promises, and two files that say WebAssembly.
  {
    files: ["bindings/**/*.ts"],
    plugins: { rooms },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: "error",
      "rooms/one-way": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
  {
    files: ["bindings/**/*.ts"],
    ignores: ["bindings/wasm.ts", "bindings/threads/instantiate.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: ":not(TSQualifiedName) > Identifier[name='WebAssembly']",
          message: "Only bindings/wasm.ts and bindings/threads/instantiate.ts say WebAssembly.",
        },
      ],
    },
  },

  // AssemblyScript: TypeScript's grammar with decorators on functions, and a world of built-in names.
  {
    files: ["assembly/**/*.ts", "test/assembly/**/*.ts", "bench/assembly/**/*.ts"],
    languageOptions: { parserOptions: { allowInvalidAST: true } },
    rules: {
      "no-loss-of-precision": "off", // literals of 64-bit integers
      "@typescript-eslint/ban-ts-comment": ["error", { "ts-ignore": { descriptionFormat: "^: decorator$" } }],
    },
  },
  {
    files: ["assembly/**/*.ts"],
    plugins: { rooms },
    rules: {
      "rooms/one-way": "error",
      "no-restricted-syntax": [
        "error",
        { selector: "NewExpression", message: "The runtime is the stub: take memory from the arena." },
        { selector: "TemplateLiteral", message: "The core holds no strings." },
      ],
    },
  },

  // No test is skipped for good; `skipIf` with a reason is allowed.
  {
    files: ["test/**/*.ts"],
    rules: {
      "no-sparse-arrays": "off",
      "no-restricted-syntax": [
        "error",
        {
          selector: "MemberExpression[object.name=/^(it|test|describe|xit|xdescribe)$/][property.name=/^(skip|only|todo)$/]",
          message: "No test is skipped or left alone.",
        },
      ],
    },
  },

  // The last, for it holds in every room.
  { files: ["**/{utils,util,helpers,misc,common}.*"], rules: { "no-restricted-syntax": ["error", nameless] } },
);
