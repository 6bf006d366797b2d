import { applyDecorators, Catch, Controller, type RpcExceptionFilter, UseFilters } from '@nestjs/common';
import { type Observable, throwError } from 'rxjs';

/** Nest's own filter turns every error into `{status: 'error'}`: the transport could not tell a lost database from a bad message. */
@Catch()
class KeepTheError implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** Class decorator of every controller with `@EventPattern(topic)` handlers. */
export const BusConsumer = (): ClassDecorator => applyDecorators(Controller(), UseFilters(new KeepTheError()));
