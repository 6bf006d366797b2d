import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProblemException, Public } from '@aicc-bridge/platform';
import { z } from 'zod';
import { PeopleStore } from '../people/people.store.js';
import { ReadModels } from '../read-models.store.js';
import { Tokens } from './tokens.provider.js';

const Credentials = z.object({
  username: z.string().min(1).max(100),
  password: z.string().min(1).max(200),
  /** name or id of the organisation; absent for the publisher's own people */
  organisation: z.string().min(1).max(200).nullable().default(null),
});
type Credentials = z.infer<typeof Credentials>;

@ApiTags('auth')
@Public()
@Controller('auth')
export class AuthController {
  constructor(
    private readonly people: PeopleStore,
    private readonly tokens: Tokens,
    private readonly readModels: ReadModels,
  ) {}

  /** An access token for the API, good for 10 minutes. */
  @Post('token')
  @HttpCode(200)
  async token(
    @Body({ schema: Credentials }) { username, password, organisation }: Credentials,
  ): Promise<{ accessToken: string; tokenType: 'Bearer'; expiresInSeconds: number }> {
    const tenantId = organisation === null ? null : await this.readModels.tenantIdOf(organisation);
    const known = organisation === null || tenantId !== null;
    const person = await this.people.signIn(tenantId, known ? username : '', password);
    if (person === null || !known)
      throw new ProblemException({
        status: 401,
        name: 'sign-in-failed',
        title: 'Sign-in failed',
        detail:
          'That user name and password do not match. People of an organisation also send its name or id as "organisation".',
      });
    const { token, expiresInSeconds } = await this.tokens.access(person);
    return { accessToken: token, tokenType: 'Bearer', expiresInSeconds };
  }
}
