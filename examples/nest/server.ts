/** Two-factor authentication in Nest 11. @module */

import 'reflect-metadata';
import { Controller, Delete, Module, Post, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Grant } from 'second-factor';
import { openSession } from './application.ts';
import { ManagementController } from './management-controller.ts';
import { CarriesOut, Granted, SecondFactorGuard } from './second-factor-guard.ts';

@Controller()
@UseGuards(SecondFactorGuard)
class AccountController {
  @CarriesOut('login')
  @Post('login')
  logIn(@Granted() grant: Grant) {
    return openSession(grant);
  }

  @CarriesOut('settings.save')
  @Post('settings')
  save(@Granted() { by }: Grant) {
    return { saved: true, by };
  }

  @CarriesOut('account.delete')
  @Delete('account')
  remove(@Granted() { by }: Grant) {
    return { deleted: true, by };
  }

  /** Nobody said what this does, so nobody gets in. */
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
