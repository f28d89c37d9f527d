import tseslint from "typescript-eslint";

/** Biome formats and lints; ESLint adds only the rules that need types: promises and exhaustiveness. */
export default tseslint.config(
  // site/.vitepress is checked by `npm run docs:build`, because its types are not among the root's dependencies
  { ignores: ["**/dist/**", "**/*.mjs", "**/*.js", "**/*.cjs", "site/.vitepress/**"] },
  {
    files: ["**/*.ts"],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname },
    },
    plugins: { "@typescript-eslint": tseslint.plugin },
    rules: {
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/return-await": ["error", "in-try-catch"],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    },
  },
);
