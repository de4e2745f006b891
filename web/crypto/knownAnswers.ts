import { fromHex, utf8Encode } from './bytes.ts'

/**
 * Inputs and results of the start-up self-test: RFC 7748 6.1, RFC 8032 7.1 (test 3), RFC 7914 11.
 */
export const KNOWN_ANSWERS = {
  x25519: {
    privateKey: fromHex('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a'),
    publicKey: fromHex('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a'),
    peerPublic: fromHex('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f'),
    shared: fromHex('4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742'),
  },
  ed25519: {
    publicKey: fromHex('fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025'),
    message: fromHex('af82'),
    signature: fromHex(
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac' +
        '18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    ),
  },
  pbkdf2: {
    password: utf8Encode('passwd'),
    salt: utf8Encode('salt'),
    iterations: 1,
    key: fromHex('55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc'),
  },
} as const
