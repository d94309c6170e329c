import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const features = [
  'account',
  'alerts',
  'benchmarks',
  'bundles',
  'co-runs',
  'comparisons',
  'machines',
  'partitions',
  'projects',
  'runs',
];

/** Forbids importing anything under the named folders of src. */
function forbid(files, folders, message) {
  const group = folders.flatMap((folder) => [`@/${folder}`, `@/${folder}/**`]);
  return {
    files,
    rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }, parentFolders] }] },
  };
}

// Without this, `../../runs/x` would slip past the rules on '@/features/runs'.
const parentFolders = { group: ['../**'], message: "Use '@/…' outside the own folder." };

export default defineConfig(
  { ignores: ['target', 'node_modules', 'src/api/schema.d.ts'] },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  reactHooks.configs.flat.recommended,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js', 'scripts/*.mjs'] } },
    },
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: 'What a guest or a user wrote is text, never markup.',
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
    rules: { 'no-console': 'off' },
  },
  // The direction of knowledge: app → features → components → api → lib; features never know each other.
  ...features.map((feature) =>
    forbid(
      [`src/features/${feature}/**`],
      ['app', ...features.filter((other) => other !== feature).map((other) => `features/${other}`)],
      'A feature knows neither the app nor another feature: compose them in src/app.',
    ),
  ),
  forbid(['src/components/**'], ['app', 'features'], 'Components know no feature.'),
  forbid(['src/api/**'], ['app', 'features', 'components'], 'Requests know no screen.'),
  forbid(['src/lib/**'], ['app', 'features', 'components', 'api'], 'lib stands alone.'),
);
