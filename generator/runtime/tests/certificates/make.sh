#!/bin/sh
# Makes the certificates of the tests. They are valid for 100 years. The keys protect nothing.
set -eu
cd "$(dirname "$0")"

new_key() { # NAME
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1-key.pem"
}

new_authority() { # NAME
    new_key "$1"
    openssl req -x509 -new -key "$1-key.pem" -days 36500 -subj "/CN=Test authority $1" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign -out "$1.pem"
}

new_certificate() { # NAME AUTHORITY EXTENSIONS SERIAL
    new_key "$1"
    openssl req -new -key "$1-key.pem" -subj "/CN=$1" -out request.pem
    printf '%b' "$3\nbasicConstraints=critical,CA:FALSE\n" > extensions
    openssl x509 -req -in request.pem -CA "$2.pem" -CAkey "$2-key.pem" -set_serial "$4" -days 36500 \
        -extfile extensions -out "$1.pem"
    rm request.pem extensions
}

new_authority authority
new_authority other-authority
new_certificate server authority "subjectAltName=DNS:api.example.com,IP:127.0.0.1\nextendedKeyUsage=serverAuth" 1
new_certificate client authority "extendedKeyUsage=clientAuth" 2
# Only the certificates of the authorities are needed.
rm authority-key.pem other-authority-key.pem
