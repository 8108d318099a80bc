/** `second-factor/testing`: the laws that adapters must keep, and their parts. @module */

export {
  type Law,
  type LawOptions,
  type LawResult,
  type PromiseNumber,
  type TestRunner,
  register,
} from './law.ts';
export { storageLaws } from './storage-laws/storage-laws.ts';
export type { CreateStorage, StorageUnderTest } from './storage-laws/storage-under-test.ts';
export { type RoundTrip, scheduledRoundTrip, scheduledStorage } from './seam/schedule.ts';
export {
  type Fault,
  type FaultPlan,
  faultList,
  faultyRoundTrip,
  faultyStorage,
  faults,
  planOf,
} from './seam/faults.ts';
export {
  type Around,
  type StorageCall,
  type StorageVerb,
  makeCall,
  objectOf,
  storageVerbs,
  wrapStorage,
} from './seam/storage-call.ts';
export { vandalize } from './seam/vandalize.ts';
export { comparable } from './model/comparable.ts';
export { type History, watchHistory } from './model/history.ts';
export { type Observed, isLinearizable } from './model/linearize.ts';
export { type Remembered, type SubjectRules, applyCall, nothing, subjectRules } from './model/model.ts';
export { type VirtualClock, virtualClock } from './world/virtual-clock.ts';
export {
  type RecordingEvents,
  type RecordingMailer,
  recordingEvents,
  recordingMailer,
} from './world/recording.ts';
export { seededRandom } from './world/seeded-random.ts';
export { type MemoryAccounts, type TestAccount, memoryAccounts } from './world/memory-accounts.ts';
export { facadeLaws } from './facade-laws/facade-laws.ts';
export type { FacadeParts, FacadeUnderTest } from './facade-laws/facade-under-test.ts';
export { type AroundPorts, type PortCall, wrapPorts } from './seam/wrap-ports.ts';
export { awkwardText, awkwardTexts, subjectId } from './arbitraries/texts.ts';
export { anyClient, clientVariants } from './arbitraries/clients.ts';
export { around, clockStep, instant, instantsAfter } from './arbitraries/instants.ts';
export { policy, policyInput, ruleInput } from './arbitraries/policies.ts';
export { type Retyping, anythingTyped, forgery, spelling, tokenForgery } from './arbitraries/attacks.ts';
export { storedAccessToken } from './arbitraries/tokens.ts';
export type { CallContext, DrawnCall } from './arbitraries/drawn-names.ts';
export { drawnCall } from './arbitraries/storage-calls.ts';
