import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { randomSlice } from './random-slice.js';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Keeps aicc_sid and aicc_url unreadable at rest and on the bus (design §8): AES-256-GCM, key id in front, associated data =
 * launch id + field, so that a sealed text works nowhere else. Given by the environment to launch and progress-reporter only.
 */
export class Keyring {
  private readonly digestKey: Buffer;

  private constructor(
    private readonly current: string,
    private readonly keys: ReadonlyMap<string, Buffer>,
  ) {
    const oldest = [...keys.values()].at(-1) ?? Buffer.alloc(0);
    this.digestKey = Buffer.from(hkdfSync('sha256', oldest, Buffer.alloc(0), 'aicc-bridge digest', 32));
  }

  /**
   * @param text `id:base64url-of-32-bytes`, several separated by commas; the first seals, all unseal (rotation)
   * @throws Error that names what is wrong, never the key
   */
  static parse(text: string): Keyring {
    const keys = new Map<string, Buffer>();
    for (const part of text.split(',')) {
      const [id, encoded, ...rest] = part.trim().split(':');
      const key = Buffer.from(encoded ?? '', 'base64url');
      if (!id || !/^[A-Za-z0-9_-]{1,20}$/.test(id) || rest.length > 0 || key.length !== 32) {
        throw new Error(
          'KEYRING must be "id:key" with a key of 32 bytes in base64url; several are separated by commas, the first one seals.',
        );
      }
      keys.set(id, key);
    }
    const [current] = keys.keys();
    if (current === undefined) throw new Error('KEYRING is empty.');
    return new Keyring(current, keys);
  }

  /** @param purpose associated data, e.g. `<launchId>/aicc_sid` */
  seal(text: string, purpose: string): string {
    const iv = randomSlice(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key(this.current), iv).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${this.current}.${sealed.toString('base64url')}`;
  }

  /** @throws Error if the key is not in the ring, or the text was sealed for another purpose or changed */
  unseal(sealed: string, purpose: string): string {
    const [id = '', encoded = ''] = sealed.split('.');
    const bytes = Buffer.from(encoded, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.key(id), bytes.subarray(0, IV_BYTES)).setAAD(
      Buffer.from(purpose),
    );
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
  }

  /**
   * Same text, same digest, under every key that is still in the ring: for finding rows by a secret value (one lane per host and
   * sid). The oldest key is used, so that digests survive a rotation until that key leaves the ring.
   */
  digest(text: string): string {
    return createHmac('sha256', this.digestKey).update(text).digest('base64url');
  }

  private key(id: string): Buffer {
    const key = this.keys.get(id);
    if (!key)
      throw new Error(`The key "${id}" is not in KEYRING; keep old keys there until nothing sealed with them is left.`);
    return key;
  }
}
