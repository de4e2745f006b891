import type { CardKind } from '../../bridge/chatViews.ts'
import type { ContentField } from '../../formats/unwrapMessage.ts'
import type {
  AudioMessage,
  DocumentMessage,
  ImageMessage,
  LocationMessage,
  Message,
  PollCreationMessage,
  VideoMessage,
} from '../../wire/proto/gen/message_pb.ts'
import type { PlainContent } from './contentView.ts'

type Card = Extract<PlainContent, { kind: 'card' }>
type Facts = Omit<Card, 'kind' | 'card' | 'text'>

const SEPARATOR = ' · '

/** The card of a content that this version cannot open: its kind, and what can be read of it. */
export function cardOf(message: Message, field: ContentField | 'unknown' | undefined): Card {
  if (field === undefined || field === 'unknown') return card('unknown')
  return mediaCard(message, field) ?? otherCard(message, field)
}

/** Contents of which nothing but the kind is shown. */
const bareCards: Readonly<Partial<Record<ContentField, CardKind>>> = {
  call: 'call',
  callLogMesssage: 'call',
  bcallMessage: 'call',
  requestPaymentMessage: 'payment',
  declinePaymentRequestMessage: 'payment',
  cancelPaymentRequestMessage: 'payment',
  paymentInviteMessage: 'payment',
  invoiceMessage: 'payment',
  productMessage: 'product',
  orderMessage: 'order',
  pollUpdateMessage: 'poll-vote',
  pollResultSnapshotMessage: 'poll',
  pollResultSnapshotMessageV3: 'poll',
  pinInChatMessage: 'pin',
  encEventResponseMessage: 'event',
  interactiveResponseMessage: 'buttons',
  newsletterAdminInviteMessage: 'newsletter',
  newsletterFollowerInviteMessageV2: 'newsletter',
  albumMessage: 'album',
}

function mediaCard(message: Message, field: ContentField): Card | undefined {
  switch (field) {
    case 'imageMessage':
      return pictureCard('image', message.imageMessage)
    case 'videoMessage':
      return videoCard(message.videoMessage?.gifPlayback ? 'gif' : 'video', message.videoMessage)
    case 'ptvMessage':
      return videoCard('video-note', message.ptvMessage)
    case 'audioMessage':
      return audioCard(message.audioMessage)
    case 'documentMessage':
      return documentCard(message.documentMessage)
    case 'stickerMessage':
      return card('sticker', message.stickerMessage?.emojis, {
        bytes: lengthOf(message.stickerMessage?.fileLength),
      })
    case 'stickerPackMessage':
      return card('sticker', message.stickerPackMessage?.name)
    case 'locationMessage':
      return placeCard(message.locationMessage)
    case 'liveLocationMessage':
      return card('live-location', message.liveLocationMessage?.caption)
    default:
      return undefined
  }
}

function otherCard(message: Message, field: ContentField): Card {
  switch (field) {
    case 'contactMessage':
      return card('contact', message.contactMessage?.displayName)
    case 'contactsArrayMessage': {
      const people = message.contactsArrayMessage?.contacts ?? []
      const names = people.map(({ displayName }) => displayName).join(', ')
      return card('contacts', message.contactsArrayMessage?.displayName || names, { detail: names })
    }
    case 'pollCreationMessage':
    case 'pollCreationMessageV2':
    case 'pollCreationMessageV3':
    case 'pollCreationMessageV5':
    case 'pollCreationMessageV6':
      return pollCard(message[field])
    case 'eventMessage':
      return card('event', message.eventMessage?.name, {
        detail: message.eventMessage?.description || message.eventMessage?.location?.name,
      })
    case 'groupInviteMessage':
      return card('group-invite', message.groupInviteMessage?.groupName, {
        detail: message.groupInviteMessage?.caption,
      })
    case 'scheduledCallCreationMessage':
      return card('call', message.scheduledCallCreationMessage?.title)
    case 'listMessage':
      return card('list', message.listMessage?.title || message.listMessage?.description, {
        detail: message.listMessage?.description,
      })
    case 'buttonsMessage':
      return card('buttons', message.buttonsMessage?.contentText || message.buttonsMessage?.text)
    case 'templateMessage':
      return templateCard(message)
    case 'interactiveMessage': {
      const { body, header } = message.interactiveMessage ?? {}
      return card('buttons', body?.text || header?.title)
    }
    default:
      return card(bareCards[field] ?? 'unknown')
  }
}

function pictureCard(kind: CardKind, image: ImageMessage | undefined): Card {
  if (image?.viewOnce) return card('view-once')
  return card(kind, image?.caption, { bytes: lengthOf(image?.fileLength) })
}

function videoCard(kind: CardKind, video: VideoMessage | undefined): Card {
  if (video?.viewOnce) return card('view-once')
  const facts = { seconds: video?.seconds, bytes: lengthOf(video?.fileLength) }
  return card(kind, video?.caption, facts)
}

function audioCard(audio: AudioMessage | undefined): Card {
  if (audio?.viewOnce) return card('view-once')
  const facts = { seconds: audio?.seconds, bytes: lengthOf(audio?.fileLength) }
  return card(audio?.ptt ? 'voice' : 'audio', '', facts)
}

function documentCard(file: DocumentMessage | undefined): Card {
  const name = file?.fileName || file?.title
  return card('document', file?.caption || name, {
    detail: file?.caption ? name : undefined,
    bytes: lengthOf(file?.fileLength),
  })
}

function placeCard(place: LocationMessage | undefined): Card {
  const text = place?.name || place?.address || place?.comment
  const kind = place?.isLive ? 'live-location' : 'location'
  return card(kind, text, { detail: place?.name ? place.address : undefined })
}

function pollCard(poll: PollCreationMessage | undefined): Card {
  const options = poll?.options.map(({ optionName }) => optionName).join(SEPARATOR)
  return card('poll', poll?.name, { detail: options })
}

function templateCard({ templateMessage }: Message): Card {
  const hydrated = templateMessage?.hydratedTemplate ?? templateMessage?.hydratedFourRowTemplate
  const interactive = templateMessage?.interactiveMessageTemplate
  return card(
    'buttons',
    hydrated?.hydratedContentText || hydrated?.hydratedTitleText || interactive?.body?.text,
  )
}

/** Facts that say nothing are left out. */
function card(kind: CardKind, text: string = '', facts: Facts = {}): Card {
  const told = Object.entries(facts).filter(
    ([, value]) => value !== undefined && value !== '' && value !== 0,
  )
  return { kind: 'card', card: kind, text, ...Object.fromEntries(told) }
}

/** Bytes of a file; a length that nobody can mean says nothing. */
function lengthOf(length: bigint | undefined): number | undefined {
  if (length === undefined || length <= 0n) return undefined
  return length > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(length)
}
