import { useNativeCrypto } from '../../web/crypto/native.ts'
import { compare, type Contestant } from './measure.ts'
import { type Bench, plainRow, raceRow } from './report.ts'
import { moonletReader, moonletWriter } from './signalOurs.ts'
import { rustReader, rustWriter, zapoReader, zapoWriter } from './signalPeers.ts'
import {
  BATCH,
  check,
  type GroupReader,
  type GroupWriter,
  PADDED,
  perMessage,
} from './signalTalk.ts'

/** Printed beside, not judged: compiled code. */
const COMPILED = ['rust-bridge']

/**
 * Messages of a group through each side's own classes and a store in memory. What a side writes is
 * read by whatsapp-rust-bridge, and what a side reads was written by it, so that the work off the
 * record is the same small one for all; every text is compared with what went in. Moonlet runs with
 * native crypto, as in a browser that has it, and reads once more with noble alone.
 */
export const bench: Bench = async () => {
  if (!(await useNativeCrypto(true))) throw new Error('no native crypto here')
  const writers = [await moonletWriter(), await zapoWriter(), await rustWriter()]
  const written = await compare(await Promise.all(writers.map(writing)))
  const readers = [moonletReader, zapoReader, rustReader]
  const read = await compare(await Promise.all(readers.map(reading)))
  await useNativeCrypto(false)
  const alone = await compare([await reading(moonletReader)])
  return [
    raceRow('sender key, encrypt', perMessage(written, BATCH), 2, COMPILED),
    raceRow('sender key, decrypt', perMessage(read, BATCH), 3, COMPILED),
    plainRow('sender key, decrypt, ours with noble alone', perMessage(alone, BATCH)),
  ]
}

async function writing({ name, distribution, write }: GroupWriter): Promise<Contestant> {
  const { read } = await rustReader(distribution)
  return {
    name,
    async run(watch) {
      const sent: Uint8Array[] = []
      for (let left = BATCH; left > 0; left--) sent.push(await write(PADDED))
      await watch.outsideLater(async () => {
        for (const bytes of sent) check(name, await read(bytes), PADDED)
      })
    },
  }
}

async function reading(
  makeReader: (distribution: Uint8Array) => Promise<GroupReader>,
): Promise<Contestant> {
  const { distribution, write } = await rustWriter()
  const { name, read } = await makeReader(distribution)
  return {
    name,
    async run(watch) {
      const sent = await watch.outsideLater(async () => {
        const batch: Uint8Array[] = []
        for (let left = BATCH; left > 0; left--) batch.push(await write(PADDED))
        return batch
      })
      const texts: Uint8Array[] = []
      for (const bytes of sent) texts.push(await read(bytes))
      watch.outside(() => {
        for (const text of texts) check(name, text, PADDED)
      })
    },
  }
}
