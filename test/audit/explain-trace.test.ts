/** `explainTrace` has a sentence for every entry that a decision can write. @module */

import { readFileSync, readdirSync } from 'node:fs';
import type { TraceStep } from 'second-factor';
import { explainTrace } from 'second-factor/audit';
import { describe, expect, test } from 'vitest';
import { codeOf, enrollTotp, testWorld } from '../support/world.ts';

const client = { userAgent: 'Firefox', ip: '203.0.113.9', session: 's1' };

const traceSteps: readonly TraceStep[] = [
  'operation',
  'account',
  'access-token',
  'exemption',
  'enrollment',
  'trusted-client',
  'code',
  'method',
  'attempt',
  'comparison',
  'settlement',
  'email-code',
];

describe('explainTrace', () => {
  test('explains a grant step by step', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    const ask = { subject: 'alice', operation: 'settings.save', client } as const;
    const code = { value: codeOf(secret, world.clock.at) };
    const grant = (await world.twoFactor.authorize({ ...ask, code }))._unsafeUnwrap();
    expect(explainTrace(grant.trace)).toEqual([
      'The policy declares this operation.',
      'The account exists.',
      'This client is not trusted.',
      'A code was presented.',
      'An attempt with the authenticator app was counted before the comparison.',
      'The code is correct.',
      'The code was spent, and the earlier failures were cleared.',
    ]);
    const again = (await world.twoFactor.authorize(ask))._unsafeUnwrap();
    expect(explainTrace(again.trace).at(-1)).toBe(
      'This client is trusted because it recently presented a factor.',
    );
  });

  test('has a sentence for every result that the core writes', () => {
    const written = ['src/domain', 'src/use-cases'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .flatMap(({ parentPath, name }) => resultsIn(readFileSync(`${parentPath}/${name}`, 'utf8'))),
    );
    expect(written.length).toBeGreaterThanOrEqual(20);
    const hasSentence = (result: string): boolean =>
      traceSteps.some((step) => explainTrace([{ step, result }])[0] !== `${step}: ${result}`);
    expect(written.filter((result) => !hasSentence(result))).toEqual([]);
  });

  test.each([
    ['trusted-client', ['live', 'expired', 'unknown', 'not-identified', 'ignored']],
    [
      'access-token',
      ['live', 'unknown', 'expired', 'out-of-scope', 'not-allowed-here', 'bypasses', 'no-bypass-here'],
    ],
    [
      'method',
      [
        'totp',
        'email',
        'password',
        'verified-address',
        'not-enrolled',
        'must-have-factor',
        'none-allowed',
        'all-disabled',
      ],
    ],
    [
      'attempt',
      [
        'charged totp',
        'charged enrollment',
        'trusted',
        'locked email',
        'disabled totp',
        'malformed password',
        'not-enrolled',
      ],
    ],
    ['settlement', ['settled', 'spent', 'superseded']],
    ['email-code', ['sent', 'too-soon']],
  ] as const)('has a sentence for each result of the step %s', (step, results) => {
    const sentences = explainTrace(results.map((result) => ({ step, result })));
    expect(new Set(sentences).size).toBe(results.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z][^:%]+( : )?.*\.$/);
  });

  test('leaves nothing out: a result without a sentence appears as it is', () => {
    const unknown = [
      { step: 'code', result: 'constructor' },
      { step: 'attempt', result: 'charged constructor' },
    ] as const;
    expect(explainTrace(unknown)).toEqual([
      'code: constructor',
      'An attempt with the code was counted before the comparison.',
    ]);
  });
});

/** The results of trace entries that a source writes as literals. */
function resultsIn(source: string): readonly string[] {
  return [
    ...source.matchAll(/\bresult(?:: |  *= )(?:[^;\n]*\? )?'([\w-]+)'(?! in)(?: : '([\w-]+)')?/g),
  ].flatMap(([, one, other]) => [one, other].filter((result) => result !== undefined));
}
