import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';

/** RFC 9106, second recommended option: 64 MiB would let a few sign-ins fill a small machine, so 19 MiB and 2 passes (OWASP). */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** argon2id. A wrong password and an unknown account take the same time. */
@Injectable()
export class Passwords {
  private readonly nobody = hash('nobody has this password', OPTIONS);

  hash(password: string): Promise<string> {
    return hash(password, OPTIONS);
  }

  /** @param stored null = no such account, or one without a password: verified against a hash that never fits */
  async verify(stored: string | null, password: string): Promise<boolean> {
    const fits = await verify(stored ?? (await this.nobody), password);
    return fits && stored !== null;
  }
}
