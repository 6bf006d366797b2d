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

const onRealParts = {
  ...shared,
  globalSetup: '<rootDir>/scripts/jest-global-setup.mjs',
  globalTeardown: '<rootDir>/scripts/jest-global-teardown.mjs',
};

/** Of the tests of the whole, those of one reporter and one LMS: nearly as light as a part's. */
const LIGHT = 'e2e/test/(access|carry-over|lms-.*|network-faults|reports|time-and-order)\\.test\\.ts$';

/**
 * Three projects: `unit` needs nothing but Node; `parts` and `whole` talk to a real PostgreSQL, Kafka, sockets and browser: a service or
 * library alone, and all of it together. `parts` takes the light ones of the whole too, so that both take about as long.
 */
export default {
  maxWorkers: 2,
  testTimeout: 60_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{libs,services,apps,bench}/**/src/**/*.spec.ts'] },
    {
      ...onRealParts,
      displayName: 'parts',
      testRegex: ['/(libs|services|apps)/[^/]+/test/.*\\.test\\.ts$', LIGHT],
    },
    {
      ...onRealParts,
      displayName: 'whole',
      testMatch: ['<rootDir>/e2e/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', LIGHT],
    },
  ],
};
