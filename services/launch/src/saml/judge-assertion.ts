import { z } from 'zod';

/** What xml2js makes of the signed assertion; prefixes are gone. */
const Text = z.union([z.string(), z.object({ _: z.string().default('') }).transform(({ _ }) => _)]);
const attributes = <T extends z.ZodRawShape>(shape: T) => z.object({ $: z.object(shape) });
const Confirmation = attributes({ Method: z.string() }).extend({
  SubjectConfirmationData: z
    .array(
      attributes({
        Recipient: z.string().optional(),
        NotOnOrAfter: z.string().optional(),
        NotBefore: z.string().optional(),
        InResponseTo: z.string().optional(),
      }),
    )
    .length(1),
});
const NameId = z.preprocess(
  (value) => (typeof value === 'string' ? { _: value } : value),
  z.object({ _: z.string(), $: z.object({ Format: z.string().optional() }).default({}) }),
);
const Assertion = attributes({ ID: z.string().min(1) }).extend({
  Issuer: z.array(Text).length(1),
  Subject: z
    .array(
      z.object({
        NameID: z.array(NameId).length(1),
        SubjectConfirmation: z.array(Confirmation).min(1),
      }),
    )
    .length(1),
  Conditions: z
    .array(
      attributes({ NotBefore: z.string().optional(), NotOnOrAfter: z.string().optional() }).extend({
        AudienceRestriction: z.array(z.object({ Audience: z.array(Text).min(1) })).min(1),
      }),
    )
    .length(1),
});
const Envelope = z.object({ Assertion });

/** What an assertion must say to be meant for us, now. */
export interface Expected {
  readonly issuer: string;
  readonly audience: string;
  readonly recipient: string;
  /** id of our request; null = nobody asked (IdP-initiated), then it must answer none */
  readonly inResponseTo: string | null;
  readonly now: Date;
}

export type AssertionVerdict =
  | {
      readonly kind: 'good';
      readonly assertionId: string;
      readonly nameId: string;
      readonly transient: boolean;
      /** afterwards its own window refuses it */
      readonly until: Date;
    }
  | {
      readonly kind: 'refused';
      readonly why: 'shape' | 'issuer' | 'audience' | 'confirmation' | 'recipient' | 'window' | 'in-response-to';
    };

/** Clocks of two organisations differ a little. */
const SKEW_MS = 60_000;

/**
 * Judges a signed assertion (SAML 2.0 profiles §4.1.4.3): issuer, audience, bearer confirmation with our address as recipient, a time
 * window that is open, an answer to our own request. Whether the signature holds was decided before. Never throws.
 */
export function judgeAssertion(
  signed: unknown,
  { issuer, audience, recipient, inResponseTo, now }: Expected,
): AssertionVerdict {
  const read = Envelope.safeParse(signed);
  if (!read.success) return { kind: 'refused', why: 'shape' };
  const { $, Issuer, Subject, Conditions } = read.data.Assertion;
  const [subject] = Subject;
  const [conditions] = Conditions;
  const nameId = subject?.NameID[0];
  if (subject === undefined || conditions === undefined || nameId === undefined || nameId._.trim() === '')
    return { kind: 'refused', why: 'shape' };
  if (Issuer[0] !== issuer) return { kind: 'refused', why: 'issuer' };
  if (!conditions.AudienceRestriction.every(({ Audience }) => Audience.includes(audience)))
    return { kind: 'refused', why: 'audience' };

  const bearer = subject.SubjectConfirmation.find(
    ({ $: { Method } }) => Method === 'urn:oasis:names:tc:SAML:2.0:cm:bearer',
  );
  const data = bearer?.SubjectConfirmationData[0]?.$;
  if (data === undefined || data.NotBefore !== undefined) return { kind: 'refused', why: 'confirmation' };
  if (data.Recipient !== recipient) return { kind: 'refused', why: 'recipient' };
  if ((data.InResponseTo ?? null) !== inResponseTo) return { kind: 'refused', why: 'in-response-to' };
  const until = earliest([data.NotOnOrAfter, conditions.$.NotOnOrAfter]);
  const from = Date.parse(conditions.$.NotBefore ?? '1970-01-01T00:00:00Z');
  if (until === null || !(from - SKEW_MS <= now.getTime()) || now.getTime() >= until + SKEW_MS)
    return { kind: 'refused', why: 'window' };
  return {
    kind: 'good',
    assertionId: $.ID,
    nameId: nameId._.trim(),
    transient: nameId.$.Format === 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
    until: new Date(until + SKEW_MS),
  };
}

/** Null if the bearer's own end is missing (it is required), or one is no time. */
function earliest([bearer, ...others]: readonly (string | undefined)[]): number | null {
  if (bearer === undefined) return null;
  const times = [bearer, ...others.filter((text) => text !== undefined)].map((text) => Date.parse(text));
  return times.some((time) => Number.isNaN(time)) ? null : Math.min(...times);
}
