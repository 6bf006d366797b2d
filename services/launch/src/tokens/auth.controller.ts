import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { assertNever } from '@aicc-bridge/contracts';
import { Allow, CurrentPrincipal, type Principal, ProblemException, Public } from '@aicc-bridge/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { JWK } from 'jose';
import { z } from 'zod';
import { setCookie } from '../browser/cookies.js';
import { Visitor } from '../browser/visitor.js';
import { PeopleStore } from '../people/people.store.js';
import type { Person } from '../people/person.js';
import { ReadModels } from '../read-models.store.js';
import { SecondFactor } from '../sign-in/second-factor.provider.js';
import { PasswordSignIn, type SignIn } from '../sign-in/sign-in.provider.js';
import { anotherPage, codeNeeded, enrolFirst, signInFailed, waitFirst } from './auth.problems.provider.js';
import { SESSION_SECONDS, SessionsStore } from './sessions.store.js';
import { SigningKeys } from './signing-keys.store.js';
import { Tokens } from './tokens.provider.js';

const Credentials = z.object({
  username: z.string().min(1).max(100),
  password: z.string().min(1).max(200),
  /** name or id of the organisation; absent for the publisher's own people */
  organisation: z.string().min(1).max(200).nullable().default(null),
  /** six digits of the second factor, if there is one */
  code: z.string().max(20).nullable().default(null),
});
type Credentials = z.infer<typeof Credentials>;
const Confirm = Credentials.extend({ code: z.string().max(20) });
type Confirm = z.infer<typeof Confirm>;

interface AccessToken {
  readonly accessToken: string;
  readonly tokenType: 'Bearer';
  readonly expiresInSeconds: number;
}

/** Sign-in to API and console. The console keeps a session in a cookie that no script reads, and asks for access tokens with it. */
@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly signIn: PasswordSignIn,
    private readonly people: PeopleStore,
    private readonly sessions: SessionsStore,
    private readonly secondFactor: SecondFactor,
    private readonly tokens: Tokens,
    private readonly keys: SigningKeys,
    private readonly readModels: ReadModels,
  ) {}

  /** An access token for the API, good for 10 minutes. A browser also gets the session's cookie, for `POST /auth/refresh`. */
  @Public()
  @Post('token')
  @HttpCode(200)
  async token(
    @Body({ schema: Credentials }) credentials: Credentials,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccessToken> {
    const visitor = ownPage(request);
    const result = await this.check(credentials, visitor);
    if (result.kind !== 'signed-in') throw problemOf(result);
    const { person } = result;
    const sessionId = await this.sessions.begin(person.personId, 'console');
    const cookie = await this.tokens.session(person.personId, 'console', sessionId);
    void reply
      .header('cache-control', 'no-store')
      .header('set-cookie', [
        setCookie('console', cookie, visitor.place, SESSION_SECONDS),
        setCookie('device', await this.signIn.deviceToken(person), visitor.place, 180 * 86_400),
      ]);
    return this.accessToken(person, sessionId);
  }

  /** A new access token, by the session's cookie alone. */
  @Public()
  @Post('refresh')
  @HttpCode(200)
  async refresh(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<AccessToken> {
    const visitor = ownPage(request);
    const cookie = visitor.cookie('console');
    const session = cookie === null ? null : await this.tokens.verifySession(cookie, 'console');
    if (session === null) throw signInFailed('The session is over. Sign in again.');
    void reply.header('cache-control', 'no-store');
    return this.accessToken(session.person, session.sessionId);
  }

  /** Ends the session everywhere: cookie, access tokens, all services. */
  @Public()
  @Post('sign-out')
  @HttpCode(204)
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const visitor = ownPage(request);
    const cookie = visitor.cookie('console');
    const session = cookie === null ? null : await this.tokens.verifySession(cookie, 'console');
    if (session !== null) await this.sessions.revoke(session.sessionId);
    void reply.header('set-cookie', setCookie('console', '', visitor.place, 0));
  }

  /** The public halves of our signing keys (RFC 7517). */
  @Public()
  @Get('jwks.json')
  async jwks(): Promise<{ keys: readonly JWK[] }> {
    return { keys: await this.keys.publicKeys() };
  }

  /** A new signing key: known everywhere before it signs; tokens of the old one stay good until they are over. */
  @Allow('publisher-admin')
  @Post('keys/rotate')
  @HttpCode(200)
  async rotate(): Promise<{ keyId: string }> {
    return { keyId: await this.keys.rotate() };
  }

  /** Whose token this is. */
  @Allow('publisher-admin', 'publisher-support', 'tenant-admin', 'tenant-viewer', 'learner')
  @Get('me')
  async me(@CurrentPrincipal() principal: Principal): Promise<Person> {
    const person = principal.kind === 'person' ? await this.people.one(principal.id) : null;
    if (person === null) throw signInFailed('The account is not there any more.');
    return person;
  }

  /** A secret for an authenticator app. It counts once a code of it was sent to `POST /auth/totp/confirm`. */
  @Public()
  @Post('totp')
  @HttpCode(200)
  async enrol(
    @Body({ schema: Credentials }) credentials: Credentials,
    @Req() request: FastifyRequest,
  ): Promise<{ secret: string; uri: string }> {
    return this.secondFactor.enrol(await this.whoMayEnrol(credentials, ownPage(request)));
  }

  @Public()
  @Post('totp/confirm')
  @HttpCode(204)
  async confirm(@Body({ schema: Confirm }) credentials: Confirm, @Req() request: FastifyRequest): Promise<void> {
    const person = await this.whoMayEnrol({ ...credentials, code: null }, ownPage(request));
    if (!(await this.secondFactor.confirm(person, credentials.code)))
      throw signInFailed('That code does not fit. Give the six digits that the app shows now.');
    // Whoever was signed in without the second factor has to come again.
    await this.sessions.revokeAll(person.personId);
  }

  /** Whoever has a second factor already proves it first: a stolen password alone cannot replace it. */
  private async whoMayEnrol(credentials: Credentials, visitor: Visitor): Promise<Person> {
    const result = await this.check(credentials, visitor);
    if (result.kind === 'signed-in' || result.kind === 'enrol-first') return result.person;
    throw problemOf(result);
  }

  private async check(credentials: Credentials, visitor: Visitor): Promise<SignIn> {
    const { organisation, username, password, code } = credentials;
    const tenantId = organisation === null ? null : ((await this.readModels.tenantIdOf(organisation)) ?? undefined);
    const from = { address: visitor.address, device: visitor.cookie('device') };
    return this.signIn.signIn({ tenantId, username, password, code }, from);
  }

  private async accessToken(person: Person, sessionId: string): Promise<AccessToken> {
    const { token, expiresInSeconds } = await this.tokens.access(person, sessionId);
    return { accessToken: token, tokenType: 'Bearer', expiresInSeconds };
  }
}

/** Nobody else's page may sign a browser in or out, or use its session (CSRF, login CSRF). */
function ownPage(request: FastifyRequest): Visitor {
  const visitor = new Visitor(request);
  if (visitor.sender() === 'another-page') throw anotherPage();
  return visitor;
}

function problemOf(result: Exclude<SignIn, { kind: 'signed-in' }>): ProblemException {
  switch (result.kind) {
    case 'no-match':
      return signInFailed(
        'That user name and password do not match. People of an organisation also send its name or id as "organisation".',
      );
    case 'wait':
      return waitFirst(result.seconds);
    case 'code-needed':
      return codeNeeded();
    case 'code-wrong':
      return signInFailed('That code does not fit. Give the six digits that the app shows now; each works once.');
    case 'enrol-first':
      return enrolFirst();
    default:
      return assertNever(result);
  }
}
