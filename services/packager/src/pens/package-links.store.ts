import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';

const ADD = `insert into package_links (token_hash, tenant_id, course_id, expires_at, created_at) values ($1, $2, $3, $4, $5)`;
const FIND = `select tenant_id, course_id from package_links where token_hash = $1 and expires_at > $2`;
const RECEIPT = `update package_links set receipt = $2 where token_hash = $1`;
const Rows = z.array(z.object({ tenant_id: z.string(), course_id: z.string() }));

/** Links to one package that work without sign-in for a while, for an LMS that fetches by itself. Only their hash is kept. */
@Injectable()
export class PackageLinks {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** @returns the link's token, which is nowhere else */
  async make(tenantId: string, courseId: string, expiresAt: Date): Promise<string> {
    const token = randomBytes(24).toString('base64url');
    await this.dataSource.query(ADD, [hashOf(token), tenantId, courseId, expiresAt, this.clock.now()]);
    return token;
  }

  /** null: unknown, or no longer good */
  async find(token: string): Promise<{ readonly tenantId: string; readonly courseId: string } | null> {
    const [row] = Rows.parse(await this.dataSource.query(FIND, [hashOf(token), this.clock.now()]));
    return row === undefined ? null : { tenantId: row.tenant_id, courseId: row.course_id };
  }

  /** What the LMS says became of the package. */
  async note(token: string, receipt: Readonly<Record<string, string>>): Promise<void> {
    await this.dataSource.query(RECEIPT, [hashOf(token), JSON.stringify(receipt)]);
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
