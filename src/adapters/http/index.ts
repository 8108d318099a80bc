/** REST for any framework: reads codes and clients, guards handlers, renders refusals. @module */

export { exposedHeaders, requestHeaders } from './cors.ts';
export type { HeaderSource } from './header-value.ts';
export { type ProtectedHandler, protect } from './protect.ts';
export { type NodeGuard, type NodeResponse, type WithGrant, protectNode } from './protect-node.ts';
export type { Authorizer, Identified, Identity, ProtectOptions } from './protect-options.ts';
export { type ClientOptions, type ClientSource, readClient } from './read-client.ts';
export { readCode, readLogin } from './read-code.ts';
export type { NodeRequest } from './read-node-body.ts';
export type { HttpRefusal, RenderedRefusal, RequestRefusal } from './refusal.ts';
export { type Dialect, type RenderOptions, renderDenial, toResponse } from './render-denial.ts';
