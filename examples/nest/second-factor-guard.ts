/** A Nest guard that refuses every handler without a declared operation. @module */

import { type CanActivate, type ExecutionContext, HttpException, createParamDecorator } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { type NodeResponse, type WithGrant, protectNode } from 'second-factor/http';
import { type Operation, checkPassword, identify, twoFactor } from './application.ts';

/** Declares the operation that a handler performs. */
export const ProtectedOperation = Reflector.createDecorator<Operation>();

/** The grant of the request, as a parameter of the handler. */
export const CurrentGrant = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  return context.switchToHttp().getRequest<WithGrant<Request>>().secondFactor;
});

/** Activates a handler only with a grant. A handler without an operation is refused as unknown. */
export class SecondFactorGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const operation = new Reflector().get(ProtectedOperation, context.getHandler());
    const guard = protectNode(twoFactor, {
      operation,
      identify: ({ headers }: Request, body) =>
        operation === 'login' ? checkPassword(body) : identify(headers.authorization),
    });
    const http = context.switchToHttp();
    return new Promise((resolve, reject) => {
      void guard(http.getRequest(), refusalResponse(http.getResponse(), reject), () => resolve(true));
    });
  }
}

/** Turns refusals into Nest's own exceptions, so that filters and interceptors see them. */
function refusalResponse(response: Response, reject: (refusal: HttpException) => void): NodeResponse {
  return {
    statusCode: 403,
    headersSent: false,
    setHeader: (name, value) => response.setHeader(name, value),
    end(text) {
      reject(new HttpException(JSON.parse(text) as object, this.statusCode));
    },
  };
}
