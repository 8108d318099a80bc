/** A Nest guard for whole controllers, under which no handler goes without an operation. @module */

import { type CanActivate, type ExecutionContext, HttpException, createParamDecorator } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { type NodeResponse, type WithGrant, protectNode } from 'second-factor/http';
import { type Operation, checkPassword, identify, twoFactor } from './application.ts';

/** Declares which operation a handler carries out. */
export const CarriesOut = Reflector.createDecorator<Operation>();

/** The grant with which a handler was reached. */
export const Granted = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  return context.switchToHttp().getRequest<WithGrant<Request>>().secondFactor;
});

/** Lets through only with a grant. A handler that declares nothing is refused: the policy knows no such operation. */
export class SecondFactorGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const operation = new Reflector().get(CarriesOut, context.getHandler());
    const guard = protectNode(twoFactor, {
      operation,
      identify: ({ headers }: Request, body) =>
        operation === 'login' ? checkPassword(body) : identify(headers.authorization),
    });
    const http = context.switchToHttp();
    return new Promise((resolve, reject) => {
      void guard(http.getRequest(), refusalBy(http.getResponse(), reject), () => resolve(true));
    });
  }
}

/** Refusals become Nest's own exceptions, so that filters and interceptors see them. */
function refusalBy(response: Response, reject: (refusal: HttpException) => void): NodeResponse {
  return {
    statusCode: 403,
    headersSent: false,
    setHeader: (name, value) => response.setHeader(name, value),
    end(text) {
      reject(new HttpException(JSON.parse(text) as object, this.statusCode));
    },
  };
}
