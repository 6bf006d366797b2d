/** What a PENS notice says (AICC CMI010 1.0a §6.2): a package lies there, come and get it. */
export interface PensNotice {
  /** URI of the package, for ever the same for a course */
  readonly packageId: string;
  readonly packageUrl: string;
  readonly expiresAt: Date;
  /** where the LMS tells whether it got the package, and what became of it */
  readonly receiptUrl: string;
  /** account at the LMS, if it asks for one */
  readonly systemUserId?: string | undefined;
  readonly systemPassword?: string | undefined;
  readonly vendorData?: string | undefined;
}

/** The form body of the command `collect`. */
export function writePensNotice(notice: PensNotice): string {
  const fields: Readonly<Record<string, string | undefined>> = {
    command: 'collect',
    'pens-version': '1.0.0',
    'package-type': 'aicc-pkg',
    'package-type-version': '4.0',
    'package-format': 'zip',
    'package-id': notice.packageId,
    'package-url': notice.packageUrl,
    // CMI010 1.0a: UTC, to the second, with a trailing Z.
    'package-url-expiry': notice.expiresAt.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    client: 'aicc-bridge',
    receipt: notice.receiptUrl,
    alerts: notice.receiptUrl,
    'system-user-id': notice.systemUserId,
    'system-password': notice.systemPassword,
    'vendor-data': notice.vendorData,
  };
  return Object.entries(fields)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join('&');
}

export type PensAnswer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly error: number; readonly text: string }
  | { readonly kind: 'not-pens' };

/** Reads the LMS's answer: lines of `name=value`, `error=0` for "I will come". Never throws. */
export function readPensAnswer(body: string): PensAnswer {
  const values = new Map(
    body.split(/\r\n|\r|\n/).map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, Math.max(0, at)).trim().toLowerCase(), line.slice(at + 1).trim()] as const;
    }),
  );
  const error = values.get('error') ?? '';
  if (!/^\d{1,9}$/.test(error)) return { kind: 'not-pens' };
  return Number(error) === 0
    ? { kind: 'accepted' }
    : { kind: 'refused', error: Number(error), text: (values.get('error-text') ?? '').slice(0, 500) };
}
