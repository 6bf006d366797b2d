import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isPublicAddress } from './is-public-address.js';
import { readIdpMetadata } from './read-idp-metadata.js';

/** A certificate of no use but this one; its key was thrown away. */
const CERTIFICATE =
  'MIIDDzCCAfegAwIBAgIUCSxn/V6SWLlYV704O2krJwt232gwDQYJKoZIhvcNAQELBQAwFjEUMBIGA1UEAwwLaWRwLmV4YW1wbGUwIBcNMjYxMTI1MDA1NTQ1' +
  'WhgPMjEyNjExMDEwMDU1NDVaMBYxFDASBgNVBAMMC2lkcC5leGFtcGxlMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0NwbFLRcc1JEelVEGN06' +
  '+fd+qrK5FKUdIZTs+h3hFuJ4UGLqiEYx8GbJFRiEsffwyBeoL6dhUX8KqmVBmjP2fAg0K7H6sjEBXthlJ+On6w5UmPqFN3foTjcM1odUvffyFlNzZXj1BGq/' +
  'jD55hU10p4wiQs+TpefxYaksL9+68donqQEq2UbrkW0BvQv7tY9fr9DkfQJMC8A8MhH40DWpHQaqrhi1rGgDrIg9+b1VnOGZZRcWRJ/l8GFx/Z669pg0hPNO' +
  'DyEX9HcOgu2XH2+0uOu/+KoR7CsuRTIUdpjs3cAZ4F4uO8IoWqUxBnUTDlH76/XAozoW7lnIqCBAIkJuSQIDAQABo1MwUTAdBgNVHQ4EFgQUpxrWnfUvEUX/' +
  'FMyeV3q3IYCDu4kwHwYDVR0jBBgwFoAUpxrWnfUvEUX/FMyeV3q3IYCDu4kwDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEAtIkuXiPF6rAn' +
  '7K2pIFyE0v4UrASlWNwfYtyc1lk9jml59sl5MERtaTitMe3FdzE/BlNVkyuH3NP523FTiNlEzSOTYy/8ECB2apYQPJKDotjgXaqy4bKhnSnLEsTa0qZy6XSZ' +
  'DDv95c1ZXy0HDykzIusoStVgf+lzh7LVcueH0MfMxhZCLW+t3wdq4sfbJMVeJQAOc4sCd3s3VqfE1UvTMxiazf8aYwkBcHeaX+Ds4gv3jvRxsV8+i4dOYQkw' +
  'YQCJVuL1r/Lp8y1iEUGOLarQjooHydDFbVBB1DdZ6qS9sAC5c/ylJNJLuFYlnO3v00ntU+apfLeqdJycvV3aIK8ndQ==';
const metadata = (more = '', certificate = CERTIFICATE): string =>
  `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example/id">${more}<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>\n${certificate}\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example/post"/><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/redirect"/></md:IDPSSODescriptor></md:EntityDescriptor>`;

test('entity id, sign-in address and certificate are read', () =>
  expect(readIdpMetadata(metadata())).toEqual({
    kind: 'provider',
    facts: {
      idpEntityId: 'https://idp.example/id',
      ssoUrl: 'https://idp.example/redirect',
      certificates: [CERTIFICATE],
    },
  }));

test.each([
  ['an entity', `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${metadata()}`, 'document type'],
  ['no XML', 'hello', 'no XML'],
  ['a service provider', metadata().replaceAll('IDPSSODescriptor', 'SPSSODescriptor'), 'no identity provider'],
  ['a federation', `<x>${metadata()}${metadata()}</x>`, 'several'],
  ['no redirect binding', metadata().replace('HTTP-Redirect', 'SOAP'), 'HTTP-Redirect'],
  [
    'a script for an address',
    metadata().replace('https://idp.example/redirect', 'javascript:alert(1)'),
    'HTTP-Redirect',
  ],
  ['no certificate', metadata('', 'AAAA'), 'certificate'],
])('%s is refused and says why', (_why, xml, said) => {
  const read = readIdpMetadata(xml);
  expect(read.kind === 'refused' && read.detail).toContain(said);
});

test('never throws, whatever is uploaded', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (xml) => void readIdpMetadata(xml)));
  fc.assert(
    fc.property(
      fc.nat(metadata().length),
      fc.string(),
      (at, text) => void readIdpMetadata(metadata().slice(0, at) + text + metadata().slice(at)),
    ),
  );
});

test.each([
  ['8.8.8.8', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['169.254.169.254', false],
  ['100.100.100.200', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::ffff:10.0.0.1', false],
  ['::ffff:8.8.8.8', false],
  ['64:ff9b::a00:1', false],
  ['fd00::1', false],
  ['fe80::1', false],
  ['2002:a00:1::', false],
  ['2606:4700:4700::1111', true],
  ['not an address', false],
])('%s is a public address: %s', (address, expected) => expect(isPublicAddress(address)).toBe(expected));
