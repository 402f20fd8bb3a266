import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'

// A feature may use the shared rooms and itself, never another feature: crossing areas goes through routes.
const otherFeatures = (own) => ({
  files: [`src/features/${own}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: [{ name: '@tauri-apps/api', message: 'Only lib/ipc.ts talks to Tauri.' }],
        patterns: [
          { group: ['@tauri-apps/*'], message: 'Only lib/ipc.ts talks to Tauri.' },
          { regex: `^@/features/(?!${own}/)`, message: 'A feature does not import another feature.' },
        ],
      },
    ],
  },
})

export default tseslint.config(
  { ignores: ['dist', 'src/lib/bindings.ts'] },
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.{ts,vue}'],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.vue'] } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
      'vue/no-v-html': 'error',
      // Prettier decides the form.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off',
    },
  },
  {
    files: ['src/**/*.{ts,vue}'],
    ignores: ['src/lib/ipc.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@tauri-apps/*'], message: 'Only lib/ipc.ts talks to Tauri.' }] },
      ],
    },
  },
  ...[
    'start',
    'reports',
    'customers',
    'provisioning',
    'billing',
    'payments',
    'plans',
    'network',
    'aaa',
    'workspace',
  ].map(otherFeatures),
)
