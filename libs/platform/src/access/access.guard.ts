import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { assertNever } from '@aicc-bridge/contracts';
import { ProblemException } from '../problem/problem.js';
import { ALLOW, PUBLIC, type RequestWithPrincipal } from './access.decorators.js';
import { AccessVerifier } from './access-verifier.store.js';
import { type AllowedRole, judgeAccess } from './principal.js';

/** Stands before every HTTP endpoint of every service (design §2). */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly verifier: AccessVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, targets) === true) return true;

    const request = context.switchToHttp().getRequest<RequestWithPrincipal>();
    const verified = await this.verifier.verify(request.headers.authorization ?? '');
    if (verified.kind !== 'known') throw signInFirst(verified.why);

    const allowed = this.reflector.getAllAndOverride<readonly AllowedRole[] | undefined>(ALLOW, targets) ?? [];
    const verdict = judgeAccess(verified.principal, allowed, pathTenant(request.params));
    switch (verdict.kind) {
      case 'allowed':
        request.principal = verified.principal;
        return true;
      case 'role':
        throw forbidden(
          `Your role is "${verified.principal.role}"; this needs ${verdict.needed.join(' or ') || 'a role that does not exist yet'}.`,
        );
      case 'other-tenant':
        throw forbidden('This belongs to another organisation than yours.');
      default:
        return assertNever(verdict);
    }
  }
}

function pathTenant(params: unknown): string | null {
  if (typeof params !== 'object' || params === null || !('tenantId' in params)) return null;
  return typeof params.tenantId === 'string' ? params.tenantId : null;
}

function signInFirst(why: string): ProblemException {
  return new ProblemException({
    status: 401,
    name: 'sign-in-first',
    title: 'Sign in first',
    detail: `${why} Send "Authorization: Bearer …" with an access token from POST /auth/token, or with an API key.`,
  });
}

function forbidden(detail: string): ProblemException {
  return new ProblemException({ status: 403, name: 'forbidden', title: 'Not allowed', detail });
}
