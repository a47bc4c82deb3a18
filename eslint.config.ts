import { defineConfig, type Config } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** main → cli | ocf → actions → domain ← adapters: each row says what a layer must not import. */
const layers: Record<string, string[]> = {
  domain: ['ocf', 'actions', 'adapters', 'cli'],
  adapters: ['ocf', 'actions', 'cli'],
  actions: ['ocf', 'adapters', 'cli'],
  ocf: ['adapters', 'cli'],
  cli: ['adapters'],
};

const layerRules = Object.entries(layers).map(([layer, forbidden]): Config => ({
  files: [`src/${layer}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: forbidden.map((other) => `**/${other}/**`),
            message: `src/${layer} must not depend on these layers (CONTRIBUTING.md, dependency rule).`,
          },
          ...(layer === 'domain'
            ? [{ regex: '^(?!\\.)', message: 'src/domain imports nothing outside itself.' }]
            : []),
        ],
      },
    ],
  },
}));

export default defineConfig(
  { ignores: ['dist', 'node_modules', 'out', 'reports'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      eqeqeq: 'error',
      'no-console': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/main.ts'],
    rules: {
      'no-restricted-globals': ['error', { name: 'process', message: 'Only src/main.ts touches process.' }],
      'max-lines': ['error', { max: 200, skipBlankLines: false }],
    },
  },
  ...layerRules,
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
