// Which folder may import which, and which packages: the picture of ARCHITECTURE.md as a table. The longest folder that
// a path begins with is the file's; a folder that no row names fails the test, so a new one gets its row here.
import type { Import } from './read-imports.ts';

export interface Layer {
  /** Folders that it may import, itself aside; a folder stands for what is in it, where that has no row of its own. */
  readonly mayImport: readonly string[];
  /** The only packages that it may import; absent: any, but AWS's. */
  readonly packages?: readonly string[];
  /** Whether it may import the AWS SDK. */
  readonly aws?: 'sdk';
}

export type Layers = Readonly<Record<string, Layer>>;

/** What a kind of target brings: all that the cycle knows. */
const TARGET = 'lib/targets/target.ts';
/** How a target is read again right before it is changed. */
const LAST_LOOK = 'lib/targets/last-look.ts';
/** The first kind: Auto Scaling groups of RDBs. What every kind shares is lib/core. */
const GROUP = 'lib/targets/rdb-group';
const DOMAIN = ['lib/core', 'lib/learning', 'lib/routing', `${GROUP}/domain`];
const PORTS = ['lib/ports', `${GROUP}/ports`];
/** A kind's look and its calls, and the file that joins its parts to a `Target`. */
const PARTS = [`${GROUP}/observe`, `${GROUP}/act`, `${GROUP}/decide`, TARGET, ...PORTS, ...DOMAIN];
const CORE = ['lib/cycle', GROUP, ...PARTS];
/** What the kinds whose size is a number of shards share, and the others do not. */
const SHARDED = 'lib/sharded';
/** The second kind: Kinesis streams. */
const STREAM = 'lib/targets/kinesis-stream';
const STREAM_DOMAIN = ['lib/core', 'lib/learning', SHARDED, `${STREAM}/domain`];
const STREAM_PORTS = [`${STREAM}/ports`];
const STREAM_PARTS = [
  `${STREAM}/observe`,
  `${STREAM}/act`,
  `${STREAM}/decide`,
  TARGET,
  'lib/ports',
  ...STREAM_PORTS,
  ...STREAM_DOMAIN,
];
/** The third kind: MemoryDB clusters. */
const CLUSTER = 'lib/targets/memorydb-cluster';
const CLUSTER_DOMAIN = ['lib/core', 'lib/learning', SHARDED, `${CLUSTER}/domain`];
const CLUSTER_PORTS = [`${CLUSTER}/ports`];
const CLUSTER_PARTS = [
  `${CLUSTER}/observe`,
  `${CLUSTER}/act`,
  `${CLUSTER}/decide`,
  TARGET,
  'lib/ports',
  ...CLUSTER_PORTS,
  ...CLUSTER_DOMAIN,
];
/** All of lib but what is AWS's own: that is reached through the wiring. */
const LIB = [
  ...CORE,
  STREAM,
  ...STREAM_PORTS,
  CLUSTER,
  ...CLUSTER_PORTS,
  ...[
    'backtest',
    'backtest/kinesis-stream',
    'backtest/memorydb-cluster',
    'campaign',
    'drill',
    'emulator',
    'finspace',
    'kdb',
    'operate',
    'report',
    'resp',
    'settings',
    'sim',
    'trace',
    'wiring',
    'wiring/kinds.ts',
    'wiring/kinesis-stream',
    'wiring/memorydb-cluster',
    'operate/rdb-group',
    'operate/kinesis-stream',
    'operate/memorydb-cluster',
    'wiring/operated-kinds.ts',
    'wiring/wire-operator.ts',
  ].map((name) => `lib/${name}`),
];

/** Nothing imports upwards, and nothing sideways. */
export const LAYERS: Layers = {
  'lib/core': { mayImport: [], packages: ['zod'] },
  // What all kinds share of what is learned: how it is framed and read.
  'lib/learning': { mayImport: ['lib/core'], packages: [] },
  // Where data is: what is known of nodes, and the answer. Whoever asks needs no more of Spillway than this.
  'lib/routing': { mayImport: ['lib/core'], packages: ['zod'] },
  [`${GROUP}/domain`]: { mayImport: ['lib/core', 'lib/learning', 'lib/routing'], packages: ['zod'] },
  [`${GROUP}/ports`]: { mayImport: ['lib/ports', ...DOMAIN], packages: [] },
  [`${GROUP}/decide`]: { mayImport: DOMAIN, packages: [] },
  [SHARDED]: { mayImport: ['lib/core', 'lib/learning'], packages: ['zod'] },
  [`${STREAM}/domain`]: { mayImport: ['lib/core', 'lib/learning', SHARDED], packages: ['zod'] },
  [`${STREAM}/decide`]: { mayImport: STREAM_DOMAIN, packages: [] },
  [`${STREAM}/ports`]: { mayImport: ['lib/ports', ...STREAM_DOMAIN], packages: [] },
  [`${STREAM}/observe`]: {
    mayImport: [`${STREAM}/decide`, 'lib/ports', ...STREAM_PORTS, ...STREAM_DOMAIN],
    packages: [],
  },
  [`${STREAM}/act`]: {
    mayImport: [`${STREAM}/observe`, LAST_LOOK, ...STREAM_PORTS, ...STREAM_DOMAIN],
    packages: [],
  },
  [STREAM]: { mayImport: STREAM_PARTS, packages: [] },
  [`${CLUSTER}/domain`]: { mayImport: ['lib/core', 'lib/learning', SHARDED], packages: ['zod'] },
  [`${CLUSTER}/decide`]: { mayImport: CLUSTER_DOMAIN, packages: [] },
  [`${CLUSTER}/ports`]: { mayImport: ['lib/ports', ...CLUSTER_DOMAIN], packages: [] },
  [`${CLUSTER}/observe`]: { mayImport: ['lib/ports', ...CLUSTER_PORTS, ...CLUSTER_DOMAIN], packages: [] },
  [`${CLUSTER}/act`]: {
    mayImport: [`${CLUSTER}/observe`, LAST_LOOK, ...CLUSTER_PORTS, ...CLUSTER_DOMAIN],
    packages: [],
  },
  [CLUSTER]: { mayImport: CLUSTER_PARTS, packages: [] },
  [`${GROUP}/observe`]: { mayImport: [`${GROUP}/decide`, ...PORTS, ...DOMAIN], packages: [] },
  [`${GROUP}/act`]: {
    mayImport: [`${GROUP}/observe`, `${GROUP}/decide`, TARGET, ...PORTS, ...DOMAIN],
    packages: [],
  },
  [GROUP]: { mayImport: PARTS, packages: [] },
  // The cycle, what it works through, and what it is told of a kind: none of them knows any.
  'lib/ports': { mayImport: ['lib/core', 'lib/learning', 'lib/routing'], packages: [] },
  [LAST_LOOK]: { mayImport: ['lib/core'], packages: [] },
  [TARGET]: { mayImport: ['lib/core', 'lib/learning', 'lib/ports'], packages: [] },
  'lib/cycle': {
    mayImport: [TARGET, 'lib/ports', 'lib/learning', 'lib/core'],
    packages: ['p-limit', 'node:crypto'],
  },
  // What arrived on a day, read from files: lived through by a world, run over by a backtest.
  'lib/trace': { mayImport: ['lib/core'] },
  // What stands behind the ports: siblings that know nothing of each other.
  'lib/aws': { mayImport: [...PORTS, ...DOMAIN], aws: 'sdk' },
  'lib/aws/kinesis-stream': {
    mayImport: ['lib/aws', 'lib/ports', ...STREAM_PORTS, ...STREAM_DOMAIN],
    aws: 'sdk',
  },
  'lib/aws/memorydb-cluster': {
    mayImport: ['lib/aws', 'lib/ports', ...CLUSTER_PORTS, ...CLUSTER_DOMAIN],
    aws: 'sdk',
  },
  // The state table is all kinds'.
  'lib/aws/dynamo': {
    mayImport: ['lib/aws', 'lib/ports', 'lib/learning', 'lib/routing', 'lib/core'],
    aws: 'sdk',
  },
  'lib/sim': { mayImport: ['lib/trace', ...CLUSTER_PORTS, ...STREAM_PORTS, ...PORTS, ...DOMAIN] },
  'lib/kdb': { mayImport: [...PORTS, ...DOMAIN] },
  // The protocol of Redis and Valkey, as far as a drill needs it.
  'lib/resp': { mayImport: [...CLUSTER_PORTS, ...CLUSTER_DOMAIN] },
  // A local AWS: the wire over the simulated world, with RDBs that speak kdb+'s protocol.
  'lib/emulator': { mayImport: ['lib/sim', 'lib/kdb', 'lib/resp', ...PORTS, ...DOMAIN] },
  'lib/settings': { mayImport: DOMAIN },
  // An operator's commands: what all kinds share knows none of them.
  'lib/operate': { mayImport: ['lib/cycle', 'lib/drill', TARGET, 'lib/ports', 'lib/learning', 'lib/core'] },
  'lib/operate/rdb-group': { mayImport: ['lib/operate', 'lib/drill', ...CORE] },
  'lib/operate/kinesis-stream': { mayImport: ['lib/operate', 'lib/cycle', STREAM, ...STREAM_PARTS] },
  'lib/operate/memorydb-cluster': {
    mayImport: ['lib/operate', 'lib/drill', 'lib/cycle', CLUSTER, ...CLUSTER_PARTS],
  },
  // What a drill plans and what it has shown: of no kind, and pure.
  'lib/drill': { mayImport: ['lib/core'], packages: ['zod'] },
  // What FinSpace's clusters become: texts in, texts out.
  'lib/finspace': { mayImport: DOMAIN, packages: ['zod'] },
  'lib/report': { mayImport: ['lib/drill', 'lib/core'] },
  // Random days, and what must hold on each.
  'lib/campaign': { mayImport: ['lib/sim', ...CORE, STREAM, ...STREAM_PARTS, CLUSTER, ...CLUSTER_PARTS] },
  'lib/backtest': { mayImport: ['lib/report', 'lib/sim', 'lib/trace', ...CORE] },
  'lib/backtest/kinesis-stream': {
    mayImport: [
      'lib/backtest',
      'lib/report',
      'lib/trace',
      'lib/core',
      `${STREAM}/domain`,
      `${STREAM}/decide`,
    ],
  },
  'lib/backtest/memorydb-cluster': {
    mayImport: [
      'lib/backtest',
      'lib/report',
      'lib/trace',
      'lib/core',
      `${CLUSTER}/domain`,
      `${CLUSTER}/decide`,
    ],
  },
  // The composition root: the one place that joins the ports with the real world.
  'lib/wiring': {
    mayImport: [
      'lib/aws',
      'lib/aws/dynamo',
      'lib/kdb',
      'lib/cycle',
      `${GROUP}/observe`,
      TARGET,
      ...PORTS,
      ...DOMAIN,
    ],
  },
  // A kind beside the groups is joined with the real world in its own folder, and told of in one line of the registry.
  'lib/wiring/kinesis-stream': {
    mayImport: [
      'lib/wiring',
      'lib/wiring/operator-parts.ts',
      'lib/operate/kinesis-stream',
      'lib/aws',
      'lib/aws/dynamo',
      'lib/aws/kinesis-stream',
      STREAM,
      ...STREAM_PORTS,
    ],
  },
  'lib/wiring/memorydb-cluster': {
    mayImport: [
      'lib/wiring',
      'lib/wiring/operator-parts.ts',
      'lib/operate/memorydb-cluster',
      'lib/aws',
      'lib/aws/dynamo',
      'lib/aws/memorydb-cluster',
      'lib/resp',
      CLUSTER,
      ...CLUSTER_PORTS,
    ],
  },
  'lib/wiring/kinds.ts': {
    mayImport: ['lib/wiring', 'lib/wiring/kinesis-stream', 'lib/wiring/memorydb-cluster'],
  },

  // An operator's commands know kinds by one table; a kind is joined with the real world for them in its own folder.
  'lib/wiring/operator-parts.ts': { mayImport: ['lib/wiring', 'lib/operate', 'lib/aws'] },
  'lib/wiring/rdb-group': {
    mayImport: [
      'lib/wiring',
      'lib/wiring/operator-parts.ts',
      'lib/operate/rdb-group',
      'lib/kdb',
      'lib/aws',
      'lib/aws/dynamo',
      ...PORTS,
      ...DOMAIN,
    ],
  },
  'lib/wiring/operated-kinds.ts': {
    mayImport: [
      'lib/wiring/operator-parts.ts',
      'lib/wiring/rdb-group',
      'lib/wiring/kinesis-stream',
      'lib/wiring/memorydb-cluster',
      'lib/operate',
    ],
  },
  'lib/wiring/wire-operator.ts': {
    mayImport: [
      'lib/wiring',
      'lib/wiring/operator-parts.ts',
      'lib/wiring/operated-kinds.ts',
      'lib/operate',
      'lib/aws',
      'lib/aws/dynamo',
      ...PORTS,
    ],
  },

  // They know neither AWS nor the simulated world, and no kind but the groups, whose hooks and schedules they serve.
  functions: { mayImport: ['lib/wiring', 'lib/wiring/kinds.ts', 'lib/kdb', ...CORE] },
  cli: { mayImport: ['functions', ...LIB, 'package.json'] },
  bench: { mayImport: ['cli', 'functions', 'scripts', 'lib/aws', 'lib/aws/dynamo', 'bench/cost', ...LIB] },
  // Its servers call AWS as servers do, and it looks into the table.
  'bench/cost': { mayImport: ['cli', 'lib/aws', ...LIB], aws: 'sdk' },
  studies: { mayImport: [...LIB, 'test/kdb', 'scripts'] },
  scripts: { mayImport: ['functions', ...LIB, 'test/mutants', 'vitest.config.ts'] },
  'package.json': { mayImport: [] },
  'vitest.config.ts': { mayImport: [] },
  'eslint.config.mjs': { mayImport: [] },

  // The rules are tried without a world, and so are the builders that they are tried with.
  'test/build': { mayImport: CORE },
  'test/targets': { mayImport: ['test/build', ...CORE] },
  [`test/targets/rdb-group/decide`]: { mayImport: ['test/build', `${GROUP}/decide`, ...DOMAIN] },
  [`test/targets/rdb-group/domain`]: { mayImport: ['test/build', ...DOMAIN] },
  [`test/targets/rdb-group/observe`]: { mayImport: ['test/build', 'test/kdb', 'lib/kdb', ...CORE] },
  'test/sharded': { mayImport: ['test/build', 'lib/core', SHARDED] },
  'test/targets/kinesis-stream': { mayImport: ['test/build', STREAM, ...STREAM_PARTS] },
  'test/targets/memorydb-cluster': { mayImport: ['test/build', CLUSTER, ...CLUSTER_PARTS] },
  'test/core': { mayImport: ['test/build', ...DOMAIN] },
  'test/mutants': { mayImport: ['lib/campaign'] },
  'test/architecture': { mayImport: [] },
  test: {
    mayImport: [
      'test/build',
      'test/architecture',
      'test/mutants',
      'test/kdb',
      'bench',
      'bench/cost',
      'cli',
      'functions',
      'scripts',
      'lib/aws',
      'lib/aws/dynamo',
      'lib/aws/kinesis-stream',
      `${STREAM}/domain`,
      `${STREAM}/decide`,
      'lib/aws/memorydb-cluster',
      `${CLUSTER}/domain`,
      `${CLUSTER}/decide`,
      ...LIB,
    ],
    aws: 'sdk',
  },
  'test/kdb': { mayImport: ['test/build', 'lib/kdb', 'lib/emulator', ...PORTS, ...DOMAIN] },
};

/** The row of the table that a file belongs to: the longest folder that its path begins with. */
export function layerOf(path: string, layers: Layers): string | undefined {
  return Object.keys(layers)
    .filter((folder) => path === folder || path.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** Imports of a file that its folder may not know. */
export function forbiddenImports(imports: readonly Import[], layers: Layers): readonly Import[] {
  return imports.filter(({ from, to }) => {
    if (to === undefined) return false;
    const [own, other] = [layerOf(from, layers), layerOf(to, layers)];
    if (own === undefined || other === undefined) return true;
    return own !== other && !layers[own]?.mayImport.includes(other);
  });
}

/** Imports of a package that the file's folder may not know. */
export function forbiddenPackages(imports: readonly Import[], layers: Layers): readonly Import[] {
  return imports.filter(({ from, to, specifier }) => {
    const layer = layers[layerOf(from, layers) ?? ''];
    if (to !== undefined || layer === undefined) return false;
    if (specifier.startsWith('@aws-sdk/')) return layer.aws !== 'sdk';
    return layer.packages !== undefined && !layer.packages.includes(specifier);
  });
}

/** Rows of the table that reach themselves by what they may import. */
export function layersInCircles(layers: Layers): readonly string[] {
  const reach = (from: string, seen: Set<string>): ReadonlySet<string> => {
    for (const to of layers[from]?.mayImport ?? []) {
      if (seen.has(to)) continue;
      seen.add(to);
      reach(to, seen);
    }
    return seen;
  };
  return Object.keys(layers).filter((folder) => reach(folder, new Set()).has(folder));
}
