import { type Crowd, passUntil, PHONE, type Place } from './crowd.ts'
import { type Window, WINDOWS } from './windows.ts'

/** What a window has asked for and was not answered. */
interface Asked {
  readonly text: string
  readonly chatId: number
  answered: boolean
}

const OUT: readonly Window[] = ['composed', 'committed out', 'sent', 'acked']
/** Longer than any step takes, shorter than a repeated request. */
const MOMENT_MS = 3_000
const LOGIN_MS = 120_000

/**
 * Messages come and go; the engine ends in the middle of it and another one begins. Gives the windows
 * in which messages were at that moment.
 */
export async function stopOnce(crowd: Crowd, turn: number): Promise<ReadonlySet<Window>> {
  const { lives, draw, town } = crowd
  const window = WINDOWS[turn % WINDOWS.length] ?? 'sent'
  const asked: Asked[] = []
  const steps = draw(3)
  // The step behind a decryption is its commit: one more, and it is stored.
  lives.aim({ window, steps: window === 'decrypted' ? steps >> 1 : steps })
  await disturb(crowd)
  const first = OUT.includes(window) ? 'out' : 'in'
  const under: Promise<unknown>[] = []
  for (let act = 0, acts = 1 + draw(4); act < acts; act++) {
    const way = act === 0 ? first : draw(2) === 0 ? 'out' : 'in'
    const place = crowd.places[draw(crowd.places.length)]
    if (place === undefined) continue
    const text = `${way} ${turn}.${act}`
    if (way === 'out') asked.push(compose(crowd, place, text))
    else under.push(say(crowd, place, text))
  }
  if (draw(6) === 0) lives.cut()
  await passUntil(crowd, MOMENT_MS, () => lives.isOver())
  await Promise.all(under)
  await town.people.idle()
  lives.kill()
  const hit = lives.windowsHit()
  await comeBack(crowd, asked)
  return hit
}

/** Things that happen to some messages by themselves. */
async function disturb({ town, draw, places }: Crowd): Promise<void> {
  const [ben] = places[0]?.members ?? []
  if (ben === undefined) return
  switch (draw(12)) {
    case 0:
      return town.people.trick(ben, 'tampered', 1)
    case 1:
      return town.fault({ kind: 'duplicate', tag: 'message' })
    case 2:
      return town.people.trick(ben, 'skip', 1)
    case 3:
      return await town.people.forget(ben)
    case 4:
    case 5:
      return town.fault({ kind: 'lose-ack' })
    default:
  }
}

/** Somebody writes: a contact from one of several devices, or the owner's phone. */
async function say(crowd: Crowd, place: Place, text: string): Promise<void> {
  const { town, said, draw, lives } = crowd
  const authors = [...place.members, ...place.members, PHONE]
  const author = authors[draw(authors.length)] ?? PHONE
  const devices = town.people.list().find(({ id }) => id === author)?.devices ?? [0]
  const device = author === PHONE ? 0 : (devices[draw(devices.length)] ?? 0)
  const id = `3EB0${crowd.clock.now()}${text.replaceAll(/\D/g, '0')}`.padEnd(22, '0')
  said.push({ text, place, author })
  lives.expect(id)
  const chat = author === PHONE ? place.fromPhone : place.name
  await town.people.say(author, chat, text, { device, id })
}

/** A window hands a text to the engine, and may never hear what became of it. */
function compose({ me, said, lives }: Crowd, place: Place, text: string): Asked {
  const { chatId } = place
  const asked = { text, chatId, answered: false }
  said.push({ text, place, author: 'me' })
  const told = lives.composing()
  const sending = me.run({ type: 'sendText', clientId: text, chatId, text }).then((result) => {
    if (!result.ok) throw new Error(`not sent: ${result.error.code}`)
    asked.answered = true
    told()
  })
  void sending
  return asked
}

/** Another engine; the window asks again, under the same name, for what it was not answered. */
async function comeBack(crowd: Crowd, asked: readonly Asked[]): Promise<void> {
  const { me, draw } = crowd
  await start(crowd)
  for (const { text, chatId, answered } of asked) {
    if (answered && draw(3) > 0) continue
    const result = await me.run({ type: 'sendText', clientId: text, chatId, text })
    if (!result.ok) throw new Error(`not sent: ${result.error.code}`)
  }
  // The next stop comes into the middle of what is left to do, or after it.
  await passUntil(crowd, draw(2) * MOMENT_MS, () => false)
}

/** Another engine, online. @throws Error when that never comes */
export async function start(crowd: Pick<Crowd, 'me' | 'clock'>): Promise<void> {
  const { me } = crowd
  me.running = await me.browser.start()
  const online = () => {
    const { link, connection } = me.running.snapshot()
    return link.at === 'linked' && connection.at === 'online'
  }
  if (!(await passUntil(crowd, LOGIN_MS, online))) {
    throw new Error(`not online: ${JSON.stringify(me.running.snapshot().connection)}`)
  }
}
