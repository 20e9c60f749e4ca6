import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/** program → IDL → sdk → { indexer, cli, localnet }: nobody imports sideways; the command line starts the others as processes. */
const forbidden = (names, why) => [
  'error',
  {
    patterns: [
      { group: names.flatMap((n) => [`@meshid/${n}`, `@meshid/${n}/*`, `**/${n}/src/**`]), message: why },
    ],
  },
];

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      '**/target/',
      'sdk/program/meshid.ts',
      'indexer/src/generated/',
    ],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/require-await': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['sdk/**/*.ts'],
    rules: {
      'no-restricted-imports': forbidden(['cli', 'indexer', 'localnet'], 'the SDK stands below its users'),
    },
  },
  {
    files: ['indexer/**/*.ts'],
    rules: { 'no-restricted-imports': forbidden(['cli', 'localnet'], 'the indexer knows the SDK only') },
  },
  {
    files: ['localnet/**/*.ts'],
    rules: { 'no-restricted-imports': forbidden(['cli', 'indexer'], 'the local chain knows the SDK only') },
  },
  {
    files: ['cli/**/*.ts'],
    rules: {
      'no-restricted-imports': forbidden(
        ['indexer', 'localnet'],
        'the command line starts them as processes',
      ),
    },
  },
  {
    files: ['examples/**/*.ts'],
    rules: {
      'no-restricted-imports': forbidden(
        ['cli', 'indexer', 'localnet'],
        'an example imports the SDK, as a third party would',
      ),
    },
  },
  {
    files: ['migrations/**/*.ts'],
    rules: {
      'no-restricted-imports': forbidden(['cli', 'indexer', 'localnet'], 'a deployment needs the SDK only'),
    },
  },
  {
    files: ['tests/**/*.ts'],
    // Promises of describe/it callbacks belong to mocha; chained expectations are expressions.
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  {
    // Mocha's reporter, and what runs on the Node that npm itself runs on.
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { process: 'readonly', console: 'readonly', __dirname: 'readonly' },
    },
  },
);
