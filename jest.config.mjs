const shared = {
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  modulePathIgnorePatterns: ['/dist/'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};

/** Two projects: `unit` needs nothing but Node; `parts` talks to a real PostgreSQL, Kafka, sockets and browser. */
export default {
  maxWorkers: 2,
  testTimeout: 60_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{libs,services,apps,bench}/**/src/**/*.spec.ts'] },
    {
      ...shared,
      displayName: 'parts',
      testMatch: ['<rootDir>/{libs,services,apps}/*/test/**/*.test.ts', '<rootDir>/e2e/test/**/*.test.ts'],
      globalSetup: '<rootDir>/scripts/jest-global-setup.mjs',
      globalTeardown: '<rootDir>/scripts/jest-global-teardown.mjs',
    },
  ],
};
