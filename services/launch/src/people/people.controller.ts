import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TenantId } from '@aicc-bridge/contracts';
import { Allow, invalidRequest, notFound, ProblemException } from '@aicc-bridge/platform';
import { z } from 'zod';
import { SessionsStore } from '../tokens/sessions.store.js';
import { Invitations } from './invitations.provider.js';
import { PeopleStore } from './people.store.js';
import type { ListedPerson, Person } from './person.js';
import { readPeopleCsv } from './read-people-csv.js';

const account = {
  username: z
    .string()
    .trim()
    .regex(/^[^\s\p{Cc}\p{Cs}]{1,100}$/u, { error: 'must be 1 to 100 characters without blanks' }),
  name: z.string().trim().min(1).max(200),
  /** absent or null: the answer holds a link by which the person sets one */
  password: z.string().min(10, { error: 'must have at least 10 characters' }).max(200).nullable().default(null),
};
const TENANT_ROLES = ['tenant-admin', 'tenant-viewer', 'learner'] as const;
const NewTenantPerson = z.object({
  ...account,
  role: z.enum(TENANT_ROLES),
  samlNameId: z.string().trim().min(1).max(500).nullable().default(null),
});
type NewTenantPerson = z.infer<typeof NewTenantPerson>;
const NewPublisherPerson = z.object({ ...account, role: z.enum(['publisher-admin', 'publisher-support']) });
type NewPublisherPerson = z.infer<typeof NewPublisherPerson>;
const Page = z.object({
  after: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
type Page = z.infer<typeof Page>;
const PersonId = z.uuid();
const Access = z.object({ disabled: z.boolean() });
type Access = z.infer<typeof Access>;
const Import = z.object({ csv: z.string().max(900_000) });
type Import = z.infer<typeof Import>;

interface Link {
  /** path under the bridge's address; works once */
  readonly path: string;
  readonly expiresInSeconds: number;
}
type Created = Person & { readonly invitation: Link | null };

/** Local accounts. The tenant stands in the path, never in a body. */
@ApiTags('people')
@Controller('api/people')
export class PeopleController {
  constructor(
    private readonly people: PeopleStore,
    private readonly invitations: Invitations,
    private readonly sessions: SessionsStore,
  ) {}

  @Allow('publisher-admin')
  @Get()
  async publisherPeople(@Query({ schema: Page }) { after, limit }: Page): Promise<{ people: readonly ListedPerson[] }> {
    return { people: await this.people.list(null, after ?? null, limit) };
  }

  @Allow('publisher-admin')
  @Post()
  createPublisherPerson(@Body({ schema: NewPublisherPerson }) input: NewPublisherPerson): Promise<Created> {
    return this.create({ ...input, tenantId: null });
  }

  @Allow('publisher-admin', 'publisher-support', 'tenant-admin')
  @Get('tenants/:tenantId')
  async tenantPeople(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Query({ schema: Page }) { after, limit }: Page,
  ): Promise<{ people: readonly ListedPerson[] }> {
    return { people: await this.people.list(tenantId, after ?? null, limit) };
  }

  @Allow('publisher-admin', 'tenant-admin')
  @Post('tenants/:tenantId')
  createTenantPerson(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Body({ schema: NewTenantPerson }) input: NewTenantPerson,
  ): Promise<Created> {
    return this.create({ ...input, tenantId });
  }

  /** `username,name[,role][,samlNameId]`, all or nothing; accounts that exist already are left as they are. */
  @Allow('publisher-admin', 'tenant-admin')
  @Post('tenants/:tenantId/import')
  @HttpCode(200)
  async import(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Body({ schema: Import }) { csv }: Import,
  ): Promise<{ made: number; existed: number; invitations: readonly (Link & { username: string })[] }> {
    const read = readPeopleCsv(csv);
    if (read.kind === 'refused') throw invalidRequest(read.errors);
    const made: Person[] = [];
    for (const person of read.people) {
      const one = await this.people.create({ ...person, tenantId, password: null });
      if (one !== null) made.push(one);
    }
    const sso = new Set(read.people.filter(({ samlNameId }) => samlNameId !== null).map(({ username }) => username));
    const invitations: (Link & { username: string })[] = [];
    for (const { personId, username } of made)
      if (!sso.has(username)) invitations.push({ username, ...(await this.invitations.link('invite', personId)) });
    return { made: made.length, existed: read.people.length - made.length, invitations };
  }

  /** A link, good for an hour and once, by which the person sets a new password. */
  @Allow('publisher-admin', 'tenant-admin')
  @Post('tenants/:tenantId/:personId/reset')
  @HttpCode(200)
  async reset(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Param('personId', { schema: PersonId }) personId: string,
  ): Promise<Link> {
    const person = await this.people.one(personId);
    if (person?.tenantId !== tenantId) throw notFound(`person ${personId}`);
    return this.invitations.link('reset', personId);
  }

  /** A disabled account signs in nowhere, and its sessions end at once; what was watched stays. */
  @Allow('publisher-admin', 'tenant-admin')
  @Put('tenants/:tenantId/:personId/access')
  @HttpCode(204)
  async access(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Param('personId', { schema: PersonId }) personId: string,
    @Body({ schema: Access }) { disabled }: Access,
  ): Promise<void> {
    if (!(await this.people.disable(tenantId, personId, disabled))) throw notFound(`person ${personId}`);
    if (disabled) await this.sessions.revokeAll(personId);
  }

  private async create(input: Parameters<PeopleStore['create']>[0]): Promise<Created> {
    const person = await this.people.create(input);
    if (person === null) throw usernameTaken(input.username);
    const byLink = input.password === null && (input.samlNameId ?? null) === null;
    return { ...person, invitation: byLink ? await this.invitations.link('invite', person.personId) : null };
  }
}

function usernameTaken(username: string): ProblemException {
  return new ProblemException({
    status: 409,
    name: 'username-taken',
    title: 'The user name is taken',
    detail: `There is an account "${username}" already. Choose another user name.`,
  });
}
