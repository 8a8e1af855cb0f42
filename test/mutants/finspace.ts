// Mutants of the import of FinSpace's clusters: values lost, secrets given away, shells reached, folders left.
import type { Mutant } from './mutant.ts';

const SECURITY = ['test/finspace/security.test.ts'] as const;
const EVERY_LEAF = ['test/finspace/every-leaf.property.test.ts'] as const;
const FORMS = ['test/finspace/import-finspace.test.ts'] as const;
const FIELDS = ['test/finspace/published-fields.test.ts'] as const;

export const FINSPACE_MUTANTS: readonly Mutant[] = [
  {
    id: 'finspace/second spelling wins',
    file: 'lib/finspace/leaves.ts',
    find: 'if (name === undefined || keyOfName.get(name) !== key)',
    replace: 'if (name === undefined)',
    tests: FORMS,
    why: 'two values of one field are both written, and one of them is wrong',
  },
  {
    id: 'finspace/first spelling',
    file: 'lib/finspace/leaves.ts',
    find: '(name === key || !keyOfName.has(name))',
    replace: '!keyOfName.has(name)',
    tests: FORMS,
    why: 'a second spelling stands under the path of the first',
  },
  {
    id: 'finspace/paths alike',
    file: 'lib/finspace/leaves.ts',
    find: "if (name !== '*' && !/^[A-Za-z_][\\w-]*$/.test(name)) return `${path}[${JSON.stringify(name)}]`;",
    replace: '',
    tests: FORMS,
    why: 'two values are reported under one path',
  },
  {
    id: 'finspace/any value is taken',
    file: 'lib/finspace/map-cluster.ts',
    find: 'if (!parsed.success) return',
    replace: 'if (!parsed.success && field === undefined) return',
    tests: [...EVERY_LEAF, ...SECURITY],
    why: 'what FinSpace never held reaches a template',
  },
  {
    id: 'finspace/no quotes',
    file: 'lib/finspace/shell-word.ts',
    find: 'return PLAIN.test(text) ?',
    replace: 'return PLAIN.test(text) || text.length > 0 ?',
    tests: SECURITY,
    why: 'a key of S3 runs as a command on the servers',
  },
  {
    id: 'finspace/secret arguments are written',
    file: 'lib/finspace/rules/code.ts',
    find: 'if (isSecretName(name) || isSecretShape(value))',
    replace: 'if (isSecretShape(value))',
    tests: SECURITY,
    why: 'a password stands in a file that goes into a template',
  },
  {
    id: 'finspace/marks of Terraform are not heeded',
    file: 'lib/finspace/map-cluster.ts',
    find: 'if (isMarked(leaf, cluster) || isSecretShape(leaf.value)) return true;',
    replace: 'if (isSecretShape(leaf.value)) return true;',
    tests: SECURITY,
    why: 'what Terraform keeps secret is printed',
  },
  {
    id: 'finspace/any name',
    file: 'lib/finspace/cluster.ts',
    find: "if (typeof name !== 'string' || !NAME.test(name))",
    replace: "if (typeof name !== 'string')",
    tests: SECURITY,
    why: 'a name leads out of the folder, or into a shell',
  },
  {
    id: 'finspace/links are followed',
    file: 'cli/import/write-inside.ts',
    find: 'if (found?.isSymbolicLink())',
    replace: 'if (found?.isSocket())',
    tests: SECURITY,
    why: 'a file elsewhere is written over',
  },
  {
    id: 'finspace/an RDB has as many servers as nodes',
    file: 'lib/finspace/rules/capacity.ts',
    find: "if (cluster.type === 'RDB') return rdbCount(asked);",
    replace: '',
    tests: FIELDS,
    why: 'the group is too small for a day',
  },
  {
    id: 'finspace/memory of a share in GiB',
    file: 'lib/finspace/rules/capacity.ts',
    find: 'add -w ${value}`',
    replace: 'add -w ${value * 1_024}`',
    tests: ['test/finspace/single-values.test.ts'],
    why: 'q is kept to a thousand times the memory that there is',
  },
  {
    id: 'finspace/a minimum above the maximum',
    file: 'lib/finspace/rules/capacity.ts',
    find: "if (asked.value > max) return needsYou(NO_RANGE, placeOf('MinSize'));",
    replace: '',
    tests: FORMS,
    why: 'the stack cannot be made, and nobody was told',
  },
];
