import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, CurrentPrincipal, type Principal, ProblemException } from '@aicc-bridge/platform';
import { LaunchesStore } from '../aicc-launch/launches.store.js';
import { type Badge, badgeOf } from '../outcomes/badge-of.js';
import { OutcomesStore } from '../outcomes/outcomes.store.js';

/** What the open player tells and asks, with its launch token. */
@ApiTags('player')
@Controller('learn/launches/:launchId')
export class SessionController {
  constructor(
    private readonly launches: LaunchesStore,
    private readonly outcomes: OutcomesStore,
  ) {}

  /** The player is open, also while paused. */
  @Allow('launch')
  @Post('presence')
  @HttpCode(204)
  async presence(@Param('launchId') launchId: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    await this.launches.present(own(launchId, principal));
  }

  /** "Leave course": the session is closed with ExitAU once the last segments are in. */
  @Allow('launch')
  @Post('leave')
  @HttpCode(204)
  async leave(@Param('launchId') launchId: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    await this.launches.leave(own(launchId, principal));
  }

  @Allow('launch')
  @Get('badge')
  async badge(@Param('launchId') launchId: string, @CurrentPrincipal() principal: Principal): Promise<Badge> {
    const id = own(launchId, principal);
    return badgeOf(await this.outcomes.of(id), await this.launches.notReportedRule(id));
  }
}

function own(launchId: string, principal: Principal): string {
  if (principal.kind === 'launch' && principal.launchId === launchId) return launchId;
  throw new ProblemException({
    status: 403,
    name: 'forbidden',
    title: 'Not allowed',
    detail: 'This token belongs to another launch.',
  });
}
