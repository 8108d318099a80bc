/** Two-factor authentication in Nest 11. @module */

import 'reflect-metadata';
import { Controller, Delete, Module, Post, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Grant } from 'second-factor';
import { openSession } from './application.ts';
import { ManagementController } from './management-controller.ts';
import { ProtectedOperation, CurrentGrant, SecondFactorGuard } from './second-factor-guard.ts';

@Controller()
@UseGuards(SecondFactorGuard)
class AccountController {
  @ProtectedOperation('login')
  @Post('login')
  logIn(@CurrentGrant() grant: Grant) {
    return openSession(grant);
  }

  @ProtectedOperation('settings.save')
  @Post('settings')
  save(@CurrentGrant() { by }: Grant) {
    return { saved: true, by };
  }

  @ProtectedOperation('account.delete')
  @Delete('account')
  remove(@CurrentGrant() { by }: Grant) {
    return { deleted: true, by };
  }

  /** This handler declares no operation, so every request is refused. */
  @Post('forgotten')
  forgotten() {
    return { reached: true };
  }
}

@Module({ controllers: [AccountController, ManagementController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
await app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1');
console.log((await app.getUrl()).replace('[::1]', '127.0.0.1'));
