const CAUSES: ReadonlyMap<string, string> = new Map([
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['CERT_NOT_YET_VALID', 'its certificate is not valid yet'],
  ['CERT_REVOKED', 'its certificate was revoked'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is self-signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate comes from an authority that is not trusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'it does not send the intermediate certificate'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'it does not send the intermediate certificate'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its certificate comes from an authority that is not trusted'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name'],
  ['CERT_SIGNATURE_FAILURE', 'the signature of its certificate is wrong'],
  // Node has no name for OpenSSL's "EE certificate key too weak" and "CA signature digest algorithm too weak".
  ['UNSPECIFIED', 'the key or the signature of its certificate is too weak'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'it speaks no TLS 1.2 or 1.3'],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'it speaks no TLS 1.2 or 1.3'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'it does not speak TLS on this port'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'it does not speak TLS on this port'],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'it offers no cipher that is still safe'],
  ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', 'it offers no cipher that is still safe'],
  ['ECONNRESET', 'it closed the connection in the handshake'],
]);

/** One sentence of cause with the code behind it, for a person; nothing was sent in plain (F75). */
export function causeOfTlsFailure(code: string): string {
  return `no safe connection: ${CAUSES.get(code) ?? 'the TLS handshake failed'} (${code})`;
}
