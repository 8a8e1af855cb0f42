// The import is held to the committed table: every field that FinSpace published, with what becomes of it.
import { describe, expect, it } from 'vitest';
import { CLUSTER_TYPES } from '../../lib/finspace/cluster.ts';
import { RULES } from '../../lib/finspace/rules/rules.ts';
import {
  aDefinition,
  expectedOutcome,
  importDefinitions,
  pathOf,
  PUBLISHED_FIELDS,
} from './published-definition.ts';

/** What an SDK puts beside the answer itself. */
const OF_THE_SDK = /^responseMetadata\./;

describe('the published fields', () => {
  it('are the fields that there are rules for', () => {
    const ruled = Object.keys(RULES).filter((field) => !OF_THE_SDK.test(field));
    expect([...ruled].sort()).toEqual(PUBLISHED_FIELDS.map(({ path }) => path).sort());
    expect(PUBLISHED_FIELDS.filter((field) => field.in.includes('request')).length).toBe(51);
    expect(PUBLISHED_FIELDS.filter((field) => field.in.includes('answer')).length).toBe(54);
  });
});

describe.each(CLUSTER_TYPES)('a definition of type %s with every field set', (type) => {
  it.each(['request', 'answer'] as const)('has for each field of the %s the outcome of the table', (form) => {
    const { entries } = importDefinitions([aDefinition(type, form)]);
    const fields = PUBLISHED_FIELDS.filter((field) => field.in.includes(form));
    const outcomes = Object.fromEntries(entries.map(({ path, outcome }) => [path, outcome]));
    expect(outcomes).toEqual(
      Object.fromEntries(fields.map((field) => [pathOf(field), expectedOutcome(field, type)])),
    );
    expect(entries).toHaveLength(fields.length);
  });

  it('has for what Terraform adds the outcome of the table', () => {
    const { commandLineArguments: _, ...request } = aDefinition(type);
    const { entries } = importDefinitions([{ ...request, ...aDefinition(type, 'terraform') }]);
    const added = PUBLISHED_FIELDS.filter((field) => field.in.includes('terraform'));
    for (const field of added) {
      const entry = entries.find(({ path }) => path === pathOf(field));
      expect(entry?.outcome, field.path).toBe(expectedOutcome(field, type));
    }
  });

  it('says of every value why, and where it goes unless it goes nowhere', () => {
    const { entries } = importDefinitions([aDefinition(type)]);
    for (const { why, to, outcome, path } of entries) {
      expect(why.length, path).toBeGreaterThan(10);
      if (outcome === 'mapped' || outcome === 'approximated') expect(to, path).not.toBeNull();
      if (outcome === 'dropped') expect(to, path).toBeNull();
    }
  });
});
