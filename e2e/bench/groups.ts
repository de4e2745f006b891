import { useNativeCrypto } from '../../web/crypto/native.ts'
import { compare, type Contestant } from './measure.ts'
import { type Bench, plainRow, raceRow } from './report.ts'
import { moonletGroup } from './signalOurs.ts'
import { rustGroup, zapoGroup } from './signalPeers.ts'
import { BATCH, check, type GroupTalk, PADDED, perMessage } from './signalTalk.ts'

/** Printed beside, not judged: compiled code. */
const COMPILED = ['rust-bridge']

/**
 * Messages of a group through each side's own classes and a store in memory. Every text is compared
 * with what went in. Moonlet runs with native crypto, as in a browser that has it, and once more
 * with noble alone.
 */
export const bench: Bench = async () => {
  if (!(await useNativeCrypto(true))) throw new Error('no native crypto here')
  const written = perMessage(await compare((await groups()).map(writer)), BATCH)
  const read = perMessage(await compare((await groups()).map(reader)), BATCH)
  await useNativeCrypto(false)
  const alone = perMessage(await compare([reader(await ready(await moonletGroup()))]), BATCH)
  return [
    raceRow('sender key, encrypt', written, 2, COMPILED),
    raceRow('sender key, decrypt', read, 3, COMPILED),
    plainRow('sender key, decrypt, ours with noble alone', alone),
  ]
}

async function groups(): Promise<GroupTalk[]> {
  return Promise.all([await moonletGroup(), await zapoGroup(), await rustGroup()].map(ready))
}

async function ready(group: GroupTalk): Promise<GroupTalk> {
  check(group.name, await group.read(await group.write(PADDED)), PADDED)
  return group
}

function writer({ name, write, read }: GroupTalk): Contestant {
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

function reader({ name, write, read }: GroupTalk): Contestant {
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
