import { useNativeCrypto } from '../../web/crypto/native.ts'
import { compare, type Contestant, type Timing } from './measure.ts'
import { type Bench, plainRow, raceRow, type Row } from './report.ts'
import { libsignalClientTalk } from './signalClient.ts'
import { moonletTalk } from './signalOurs.ts'
import { libsignalTalk, rustTalk, zapoTalk } from './signalPeers.ts'
import {
  BATCH,
  check,
  PADDED,
  perMessage,
  type Sealed,
  type Talk,
  type Talker,
} from './signalTalk.ts'

/** Printed beside, not judged: compiled code. */
const COMPILED = ['rust-bridge', 'libsignal-client']

/**
 * Messages between two, through each side's own classes and a store in memory. Every
 * text is compared with what went in. Moonlet runs with native crypto, as in a browser that has it,
 * and once more with noble alone.
 */
export const bench: Bench = async () => {
  const rows: Row[] = []
  const native = await useNativeCrypto(true)
  if (!native) throw new Error('no native crypto here')
  rows.push(...sameChainRows('encrypt', await compare(await encryptors())))
  rows.push(...sameChainRows('decrypt', await compare(await decryptors())))
  const steps = perMessage(await compare(await steppers()), 2)
  rows.push(raceRow('1:1 there and back, two ratchet steps', steps, 2, COMPILED))
  await useNativeCrypto(false)
  const alone = await compare([stepper(await ready(await moonletTalk()))])
  rows.push(plainRow('a ratchet step with noble alone', perMessage(alone, 2)))
  return rows
}

/** The two aims of messages in one chain: 1.4 times npm libsignal, 3 times zapo. */
function sameChainRows(what: string, timings: readonly Timing[]): Row[] {
  const each = perMessage(timings, BATCH)
  const names = each.map(({ name }) => name).slice(1)
  const others = (name: string) => names.filter((other) => other !== name)
  return [
    raceRow(`1:1 same chain, ${what}: libsignal`, each, 1.4, others('libsignal')),
    raceRow(`1:1 same chain, ${what}: zapo`, each, 3, others('zapo')),
  ]
}

/** All sides, each with a session that both have used. */
async function talks(): Promise<Talk[]> {
  const client = await libsignalClientTalk()
  const started = [await moonletTalk(), await libsignalTalk(), await zapoTalk(), await rustTalk()]
  return Promise.all([...started, ...(client === undefined ? [] : [client])].map(ready))
}

async function ready(talk: Talk): Promise<Talk> {
  await leg(talk.name, talk.a, talk.b)
  await leg(talk.name, talk.b, talk.a)
  return talk
}

async function leg(name: string, from: Talker, to: Talker): Promise<void> {
  check(name, await to.read(await from.send(PADDED)), PADDED)
}

async function encryptors(): Promise<Contestant[]> {
  return (await talks()).map(({ name, a, b }) => ({
    name,
    async run(watch) {
      const sent: Sealed[] = []
      for (let left = BATCH; left > 0; left--) sent.push(await a.send(PADDED))
      await watch.outsideLater(async () => {
        for (const sealed of sent) check(name, await b.read(sealed), PADDED)
      })
    },
  }))
}

async function decryptors(): Promise<Contestant[]> {
  return (await talks()).map(({ name, a, b }) => ({
    name,
    async run(watch) {
      const sent = await watch.outsideLater(async () => {
        const batch: Sealed[] = []
        for (let left = BATCH; left > 0; left--) batch.push(await a.send(PADDED))
        return batch
      })
      const texts: Uint8Array[] = []
      for (const sealed of sent) texts.push(await b.read(sealed))
      watch.outside(() => {
        for (const text of texts) check(name, text, PADDED)
      })
    },
  }))
}

async function steppers(): Promise<Contestant[]> {
  return (await talks()).map(stepper)
}

/** Each message is answered, so that each brings a new ratchet key. */
function stepper({ name, a, b }: Talk): Contestant {
  return {
    name,
    async run() {
      await leg(name, a, b)
      await leg(name, b, a)
    },
  }
}
