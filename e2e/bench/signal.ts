import { useNativeCrypto } from '../../web/crypto/native.ts'
import { compare, type Contestant, type Timing } from './measure.ts'
import { type Bench, plainRow, raceRow, type Row } from './report.ts'
import { libsignalClient } from './signalClient.ts'
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

/** A group of 256 whose members have two devices each. */
const FAN_OUT = 512

/** New devices in one operation, and how long that is done: making devices takes much longer. */
const STRANGERS = 8
const BEGINNING = { rounds: 11, turnMs: 10 }

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
  const begun = perMessage(await compare(await beginners(), BEGINNING), STRANGERS)
  rows.push(plainRow('first message to a new device', begun))
  rows.push(plainRow('first fan-out to 512 devices', perMessage(begun, 1 / FAN_OUT)))
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

/** What starts a talk of each side; libsignal-client where there is one. */
function makers(): ReadonlyArray<() => Promise<Talk>> {
  const client = libsignalClient()
  return [moonletTalk, libsignalTalk, zapoTalk, rustTalk, ...(client === undefined ? [] : [client])]
}

/** All sides, each with a session that both have used. */
async function talks(): Promise<Talk[]> {
  const made = makers().map(async (make) => ready(await make()))
  return Promise.all(made)
}

async function ready(talk: Talk): Promise<Talk> {
  await talk.start()
  await leg(talk.name, talk.a, talk.b)
  await leg(talk.name, talk.b, talk.a)
  return talk
}

async function leg(name: string, from: Talker, to: Talker): Promise<void> {
  check(name, await to.read(await from.send(PADDED)), PADDED)
}

/** A session from a bundle and the first message in it, to a few new devices. */
async function beginners(): Promise<Contestant[]> {
  const all = makers().map(async (make): Promise<Contestant> => {
    const { name } = await make()
    return {
      name,
      async run(watch) {
        const strangers: Talk[] = []
        await watch.outsideLater(async () => {
          for (let left = STRANGERS; left > 0; left--) strangers.push(await make())
        })
        const sent: Sealed[] = []
        for (const { start, a } of strangers) {
          await start()
          sent.push(await a.send(PADDED))
        }
        await watch.outsideLater(async () => {
          for (const [at, sealed] of sent.entries()) {
            const text = await strangers[at]?.b.read(sealed)
            check(name, text ?? new Uint8Array(), PADDED)
          }
        })
      },
    }
  })
  return Promise.all(all)
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
