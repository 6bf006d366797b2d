import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TenantId } from '@aicc-bridge/contracts';
import { Allow, ProblemException } from '@aicc-bridge/platform';
import { z } from 'zod';
import { type Person, PeopleStore } from './people.store.js';

const account = {
  username: z
    .string()
    .trim()
    .regex(/^[^\s]{1,100}$/, { error: 'must be 1 to 100 characters without blanks' }),
  name: z.string().trim().min(1).max(200),
  password: z.string().min(10, { error: 'must have at least 10 characters' }).max(200),
};
const NewTenantPerson = z.object({ ...account, role: z.enum(['tenant-admin', 'tenant-viewer', 'learner']) });
type NewTenantPerson = z.infer<typeof NewTenantPerson>;
const NewPublisherPerson = z.object({ ...account, role: z.enum(['publisher-admin', 'publisher-support']) });
type NewPublisherPerson = z.infer<typeof NewPublisherPerson>;
const Page = z.object({
  after: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
type Page = z.infer<typeof Page>;

/** Local accounts. The tenant stands in the path, never in a body. */
@ApiTags('people')
@Controller('api/people')
export class PeopleController {
  constructor(private readonly people: PeopleStore) {}

  @Allow('publisher-admin')
  @Get()
  async publisherPeople(@Query({ schema: Page }) { after, limit }: Page): Promise<{ people: readonly Person[] }> {
    return { people: await this.people.list(null, after ?? null, limit) };
  }

  @Allow('publisher-admin')
  @Post()
  async createPublisherPerson(@Body({ schema: NewPublisherPerson }) input: NewPublisherPerson): Promise<Person> {
    return created(await this.people.create({ ...input, tenantId: null }), input.username);
  }

  @Allow('publisher-admin', 'publisher-support', 'tenant-admin')
  @Get('tenants/:tenantId')
  async tenantPeople(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Query({ schema: Page }) { after, limit }: Page,
  ): Promise<{ people: readonly Person[] }> {
    return { people: await this.people.list(tenantId, after ?? null, limit) };
  }

  @Allow('publisher-admin', 'tenant-admin')
  @Post('tenants/:tenantId')
  async createTenantPerson(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Body({ schema: NewTenantPerson }) input: NewTenantPerson,
  ): Promise<Person> {
    return created(await this.people.create({ ...input, tenantId }), input.username);
  }
}

function created(person: Person | null, username: string): Person {
  if (person !== null) return person;
  throw new ProblemException({
    status: 409,
    name: 'username-taken',
    title: 'The user name is taken',
    detail: `There is an account "${username}" already. Choose another user name.`,
  });
}
