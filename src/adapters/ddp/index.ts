/** Realtime calls (DDP): reads calls, scopes nested calls, renders refusals. @module */

export {
  type AmbientScope,
  type AmbientScopeOptions,
  type ScopeStorage,
  createAmbientScope,
} from './ambient-scope.ts';
export {
  type Caller,
  type InvocationScope,
  type InvocationScopes,
  type ScopeOptions,
  createInvocationScope,
} from './invocation-scope.ts';
export { type Invocation, readInvocation } from './read-invocation.ts';
export { type MalformedFrame, type MethodCall, readMethodFrame } from './read-method-frame.ts';
export { type DdpError, type RefusalFrame, renderDdpError, renderRefusalFrame } from './render-ddp-error.ts';
export {
  type TunnelOptions,
  type TunnelledRefusal,
  readTunnelledCall,
  renderTunnelledRefusal,
} from './tunnel.ts';
