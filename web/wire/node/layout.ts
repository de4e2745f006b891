/**
 * The byte values of the stanza format (whatsmeow binary/token, Baileys WABinary/constants). Values
 * 1 to 235 are single-byte tokens, 236 to 239 open one of four dictionaries, 240 to 244 mean nothing.
 */
export const LIST_EMPTY = 0
export const DICTIONARY_0 = 236
export const DICTIONARY_3 = 239
export const INTEROP_JID = 245
export const FB_JID = 246
export const AD_JID = 247
export const LIST_8 = 248
export const LIST_16 = 249
export const JID_PAIR = 250
export const HEX_8 = 251
export const BINARY_8 = 252
export const BINARY_20 = 253
export const BINARY_32 = 254
export const NIBBLE_8 = 255

/** Bit of the flag byte before a stanza: the rest is a zlib stream. */
export const COMPRESSED_FLAG = 2

/** Domain types of AD_JID, which spells the server as a number. */
export const DOMAIN_PHONE = 0
export const DOMAIN_LID = 1
export const DOMAIN_HOSTED = 128
export const DOMAIN_HOSTED_LID = 129

/** A packed text counts its characters in 7 bits. */
export const LONGEST_PACKED = 127

/** Most entries a list header can announce. */
export const LONGEST_LIST = 65535

/** Levels of nesting, the outermost node included. Real stanzas stay under 20. */
export const MAX_DEPTH = 128

/**
 * Most bytes of a written stanza, flag byte included: a frame body is shorter than 2^24 bytes and
 * its last 16 are the cipher's tag.
 */
export const MAX_STANZA_BYTES = 2 ** 24 - 1 - 16

/** Most bytes that are read as one stanza without its flag byte: 16 MiB, compressed or not. */
export const MAX_READ_BYTES = 2 ** 24
