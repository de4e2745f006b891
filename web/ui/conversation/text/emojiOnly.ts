const pictures =
  /^(?:\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3|\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F)/u

/** How many emoji a text is when it is nothing else, up to three; otherwise 0. */
export function emojiCount(text: string): 0 | 1 | 2 | 3 {
  const packed = text.replaceAll(/\s/g, '')
  if (packed === '' || packed.length > 60) return 0
  let count = 0
  for (const { segment } of new Intl.Segmenter().segment(packed)) {
    count += 1
    if (count > 3 || !pictures.test(segment)) return 0
  }
  return count === 1 || count === 2 || count === 3 ? count : 0
}
