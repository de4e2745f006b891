/**
 * Attributes whose value is always an address (whatsmeow node attributes, chapter-wide). The
 * encoder refuses to write anything else there: the service drops or closes on a malformed one.
 */
export const ADDRESS_ATTRIBUTES: ReadonlySet<string> = new Set([
  'to',
  'from',
  'jid',
  'lid',
  'participant',
  'participant_lid',
  'participant_pn',
  'recipient',
  'recipient_lid',
  'recipient_pn',
  'peer_recipient_lid',
  'peer_recipient_pn',
  'sender_lid',
  'sender_pn',
  'author',
  'creator',
  'creator_pn',
  'call-creator',
  'target',
])
