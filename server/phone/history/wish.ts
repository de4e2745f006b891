/** How much a phone remembers. */
export interface HistoryWish {
  /** Chats, the cast's own among them. 20 */
  readonly chats?: number
  /** Messages of a chat on average. 40 */
  readonly messages?: number
  /** Messages of a chat that come at once; the rest comes in later chunks. 10 */
  readonly bootstrapMessages?: number
  /** Messages in one of the later chunks. 500 */
  readonly chunkMessages?: number
  /** How many of a chat's messages, at most half, are kept back until they are asked for. 0 */
  readonly onDemand?: number
}
