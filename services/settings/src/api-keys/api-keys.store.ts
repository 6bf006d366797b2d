import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ApiKeyState } from '@aicc-bridge/contracts';
import { Outbox, outgoingEvent, type OutgoingMessage } from '@aicc-bridge/messaging';
import { API_KEY_PREFIX, Clock, newId, type Principal } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { AuditStore } from '../audit/audit.store.js';

const INSERT =
  'insert into api_keys (api_key_id, aggregate_version, sha256, state, created_at) values ($1, 1, $2, $3, $4)';
const LIST = `select state->>'apiKeyId' as "apiKeyId", state->>'name' as name, state->>'role' as role, state->>'tenantId' as "tenantId", created_at as "createdAt" from api_keys where state->>'state' = 'active' order by created_at`;
const ONE = `select state from api_keys where api_key_id = $1 and state->>'state' = 'active' for update`;
const UPDATE = 'update api_keys set aggregate_version = $2, state = $3 where api_key_id = $1';

/** API keys: only their hash is kept and published. */
@Injectable()
export class ApiKeysStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  async list(): Promise<unknown> {
    return this.dataSource.query(LIST);
  }

  async create(
    { name, role, tenantId }: Pick<ApiKeyState, 'name' | 'role' | 'tenantId'>,
    who: Principal,
  ): Promise<{ apiKeyId: string; key: string }> {
    const key = `${API_KEY_PREFIX}${randomBytes(24).toString('base64url')}`;
    const state: ApiKeyState = {
      apiKeyId: newId(),
      aggregateVersion: 1,
      state: 'active',
      name,
      role,
      tenantId,
      sha256: createHash('sha256').update(key).digest('hex'),
    };
    await this.outbox.transaction(async (tx, add) => {
      await tx.query(INSERT, [state.apiKeyId, state.sha256, JSON.stringify(state), this.clock.now()]);
      await this.audit.add(tx, {
        tenantId,
        who,
        action: 'api-key.made',
        detail: { apiKeyId: state.apiKeyId, name, role },
      });
      await add([this.event(state)]);
    });
    return { apiKeyId: state.apiKeyId, key };
  }

  async revoke(apiKeyId: string, who: Principal): Promise<boolean> {
    return this.outbox.transaction(async (tx, add) => {
      const [row] = z.array(z.object({ state: ApiKeyState })).parse(await tx.query(ONE, [apiKeyId]));
      if (!row) return false;
      const state: ApiKeyState = { ...row.state, state: 'deleted', aggregateVersion: row.state.aggregateVersion + 1 };
      await tx.query(UPDATE, [apiKeyId, state.aggregateVersion, JSON.stringify(state)]);
      await this.audit.add(tx, { tenantId: state.tenantId, who, action: 'api-key.revoked', detail: { apiKeyId } });
      await add([this.event(state)]);
      return true;
    });
  }

  private event(state: ApiKeyState): OutgoingMessage {
    return outgoingEvent({
      topic: 'settings.api-keys.v1',
      key: state.apiKeyId,
      type: 'settings.api-key',
      source: '/aicc-bridge/settings',
      id: newId(),
      time: this.clock.now(),
      data: state,
    });
  }
}
