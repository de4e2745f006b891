/** How much a phone remembers. */
export interface HistoryWish {
  /** Chats, the cast's own among them. 20 */
  readonly chats?: number
  /** Messages of a chat on average. 40 */
  readonly messages?: number
  /**
   * `even`: chats of about the same length, as a small account has them. `life`: few long ones, many
   * short ones, every kind of message and line, several scripts. `life` from 200 chats on and with
   * `longest`, otherwise `even`.
   */
  readonly shape?: 'even' | 'life'
  /** Messages of the longest chat of a `life`; otherwise a tenth of all. */
  readonly longest?: number
  /** Messages of a chat that come at once; the rest comes in later chunks. 10; 3 from 500 chats on */
  readonly bootstrapMessages?: number
  /** Messages in one of the later chunks. 500; more in a large account */
  readonly chunkMessages?: number
  /** How many of a chat's messages, at most half, are kept back until they are asked for. 0 */
  readonly onDemand?: number
  /** Whether the older half comes as FULL, as a companion of another shape would ask for. */
  readonly full?: boolean
  /** Status posts; of a `life` 24, otherwise none. */
  readonly statuses?: number
  /** Entries of the call log; of a `life` 40, otherwise none. */
  readonly calls?: number
  /** Share of the later pieces, 0 to 1, that come a second time in another chunk. 0 */
  readonly duplicates?: number
  /** Chunks, and the messages of a piece, come in any order instead of the newest first. */
  readonly shuffled?: boolean
}

const LIFE_FROM = 200
const LARGE_FROM = 500
/** A chunk of that many messages has about 6 MiB inflated. */
const MOST_IN_CHUNK = 20_000

/** A wish with everything in it. */
export function completeWish(wish: HistoryWish): Required<HistoryWish> {
  const { chats = 20, messages = 40, longest } = wish
  const { shape = chats >= LIFE_FROM || longest !== undefined ? 'life' : 'even' } = wish
  const isLife = shape === 'life'
  return {
    chats,
    messages,
    shape,
    longest: longest ?? Math.max(messages, Math.round((chats * messages) / 10)),
    bootstrapMessages: chats >= LARGE_FROM ? 3 : 10,
    chunkMessages: isLife
      ? Math.min(Math.max(500, Math.round((chats * messages) / 40)), MOST_IN_CHUNK)
      : 500,
    onDemand: 0,
    full: false,
    statuses: isLife ? 24 : 0,
    calls: isLife ? 40 : 0,
    duplicates: 0,
    shuffled: false,
    ...definedOnly(wish),
  }
}

function definedOnly(wish: HistoryWish): HistoryWish {
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined))
}
