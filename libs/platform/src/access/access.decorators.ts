import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiDefaultResponse, ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { AllowedRole, Principal } from './principal.js';

export const PUBLIC = 'aicc-bridge:public';
export const ALLOW = 'aicc-bridge:allow';

/** Open to everybody: health, sign-in, launch pages. Such an endpoint checks for itself what it must. */
export const Public = (): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(PUBLIC, true), ApiExtension('x-roles', ['anybody']));

/** The roles that may call this endpoint; without it nobody may. The OpenAPI document names them too. */
export const Allow = (...roles: readonly AllowedRole[]): MethodDecorator & ClassDecorator =>
  applyDecorators(
    SetMetadata(ALLOW, roles),
    ApiBearerAuth(),
    ApiExtension('x-roles', [...roles]),
    ApiDefaultResponse({
      description: 'application/problem+json (RFC 9457): what is wrong, by which rule, and what to do now',
    }),
  );

/** Requests that the guard has let in carry their principal. */
export type RequestWithPrincipal = FastifyRequest & { principal?: Principal };

/** The caller, as the guard has verified it. */
export const CurrentPrincipal = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<RequestWithPrincipal>();
  if (!principal) throw new Error('CurrentPrincipal is used on an endpoint without @Allow');
  return principal;
});
