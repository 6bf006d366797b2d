#!/bin/sh
# Makes the certificates of these tests anew (OpenSSL 3). They are committed, so that the tests need no openssl; the keys guard nothing.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
cat > "$work/x.cnf" <<CNF
[req]
distinguished_name=dn
[dn]
[ca]
default_ca=x
[x]
database=$work/index
rand_serial=yes
new_certs_dir=$work
default_md=sha256
policy=any
unique_subject=no
[any]
organizationName=optional
commonName=optional
[authority]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
[leaf]
extendedKeyUsage=serverAuth
subjectAltName=DNS:lms.example.org
[other]
extendedKeyUsage=serverAuth
subjectAltName=DNS:other.example.org
CNF
: > "$work/index"
EC="-newkey ec -pkeyopt ec_paramgen_curve:P-256"
request() { openssl req -new $2 -nodes -keyout "$3" -out "$work/$1.csr" -subj "/O=aicc-bridge tests/CN=$1" -config "$work/x.cnf" 2>/dev/null; }
sign() { openssl ca -batch -notext -config "$work/x.cnf" -startdate "$3" -enddate "$4" -extensions "$2" -in "$work/$1.csr" -out "$1.pem" $5 2>/dev/null; }
ALWAYS="20200101000000Z 21200101000000Z"

request ca "$EC" "$work/ca-key.pem"
sign ca authority $ALWAYS "-selfsign -keyfile $work/ca-key.pem"
BY_CA="-cert ca.pem -keyfile $work/ca-key.pem"
request intermediate "$EC" "$work/intermediate-key.pem"
sign intermediate authority $ALWAYS "$BY_CA"
for name in good expired not-yet no-chain wrong-name self-signed; do request $name "$EC" $name-key.pem; done
request weak "-newkey rsa:1024" weak-key.pem
sign good leaf $ALWAYS "$BY_CA"
sign weak leaf $ALWAYS "$BY_CA"
sign wrong-name other $ALWAYS "$BY_CA"
sign expired leaf 20200101000000Z 20210101000000Z "$BY_CA"
sign not-yet leaf 21100101000000Z 21200101000000Z "$BY_CA"
sign no-chain leaf $ALWAYS "-cert intermediate.pem -keyfile $work/intermediate-key.pem"
sign self-signed leaf $ALWAYS "-selfsign -keyfile self-signed-key.pem"
rm -r intermediate.pem "$work"
