import type { Schema } from "../schema.ts";
import { schema } from "../schema.ts";

// Generated from mediaRetry.proto by `npm run proto`. Do not edit.

export interface ServerErrorReceipt {
  stanzaId: string
}
export const ServerErrorReceiptSchema: Schema<ServerErrorReceipt> = /*#__PURE__*/ schema('ServerErrorReceipt', [
  { no: 1, name: 'stanzaId', scalar: 'string' },
])

export const MediaRetryNotification_ResultType = {
  GENERAL_ERROR: 0,
  SUCCESS: 1,
  NOT_FOUND: 2,
  DECRYPTION_ERROR: 3,
} as const
export type MediaRetryNotification_ResultType = (typeof MediaRetryNotification_ResultType)[keyof typeof MediaRetryNotification_ResultType]

export interface MediaRetryNotification {
  stanzaId: string
  /**
   * The new path, when the result is SUCCESS.
   */
  directPath: string
  /**
   * A ResultType.
   */
  result: number
  messageSecret: Uint8Array
}
export const MediaRetryNotificationSchema: Schema<MediaRetryNotification> = /*#__PURE__*/ schema('MediaRetryNotification', [
  { no: 1, name: 'stanzaId', scalar: 'string' },
  { no: 2, name: 'directPath', scalar: 'string' },
  { no: 3, name: 'result', scalar: 'int32' },
  { no: 4, name: 'messageSecret', scalar: 'bytes' },
])

