import type { Schema } from "../schema.ts";
import { schema } from "../schema.ts";

// Generated from noise.proto by `npm run proto`. Do not edit.

export interface HandshakeMessage_ClientHello {
  ephemeral: Uint8Array
  static: Uint8Array
  payload: Uint8Array
}
export const HandshakeMessage_ClientHelloSchema: Schema<HandshakeMessage_ClientHello> = /*#__PURE__*/ schema('HandshakeMessage_ClientHello', [
  { no: 1, name: 'ephemeral', scalar: 'bytes' },
  { no: 2, name: 'static', scalar: 'bytes' },
  { no: 3, name: 'payload', scalar: 'bytes' },
])

export interface HandshakeMessage_ServerHello {
  ephemeral: Uint8Array
  static: Uint8Array
  payload: Uint8Array
}
export const HandshakeMessage_ServerHelloSchema: Schema<HandshakeMessage_ServerHello> = /*#__PURE__*/ schema('HandshakeMessage_ServerHello', [
  { no: 1, name: 'ephemeral', scalar: 'bytes' },
  { no: 2, name: 'static', scalar: 'bytes' },
  { no: 3, name: 'payload', scalar: 'bytes' },
])

export interface HandshakeMessage_ClientFinish {
  static: Uint8Array
  payload: Uint8Array
}
export const HandshakeMessage_ClientFinishSchema: Schema<HandshakeMessage_ClientFinish> = /*#__PURE__*/ schema('HandshakeMessage_ClientFinish', [
  { no: 1, name: 'static', scalar: 'bytes' },
  { no: 2, name: 'payload', scalar: 'bytes' },
])

/**
 * Bodies of the three frames of a handshake. The post-quantum fields are left out: nobody sends
 *  them.
 */
export interface HandshakeMessage {
  clientHello?: HandshakeMessage_ClientHello
  serverHello?: HandshakeMessage_ServerHello
  clientFinish?: HandshakeMessage_ClientFinish
}
export const HandshakeMessageSchema: Schema<HandshakeMessage> = /*#__PURE__*/ schema('HandshakeMessage', [
  { no: 2, name: 'clientHello', message: () => HandshakeMessage_ClientHelloSchema },
  { no: 3, name: 'serverHello', message: () => HandshakeMessage_ServerHelloSchema },
  { no: 4, name: 'clientFinish', message: () => HandshakeMessage_ClientFinishSchema },
])

export interface CertChain_NoiseCertificate_Details {
  serial: number
  issuerSerial: number
  key: Uint8Array
  /**
   * Seconds since 1970, both ends inside.
   */
  notBefore: bigint
  notAfter: bigint
}
export const CertChain_NoiseCertificate_DetailsSchema: Schema<CertChain_NoiseCertificate_Details> = /*#__PURE__*/ schema('CertChain_NoiseCertificate_Details', [
  { no: 1, name: 'serial', scalar: 'uint32' },
  { no: 2, name: 'issuerSerial', scalar: 'uint32' },
  { no: 3, name: 'key', scalar: 'bytes' },
  { no: 4, name: 'notBefore', scalar: 'uint64' },
  { no: 5, name: 'notAfter', scalar: 'uint64' },
])

export interface CertChain_NoiseCertificate {
  /**
   * An encoded Details. Signed as received, hence bytes.
   */
  details: Uint8Array
  signature: Uint8Array
}
export const CertChain_NoiseCertificateSchema: Schema<CertChain_NoiseCertificate> = /*#__PURE__*/ schema('CertChain_NoiseCertificate', [
  { no: 1, name: 'details', scalar: 'bytes' },
  { no: 2, name: 'signature', scalar: 'bytes' },
])

/**
 * What the server proves its static key with.
 */
export interface CertChain {
  leaf?: CertChain_NoiseCertificate
  intermediate?: CertChain_NoiseCertificate
}
export const CertChainSchema: Schema<CertChain> = /*#__PURE__*/ schema('CertChain', [
  { no: 1, name: 'leaf', message: () => CertChain_NoiseCertificateSchema },
  { no: 2, name: 'intermediate', message: () => CertChain_NoiseCertificateSchema },
])

