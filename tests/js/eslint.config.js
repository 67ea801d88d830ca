// What is asked of our JavaScript: names that exist and are used, no surprises of comparison or scope, short functions.
import js from "@eslint/js";
import globals from "globals";

const rules = {
  ...js.configs.recommended.rules,
  "no-undef": "error",
  "no-unused-vars": ["error", { args: "all", argsIgnorePattern: "^_", caughtErrors: "all" }],
  "no-use-before-define": ["error", { functions: false, classes: false, variables: false }],
  "no-redeclare": "error",
  "no-shadow": ["error", { builtinGlobals: false, hoist: "all" }],
  "no-implicit-globals": "error",
  "no-var": "error",
  "prefer-const": "error",
  eqeqeq: "error",
  curly: ["error", "multi-line"],
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  "no-throw-literal": "error",
  "no-self-compare": "error",
  "no-unmodified-loop-condition": "error",
  "no-useless-return": "error",
  "array-callback-return": "error",
  "consistent-return": ["error", { treatUndefinedAsUnspecified: true }],
  "default-param-last": "error",
  "max-lines": ["error", 250],
  "max-lines-per-function": ["error", { max: 25, skipComments: true }],
};

export default [
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["unet_demo/**/*.js"],
    languageOptions: { sourceType: "module", ecmaVersion: 2023, globals: globals.browser },
    rules,
  },
  {
    files: ["benchmarks/**/*.js", "tests/material/**/*.js"], // put into a page before its own scripts
    languageOptions: { sourceType: "script", ecmaVersion: 2023, globals: globals.browser },
    rules,
  },
  {
    files: ["tests/js/*.js"],
    languageOptions: { sourceType: "module", ecmaVersion: 2023 },
    rules,
  },
];
