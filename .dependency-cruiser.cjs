/** The arrows of ARCHITECTURE.md. A message says where the code should go instead. */
const lib = (...names) => `^libs/(${names.join('|')})/`;
const onlyMayImportLibs = (name, allowed) => ({
  name: `${name}-arrows`,
  severity: 'error',
  comment: `libs/${name} may import ${allowed.length ? allowed.join(', ') : 'no package of ours'}. Move the code to the side that knows both, or pass the value in.`,
  from: { path: `^libs/${name}/`, pathNot: '/test/' },
  to: { path: '^(libs|services|apps|e2e)/', pathNot: lib(name, ...allowed) },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'A cycle means that a third thing has no name yet.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    onlyMayImportLibs('aicc', []),
    onlyMayImportLibs('contracts', []),
    onlyMayImportLibs('lms-profiles', []),
    onlyMayImportLibs('look', []),
    onlyMayImportLibs('hacp-client', ['aicc', 'contracts']),
    onlyMayImportLibs('platform', ['contracts', 'messaging']),
    onlyMayImportLibs('database', ['contracts']),
    onlyMayImportLibs('messaging', ['contracts', 'database']),
    {
      name: 'services-never-import-each-other',
      severity: 'error',
      comment: 'Facts travel over Kafka: publish an event in libs/contracts instead.',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'libs-never-import-services',
      severity: 'error',
      comment: 'Libs are the pure side.',
      from: { path: '^libs/' },
      to: { path: '^(services|apps)/' },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      comment: 'libs/testing is imported by tests only.',
      from: { pathNot: '(^libs/testing/|^e2e/|^bench/|/test/|\\.spec\\.ts$)' },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'simulator-is-an-independent-witness',
      severity: 'error',
      comment: 'The simulator shares nothing with us, or it would repeat our mistakes.',
      from: { path: '^apps/lms-simulator/' },
      to: { path: '^(libs|services|apps)/', pathNot: '^apps/lms-simulator/' },
    },
    {
      name: 'domain-files-are-pure',
      severity: 'error',
      comment:
        'A file without a layer suffix is domain: no Nest, TypeORM, pg, kafkajs, undici. Put the I/O in a .store, .controller, .consumer or .worker.',
      from: {
        path: '^services/[^/]+/src/[^/]+/',
        pathNot:
          '\\.(controller|consumer|worker|store|entity|module|guard|filter|page|provider|spec)\\.ts$|/migrations/|/test/',
      },
      to: {
        path: 'node_modules/(@nestjs|typeorm|pg|kafkajs|undici|pino)|^libs/(platform|database|messaging|hacp-client)/',
        // What they call their values may be named; calling them may not.
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'kafkajs-behind-one-adapter',
      severity: 'error',
      comment: 'kafkajs has traps (reliability §2a); only libs/messaging knows it.',
      from: { pathNot: '^libs/(messaging|testing)/|/test/|^e2e/|^bench/' },
      to: { path: 'node_modules/kafkajs' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|node_modules/\\.cache)' },
    tsConfig: { fileName: 'tsconfig.check.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
