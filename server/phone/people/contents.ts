import type { RandomBytes } from '../../../web/crypto/x25519.ts'
import { type Message, ProtocolMessage_Type } from '../../../web/wire/proto/gen/message_pb.ts'
import type { ContextInfo } from '../../../web/wire/proto/gen/message_pb.ts'
import type { MessageKey } from '../../../web/wire/proto/gen/messageKey_pb.ts'
import type { Init } from '../../../web/wire/proto/schema.ts'
import type { Content } from '../device/messageKind.ts'
import type { Sendable } from './control.ts'

/** What hangs on a message: a quote, mentions, a timer, a history of forwarding. */
export type Context = Init<ContextInfo>

/** Text, in the short form when nothing hangs on it. */
export function textContent(text: string, context: Context): Content {
  if (Object.keys(context).length === 0) return { conversation: text }
  return { extendedTextMessage: { text, contextInfo: context } }
}

export function reactionContent(key: Init<MessageKey>, emoji: string, atMs: number): Content {
  return { reactionMessage: { key, text: emoji, senderTimestampMs: BigInt(atMs) } }
}

export function editContent(key: Init<MessageKey>, edited: Content, atMs: number): Content {
  const protocolMessage = {
    key,
    type: ProtocolMessage_Type.MESSAGE_EDIT,
    editedMessage: edited,
    timestampMs: BigInt(atMs),
  }
  return { editedMessage: { message: { protocolMessage } } }
}

export function revokeContent(key: Init<MessageKey>): Content {
  return { protocolMessage: { key, type: ProtocolMessage_Type.REVOKE } }
}

export function timerContent(seconds: number, atSec: number): Content {
  return {
    protocolMessage: {
      type: ProtocolMessage_Type.EPHEMERAL_SETTING,
      ephemeralExpiration: seconds,
      ephemeralSettingTimestamp: BigInt(atSec),
    },
  }
}

/** The same content for another chat; what was private to the first stays behind. */
export function forwardedContent(content: Message, context: Context): Content {
  const text = content.conversation || content.extendedTextMessage?.text
  if (text) return textContent(text, context)
  const copy: Record<string, unknown> = { ...content }
  delete copy['messageContextInfo']
  for (const [name, value] of Object.entries(copy)) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      copy[name] = { ...value, contextInfo: context }
    }
  }
  return copy as Content
}

/** A made-up message of a kind. Its file is nowhere to be had; sizes, keys and thumbnails are real. */
export function madeUpContent(
  kind: Sendable,
  context: Context,
  randomBytes: RandomBytes,
  atSec: number,
): Content {
  const contextInfo = Object.keys(context).length === 0 ? undefined : context
  const file = (mimetype: string, length: number) => ({
    mimetype,
    fileSha256: randomBytes(32),
    fileEncSha256: randomBytes(32),
    mediaKey: randomBytes(32),
    fileLength: BigInt(length),
    directPath: `/v/t62.7118-24/${atSec}.enc?ccb=1`,
    mediaKeyTimestamp: BigInt(atSec),
    contextInfo,
  })
  switch (kind) {
    case 'image':
      return {
        imageMessage: {
          ...file('image/jpeg', 48_213),
          caption: 'The harbour',
          width: 1280,
          height: 960,
        },
      }
    case 'video':
      return {
        videoMessage: { ...file('video/mp4', 1_204_881), seconds: 14, width: 720, height: 1280 },
      }
    case 'gif':
      return { videoMessage: { ...file('video/mp4', 90_113), seconds: 3, gifPlayback: true } }
    case 'ptt':
      return {
        audioMessage: {
          ...file('audio/ogg; codecs=opus', 11_402),
          seconds: 7,
          ptt: true,
          waveform: Uint8Array.from({ length: 64 }, (_, at) => (at * 37) % 100),
        },
      }
    case 'audio':
      return { audioMessage: { ...file('audio/mp4', 2_011_402), seconds: 187 } }
    case 'document':
      return {
        documentMessage: {
          ...file('application/pdf', 81_220),
          fileName: 'timetable.pdf',
          title: 'timetable',
          pageCount: 3,
        },
      }
    case 'sticker':
      return { stickerMessage: { ...file('image/webp', 20_417), width: 512, height: 512 } }
    case 'location':
      return {
        locationMessage: {
          degreesLatitude: 59.9075,
          degreesLongitude: 10.7533,
          name: 'The opera house',
          address: 'Harbour street 1',
          contextInfo,
        },
      }
    case 'liveLocation':
      return {
        liveLocationMessage: {
          degreesLatitude: 59.9075,
          degreesLongitude: 10.7533,
          accuracyInMeters: 20,
          caption: 'On my way',
          sequenceNumber: BigInt(atSec),
          contextInfo,
        },
      }
    case 'contact':
      return { contactMessage: { ...card('Ada Example', '15550100199'), contextInfo } }
    case 'contacts':
      return {
        contactsArrayMessage: {
          displayName: '2 contacts',
          contacts: [card('Ada Example', '15550100199'), card('Bo Sample', '15550100198')],
          contextInfo,
        },
      }
    case 'poll':
      return {
        pollCreationMessageV3: {
          name: 'When shall we meet?',
          options: [{ optionName: 'Friday' }, { optionName: 'Saturday' }, { optionName: 'Sunday' }],
          selectableOptionsCount: 1,
          contextInfo,
        },
        messageContextInfo: { messageSecret: randomBytes(32) },
      }
    case 'event':
      return {
        eventMessage: {
          name: 'Board games',
          description: 'Bring snacks',
          startTime: BigInt(atSec + 86_400),
          contextInfo,
        },
        messageContextInfo: { messageSecret: randomBytes(32) },
      }
    case 'viewOnce':
      return {
        viewOnceMessageV2: {
          message: { imageMessage: { ...file('image/jpeg', 48_213), viewOnce: true } },
        },
      }
    case 'link':
      return {
        extendedTextMessage: {
          text: 'Read this: https://example.org/tides',
          matchedText: 'https://example.org/tides',
          title: 'Tides',
          description: 'When the water comes and goes.',
          contextInfo,
        },
      }
    case 'groupInvite':
      return {
        groupInviteMessage: {
          groupJid: '120363000000000001@g.us',
          inviteCode: 'SANDBOXINVITE000000000',
          inviteExpiration: BigInt(atSec + 259_200),
          groupName: 'Sailing',
          contextInfo,
        },
      }
    case 'album':
      return { albumMessage: { expectedImageCount: 2, expectedVideoCount: 0, contextInfo } }
    case 'buttons':
      return {
        buttonsMessage: {
          contentText: 'Was this helpful?',
          footerText: 'Sandbox shop',
          buttons: [{ buttonId: 'yes', buttonText: { displayText: 'Yes' } }],
          headerType: 1,
        },
      }
    case 'unknown':
      return {
        scheduledCallCreationMessage: {
          scheduledTimestampMs: BigInt(atSec) * 1000n,
          title: 'Call',
        },
      }
  }
}

function card(displayName: string, number: string): { displayName: string; vcard: string } {
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `FN:${displayName}`,
    `TEL;type=CELL;waid=${number}:+${number}`,
    'END:VCARD',
  ]
  return { displayName, vcard: lines.join('\n') }
}
