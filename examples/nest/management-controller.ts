/** A Nest controller of the calls that manage factors and tokens. @module */

import { Controller, HttpException, NotFoundException, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { renderDenial } from 'second-factor/http';
import { identify } from './application.ts';
import { manage, managementCalls } from './management.ts';

/** Has no guard: the library guards these calls itself. */
@Controller()
export class ManagementController {
  @Post([...managementCalls])
  async manage(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const call = managementCalls.find((name) => request.path === `/${name}`);
    if (call === undefined) throw new NotFoundException();
    const result = await manage(call, await identify(request.headers.authorization), request);
    if (result.isOk()) return result.value;
    const { status, headers, body } = renderDenial(result.error);
    response.set(headers);
    throw new HttpException(body, status);
  }
}
