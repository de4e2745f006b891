import type { Schema } from "../schema.ts";
import { schema } from "../schema.ts";

// Generated from messageKey.proto by `npm run proto`. Do not edit.

/**
 * Names one message of one chat.
 */
export interface MessageKey {
  /**
   * The chat, without a device.
   */
  remoteJid: string
  /**
   * As seen by whoever wrote this key.
   */
  fromMe: boolean
  id: string
  /**
   * The author, without a device; in groups, for messages that are not the writer's own.
   */
  participant: string
}
export const MessageKeySchema: Schema<MessageKey> = /*#__PURE__*/ schema('MessageKey', [
  { no: 1, name: 'remoteJid', scalar: 'string' },
  { no: 2, name: 'fromMe', scalar: 'bool' },
  { no: 3, name: 'id', scalar: 'string' },
  { no: 4, name: 'participant', scalar: 'string' },
])

