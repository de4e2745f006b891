import { parseJid } from '../../../web/wire/jid.ts'
import { decodeProto, encodeProto } from '../../../web/wire/proto/codec.ts'
import { WebMessageInfoSchema } from '../../../web/wire/proto/gen/history_pb.ts'
import { MessageSchema, ProtocolMessage_Type } from '../../../web/wire/proto/gen/message_pb.ts'
import {
  type AppStateSyncKey,
  type PeerDataOperationRequestMessage,
  PeerDataOperationRequestType,
} from '../../../web/wire/proto/gen/peerData_pb.ts'
import type { Init } from '../../../web/wire/proto/schema.ts'
import type { HeardContent } from '../device/core.ts'
import type { Device } from '../device/device.ts'
import type { CompanionState } from '../person.ts'
import { freshMessageId } from '../people/speaking.ts'
import { olderMessages } from './older.ts'
import type { Memory } from './remembered.ts'
import type { Shipping } from './shipping.ts'

/** What companions ask their phone for (05 section 8, 07 section 7). */
export interface PeerRequests {
  take(message: HeardContent, companion: CompanionState): Promise<void>
  /** Hands the account's app-state keys to a companion. */
  shareKeys(companion: CompanionState): Promise<void>
}

export function createPeerRequests(parts: {
  readonly device: Device
  readonly randomBytes: (length: number) => Uint8Array
  readonly memory: () => Memory
  readonly shipping: Shipping
  readonly keys: () => readonly Init<AppStateSyncKey>[]
}): PeerRequests {
  const { device, randomBytes, memory, shipping } = parts

  const answer = (companion: CompanionState, content: Parameters<Device['sendPeer']>[2]) =>
    device.sendPeer(freshMessageId(randomBytes), parseJid(companion.jid), content)

  function shareKeys(companion: CompanionState): Promise<void> {
    return answer(companion, {
      protocolMessage: {
        type: ProtocolMessage_Type.APP_STATE_SYNC_KEY_SHARE,
        appStateSyncKeyShare: { keys: parts.keys() },
      },
    })
  }

  function respond(
    companion: CompanionState,
    requestId: string,
    type: number,
    found: readonly Uint8Array[],
  ): Promise<void> {
    return answer(companion, {
      protocolMessage: {
        type: ProtocolMessage_Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE,
        peerDataOperationRequestResponseMessage: {
          peerDataOperationRequestType: type,
          stanzaId: requestId,
          peerDataOperationResult: found.map((webMessageInfoBytes) => ({
            placeholderMessageResendResponse: { webMessageInfoBytes },
          })),
        },
      },
    })
  }

  async function resend(
    companion: CompanionState,
    requestId: string,
    request: PeerDataOperationRequestMessage,
  ): Promise<void> {
    const found = request.placeholderMessageResendRequest.flatMap(({ messageKey }) => {
      const message = memory().find(messageKey?.id ?? '')
      return message === undefined ? [] : [encodeProto(WebMessageInfoSchema, message)]
    })
    await respond(companion, requestId, request.peerDataOperationRequestType, found)
  }

  async function older(
    companion: CompanionState,
    requestId: string,
    request: PeerDataOperationRequestMessage,
  ): Promise<void> {
    const asked = request.historySyncOnDemandRequest
    const isUnreadable = device.tricks.strike('older-unreadable')
    const chunk = asked && olderMessages(memory(), asked, isUnreadable)
    if (chunk === undefined) {
      return respond(companion, requestId, request.peerDataOperationRequestType, [])
    }
    await shipping.shipOne(companion, chunk, { peerDataRequestSessionId: requestId })
  }

  return {
    shareKeys,
    async take({ id, bytes }, companion) {
      const { protocolMessage } = decodeProto(MessageSchema, bytes)
      if (protocolMessage === undefined || device.tricks.strike('peer-silent')) return
      if (protocolMessage.type === ProtocolMessage_Type.APP_STATE_SYNC_KEY_REQUEST) {
        return shareKeys(companion)
      }
      const request = protocolMessage.peerDataOperationRequestMessage
      if (request === undefined) return
      switch (request.peerDataOperationRequestType) {
        case PeerDataOperationRequestType.HISTORY_SYNC_ON_DEMAND:
          return older(companion, id, request)
        case PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND:
          return resend(companion, id, request)
        default:
      }
    },
  }
}
