import { describe, expect, it } from 'vitest';
import { findPolicyProblem, type PolicyStep } from '../../../src-main/x509/path/policy-processing.ts';

const any = '2.5.29.32.0';
const gold = '1.2.1';
const silver = '1.2.2';
const bronze = '1.2.3';

/** A certificate that says nothing but this of policies. */
const step = (policies: readonly string[] | null, more: Partial<PolicyStep> = {}): PolicyStep => ({
  policies: policies === null ? undefined : new Set(policies),
  qualifiersUnderstood: true,
  mappings: [],
  requireExplicitPolicy: undefined,
  inhibitPolicyMapping: undefined,
  inhibitAnyPolicy: undefined,
  selfIssued: false,
  ...more,
});
const maps = (issuerPolicy: string, subjectPolicy: string) => ({ mappings: [{ issuerPolicy, subjectPolicy }] });
const explicit = (requireExplicitPolicy = 0) => ({ requireExplicitPolicy });

const noPolicy = (index: number) => ({ problem: 'no-valid-policy', index });
const sound = undefined;

interface Case {
  what: string;
  /** From under the anchor to the signer. */
  path: PolicyStep[];
  expected: ReturnType<typeof findPolicyProblem> | ReturnType<typeof noPolicy>;
}

describe('where nobody demands a policy, a path is sound', () => {
  it.each<Case>([
    { what: 'without any', path: [step(null), step(null)], expected: sound },
    { what: 'with policies that have nothing in common', path: [step([gold]), step([silver])], expected: sound },
    { what: 'with policies on one half of it', path: [step([gold]), step(null)], expected: sound },
    { what: 'when only the anchor stands above the signer', path: [step(null)], expected: sound },
    { what: 'when there is nothing under the anchor', path: [], expected: sound },
  ])('$what', ({ path, expected }) => expect(findPolicyProblem(path)).toEqual(expected));
});

describe('where an issuer demands a policy', () => {
  it.each<Case>([
    {
      what: 'one that goes through is enough',
      path: [step([gold], explicit()), step([gold, silver])],
      expected: sound,
    },
    { what: 'none is not', path: [step([gold], explicit()), step(null)], expected: noPolicy(1) },
    { what: 'another one is not', path: [step([gold], explicit()), step([silver])], expected: noPolicy(1) },
    { what: 'anyPolicy stands for all', path: [step([any], explicit()), step([any]), step([bronze])], expected: sound },
    {
      what: 'an issuer above who named none spoils it for all below',
      path: [step(null), step([gold], explicit()), step([gold])],
      expected: noPolicy(2),
    },
    {
      what: 'the demand may begin further down',
      path: [step([gold], explicit(1)), step([gold]), step([silver])],
      expected: noPolicy(2),
    },
    {
      what: 'a demand that begins beyond the end is none',
      path: [step([gold], explicit(5)), step([silver]), step([bronze])],
      expected: sound,
    },
    {
      what: 'a certificate that an authority gave itself does not count for the distance',
      path: [step(null, explicit(2)), step(null, { selfIssued: true }), step(null)],
      expected: sound,
    },
    {
      what: 'a looser demand below does not lift it',
      path: [step([gold], explicit(0)), step([silver], explicit(9)), step([silver])],
      expected: noPolicy(1),
    },
    { what: 'the signer himself may demand it', path: [step(null), step(null, explicit(0))], expected: noPolicy(1) },
  ])('$what', ({ path, expected }) => expect(findPolicyProblem(path)).toEqual(expected));
});

describe('a policy that an issuer maps to another', () => {
  it.each<Case>([
    {
      what: 'goes on under its other name',
      path: [step([gold], { ...explicit(), ...maps(gold, silver) }), step([silver])],
      expected: sound,
    },
    {
      what: 'no longer goes on under its own',
      path: [step([gold], { ...explicit(), ...maps(gold, silver) }), step([gold])],
      expected: noPolicy(1),
    },
    {
      what: 'ends where mapping was forbidden',
      path: [
        step([gold], { ...explicit(), inhibitPolicyMapping: 0 }),
        step([gold], maps(gold, silver)),
        step([silver]),
      ],
      expected: noPolicy(2),
    },
    {
      what: 'goes on where mapping is forbidden further down only',
      path: [
        step([gold], { ...explicit(), inhibitPolicyMapping: 1 }),
        step([gold], maps(gold, silver)),
        step([silver]),
      ],
      expected: sound,
    },
    {
      what: 'is taken from anyPolicy',
      path: [step([any], { ...explicit(), ...maps(gold, silver) }), step([silver])],
      expected: sound,
    },
    {
      what: 'may not be anyPolicy',
      path: [step([any], maps(any, silver)), step([silver])],
      expected: { problem: 'policy-mapping', index: 0 },
    },
    {
      what: 'may not become anyPolicy',
      path: [step([gold], maps(gold, any)), step([gold])],
      expected: { problem: 'policy-mapping', index: 0 },
    },
  ])('$what', ({ path, expected }) => expect(findPolicyProblem(path)).toEqual(expected));

  it('to hundreds, level for level, ends soon: nothing grows with the number of ways', () => {
    const names = Array.from({ length: 100 }, (_, index) => `1.2.${index}`);
    const mappings = names.flatMap((issuerPolicy) => names.map((subjectPolicy) => ({ issuerPolicy, subjectPolicy })));
    const path = Array.from({ length: 10 }, () => step([any, ...names], { mappings }));
    const start = performance.now();
    expect(findPolicyProblem([step([any], explicit()), ...path, step(names)])).toBe(sound);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe('anyPolicy', () => {
  it.each<Case>([
    {
      what: 'counts for nothing where it was forbidden',
      path: [step([gold], { ...explicit(), inhibitAnyPolicy: 0 }), step([any])],
      expected: noPolicy(1),
    },
    {
      what: 'still counts before the distance is covered',
      path: [step([gold], { ...explicit(), inhibitAnyPolicy: 1 }), step([any]), step([gold])],
      expected: sound,
    },
    {
      what: 'still counts in a certificate that an authority gave itself',
      path: [step([gold], { ...explicit(), inhibitAnyPolicy: 0 }), step([any], { selfIssued: true }), step([gold])],
      expected: sound,
    },
    {
      what: 'leaves policies that are named alone',
      path: [step([gold], { ...explicit(), inhibitAnyPolicy: 0 }), step([any, gold])],
      expected: sound,
    },
  ])('$what', ({ path, expected }) => expect(findPolicyProblem(path)).toEqual(expected));
});
