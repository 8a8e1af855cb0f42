// What eslint finds wrong: mistakes, and uses that TypeScript allows and we do not.
import tseslint from 'typescript-eslint';

/** Lint finds mistakes; prettier owns the layout. */
export default tseslint.config(
  { ignores: ['node_modules/', '.build/', '.serverless/', 'coverage/', 'out/'] },
  ...tseslint.configs.strict,
  {
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      // `const { omitted: _, ...rest }` leaves a member out.
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  { files: ['cli/**', 'scripts/**', 'bench/**', 'studies/**'], rules: { 'no-console': 'off' } },
);
