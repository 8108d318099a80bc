/** The trace: the steps that a decision took, in order, with the result of each. @module */

/** The steps of a decision in their order. */
export type TraceStep =
  | 'storage'
  | 'operation'
  | 'account'
  | 'access-token'
  | 'exemption'
  | 'enrollment'
  | 'trusted-client'
  | 'code'
  | 'method'
  | 'attempt'
  | 'comparison'
  | 'settlement'
  | 'email-code';

/** One step and its result, which holds no secret and no typed text. */
export interface TraceEntry {
  readonly step: TraceStep;
  readonly result: string;
}

export type Trace = readonly TraceEntry[];
