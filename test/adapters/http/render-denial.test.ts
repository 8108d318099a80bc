/** What holds for every rendering of a refusal over HTTP. @module */

import { describe, expect, test } from 'vitest';
import { type HttpRefusal, renderDenial, toResponse } from '../../../src/adapters/http/index.ts';
import * as refusals from './denials.ts';

const { referenceInstant } = refusals;

describe('every kind in every dialect', () => {
  const dialects = [
    { dialect: 'compat' },
    { dialect: 'compat', login: true },
    { dialect: 'problem' },
  ] as const;
  const cases = refusals.everyRefusal.flatMap((refusal) => dialects.map((options) => ({ refusal, options })));

  test.each(cases)(
    '$refusal.kind, $options: renderDenial renders neither trace nor subject',
    ({ refusal, options }) => {
      const rendered = renderDenial(refusal, { ...options, now: referenceInstant });
      expect(JSON.stringify(rendered)).not.toMatch(/hidden|trace|storage/);
      expect(rendered.status).toBeGreaterThanOrEqual(400);
    },
  );

  test.each(cases)(
    '$refusal.kind, $options: toResponse matches renderDenial',
    async ({ refusal, options }) => {
      const rendered = renderDenial(refusal, { ...options, now: referenceInstant });
      const response = toResponse(refusal, { ...options, now: referenceInstant });
      expect(response.status).toBe(rendered.status);
      expect(Object.fromEntries(response.headers)).toEqual(rendered.headers);
      expect(await response.text()).toBe(JSON.stringify(rendered.body));
    },
  );
});

describe('a refusal that no call of the library makes', () => {
  test.each(refusals.oddRefusals)('%s is rendered as unavailable', (_name, refusal) => {
    for (const options of [{ dialect: 'compat' }, { login: true }, { dialect: 'problem' }] as const)
      expect(renderDenial(refusal as HttpRefusal, options)).toEqual(
        renderDenial(refusals.unavailable, options),
      );
  });
});
