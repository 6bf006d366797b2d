import { z } from 'zod';

/** How an organisation's people sign in by SAML 2.0: what its identity provider's metadata say. Nothing in it is secret. */
export const SamlConnection = z.object({
  /** name on the button, e.g. "Acme" */
  label: z.string().trim().min(1).max(100),
  /** entityID of the identity provider; the issuer of its assertions */
  idpEntityId: z.string().min(1).max(1_000),
  /** where the browser goes (HTTP-Redirect binding) */
  ssoUrl: z.url({ protocol: /^https?$/ }).max(2_000),
  /** signing certificates, base64 of DER; several while the provider changes its key */
  certificates: z
    .array(z.string().regex(/^[A-Za-z0-9+/=]{100,10000}$/))
    .min(1)
    .max(10),
  /** answers that nobody asked for are taken (default off: they cannot be bound to a browser) */
  idpInitiated: z.boolean().default(false),
  /** sign our requests */
  signRequests: z.boolean().default(false),
  /** attribute with the person's name; absent = displayName, cn, givenName + sn, else the NameID */
  nameAttribute: z.string().min(1).max(200).optional(),
  /** attribute with the user name; absent = the NameID */
  usernameAttribute: z.string().min(1).max(200).optional(),
});
export type SamlConnection = z.infer<typeof SamlConnection>;
