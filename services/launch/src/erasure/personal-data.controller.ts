import { Body, Controller, Delete, Get, Header, HttpCode, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { assertNever, TenantId } from '@aicc-bridge/contracts';
import {
  Allow,
  Clock,
  CurrentPrincipal,
  invalidRequest,
  Log,
  notFound,
  type Principal,
  ProblemException,
} from '@aicc-bridge/platform';
import { z } from 'zod';
import type { Person } from '../people/person.js';
import { type HeldOfPerson, PersonalData } from './erasure.store.js';

const PersonId = z.uuid();
/** the person's name or user name, typed by whoever erases */
const Confirmation = z.object({ confirm: z.string().max(400) });
type Confirmation = z.infer<typeof Confirmation>;
const MAY = ['publisher-admin', 'tenant-admin'] as const;

/** A person's data: what there is, all of it as a file, and its erasure in every service. */
@ApiTags('people')
@Controller('api/people/tenants/:tenantId/:personId')
export class PersonalDataController {
  constructor(
    private readonly data: PersonalData,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** What an erasure would take away here. The reports count theirs at `/api/launches/-/tenants/{tenantId}/learners/{learnerId}/erasure`. */
  @Allow(...MAY)
  @Get('erasure')
  async preview(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Param('personId', { schema: PersonId }) personId: string,
  ): Promise<{ person: Person; held: HeldOfPerson }> {
    const found = await this.data.preview(tenantId, personId);
    if (found === null) throw notFound(`person ${personId}`);
    return found;
  }

  /** Launch's part of a person's data: account, sign-ins, launches, places in courses. */
  @Allow(...MAY)
  @Get('export')
  @Header('cache-control', 'private, no-store')
  async export(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Param('personId', { schema: PersonId }) personId: string,
  ): Promise<{ service: string; exportedAt: Date; [part: string]: unknown }> {
    const all = await this.data.all(tenantId, personId);
    if (all === null) throw notFound(`person ${personId}`);
    return { service: 'launch', exportedAt: this.clock.now(), ...all };
  }

  /**
   * Erases a person: account, sign-ins, launches; the event lets every other service do the same. It cannot be undone, so it asks for the
   * person's name or user name.
   */
  @Allow(...MAY)
  @Delete()
  @HttpCode(200)
  async erase(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Param('personId', { schema: PersonId }) personId: string,
    @Body({ schema: Confirmation }) { confirm }: Confirmation,
    @CurrentPrincipal() who: Principal,
  ): Promise<{ erased: HeldOfPerson }> {
    if (who.kind !== 'person') throw notFound(`person ${personId}`);
    if (who.id === personId) throw notYourself();
    const result = await this.data.erase(tenantId, personId, confirm, `person:${who.id}`);
    switch (result.kind) {
      case 'erased':
        this.log.info('person.erased', { tenantId, ...result.held });
        return { erased: result.held };
      case 'unknown':
        throw notFound(`person ${personId}`);
      case 'not-confirmed':
        throw invalidRequest([
          { pointer: '#/confirm', detail: `must be "${result.person.name}" or "${result.person.username}"` },
        ]);
      default:
        return assertNever(result);
    }
  }
}

function notYourself(): ProblemException {
  return new ProblemException({
    status: 409,
    name: 'not-yourself',
    title: 'You cannot erase your own account',
    detail: 'You would be signed out with nobody to tell you that it is done. Ask another administrator.',
  });
}
