/** The trace: which steps a decision took, in order, in words. Same inputs, same trace. @module */

/** The steps of a decision in their order. */
export type TraceStep =
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

/** One step and what came of it; the words hold no secret and no typed text. */
export interface TraceEntry {
  readonly step: TraceStep;
  readonly result: string;
}

export type Trace = readonly TraceEntry[];
