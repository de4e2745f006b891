import { TRICK_KINDS } from '../device/tricks.ts'
import { type Manner, type PeopleControl, type SayOptions, SENDABLE } from './control.ts'

/** A request that names a field wrongly. */
export class PeopleRequestError extends Error {
  override readonly name = 'PeopleRequestError'
  readonly code = 'bad-field'
}

/** Reads the fields of one request. */
class Fields {
  readonly #body: Readonly<Record<string, unknown>>

  constructor(body: Readonly<Record<string, unknown>>) {
    this.#body = body
  }

  text(name: string): string {
    const value = this.maybeText(name)
    if (value === undefined) throw new PeopleRequestError(`${name} is missing`)
    return value
  }
  maybeText(name: string): string | undefined {
    return this.#maybe(name, 'string', 'a text')
  }
  number(name: string): number {
    const value = this.maybeNumber(name)
    if (value === undefined) throw new PeopleRequestError(`${name} is missing`)
    return value
  }
  maybeNumber(name: string): number | undefined {
    return this.#maybe(name, 'number', 'a number')
  }
  flag(name: string, otherwise: boolean): boolean {
    return this.#maybe<boolean>(name, 'boolean', 'true or false') ?? otherwise
  }
  texts(name: string): readonly string[] {
    const value = this.maybeTexts(name)
    if (value === undefined) throw new PeopleRequestError(`${name} is missing`)
    return value
  }
  maybeTexts(name: string): readonly string[] | undefined {
    const value = this.#body[name]
    if (value === undefined) return undefined
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
    throw new PeopleRequestError(`${name} is a list of texts`)
  }
  oneOf<const Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const value = this.text(name)
    const found = choices.find((choice) => choice === value)
    if (found === undefined) throw new PeopleRequestError(`${name} is one of ${choices.join(', ')}`)
    return found
  }
  has(name: string): boolean {
    return this.#body[name] !== undefined
  }
  #maybe<Value>(name: string, type: string, words: string): Value | undefined {
    const value = this.#body[name]
    // oxlint-disable-next-line valid-typeof -- the type is one of three names given above
    if (value === undefined || typeof value === type) return value as Value | undefined
    throw new PeopleRequestError(`${name} is ${words}`)
  }
}

type Handler = (people: PeopleControl, fields: Fields) => unknown

const HANDLERS: Readonly<Record<string, Handler>> = {
  add(people, fields) {
    const name = fields.maybeText('name')
    const companions = fields.maybeNumber('companions')
    return people.add({
      ...(name === undefined ? {} : { name }),
      ...(companions === undefined ? {} : { companions }),
      ...(fields.has('answers') ? { manner: { answers: fields.flag('answers', true) } } : {}),
    })
  },
  group: (people, fields) =>
    people.group({
      subject: fields.text('subject'),
      members: fields.texts('members'),
      ...(fields.has('addressing')
        ? { addressing: fields.oneOf('addressing', ['lid', 'pn']) }
        : {}),
    }),
  say: (people, fields) =>
    people.say(fields.text('who'), fields.text('chat'), fields.text('text'), options(fields)),
  send: (people, fields) =>
    people.send(
      fields.text('who'),
      fields.text('chat'),
      fields.oneOf('kind', SENDABLE),
      options(fields),
    ),
  forward: (people, fields) =>
    people.forward(fields.text('who'), fields.text('to'), fields.text('message')),
  react: (people, fields) => people.react(...aim(fields), fields.maybeText('emoji') ?? ''),
  edit: (people, fields) => people.edit(...aim(fields), fields.text('text')),
  revoke: (people, fields) => people.revoke(...aim(fields)),
  timer: (people, fields) =>
    people.timer(fields.text('who'), fields.text('chat'), fields.number('seconds')),
  typing: (people, fields) =>
    people.typing(fields.text('who'), fields.text('chat'), fields.flag('on', true)),
  presence: (people, fields) => people.presence(fields.text('who'), fields.flag('on', true)),
  receipt: (people, fields) =>
    people.receipt(
      fields.text('who'),
      fields.text('chat'),
      fields.texts('messages'),
      fields.oneOf('type', ['read', 'played']),
    ),
  status: (people, fields) => people.status(fields.text('who'), fields.text('text')),
  newsletter: (people, fields) =>
    people.newsletter(fields.text('who'), fields.text('newsletter'), fields.text('text')),
  call: (people, fields) =>
    people.call(fields.text('who'), fields.text('whom'), { video: fields.flag('video', false) }),
  'hang-up': (people, fields) =>
    people.hangUp(fields.text('who'), fields.text('whom'), fields.text('call')),
  member: (people, fields) =>
    people.member(
      fields.text('who'),
      fields.text('group'),
      fields.oneOf('change', ['add', 'remove', 'promote', 'demote']),
      fields.texts('whom'),
    ),
  leave: (people, fields) => people.leave(fields.text('who'), fields.text('group')),
  subject: (people, fields) =>
    people.subject(fields.text('who'), fields.text('group'), fields.text('subject')),
  rename: (people, fields) => people.rename(fields.text('who'), fields.text('name')),
  about: (people, fields) => people.about(fields.text('who'), fields.text('text')),
  manner: (people, fields) => people.manner(fields.text('who'), mannerIn(fields)),
  device: (people, fields) =>
    people.device(fields.text('who'), fields.oneOf('change', ['add', 'remove'])),
  reregister: (people, fields) => people.reregister(fields.text('who')),
  forget: (people, fields) => people.forget(fields.text('who'), fields.maybeText('whom')),
  online: (people, fields) =>
    people.online(fields.text('who'), fields.flag('on', true), fields.maybeNumber('device')),
  'show-identity': (people, fields) =>
    people.showIdentity(fields.text('who'), fields.oneOf('how', ['true', 'absent', 'forged'])),
  trick: (people, fields) =>
    people.trick(
      fields.text('who'),
      fields.oneOf('kind', [...TRICK_KINDS, 'release']),
      fields.maybeNumber('times'),
      fields.maybeNumber('device'),
    ),
  heard: (people, fields) => people.heard(fields.text('who')),
  ticks: (people, fields) => people.ticks(fields.text('who'), fields.text('message')),
  chats: (people, fields) => people.chats(fields.text('who'), fields.flag('past', false)),
  conversation: (people, fields) =>
    people.conversation(fields.text('who'), fields.text('chat'), fields.flag('past', false)),
}

/**
 * Answers `POST /sandbox/people/<name>`; undefined when there is no such name.
 *
 * @throws PeopleRequestError for a field that is wrong, DeviceError for what could not be done
 */
export function handlePeople(
  people: PeopleControl,
  name: string,
  body: Readonly<Record<string, unknown>>,
): { readonly answer: Promise<unknown> } | undefined {
  const handler = Object.hasOwn(HANDLERS, name) ? HANDLERS[name] : undefined
  if (handler === undefined) return undefined
  const run = async (): Promise<unknown> => (await handler(people, new Fields(body))) ?? {}
  return { answer: run() }
}

function aim(fields: Fields): [who: string, chat: string, message: string] {
  return [fields.text('who'), fields.text('chat'), fields.text('message')]
}

function options(fields: Fields): SayOptions {
  const quote = fields.maybeText('quote')
  const mentions = fields.maybeTexts('mentions')
  const device = fields.maybeNumber('device')
  return {
    ...(quote === undefined ? {} : { quote }),
    ...(mentions === undefined ? {} : { mentions }),
    ...(device === undefined ? {} : { device }),
  }
}

function mannerIn(fields: Fields): Partial<Manner> {
  const delayMs = fields.maybeNumber('delayMs')
  const typingMs = fields.maybeNumber('typingMs')
  return {
    ...(fields.has('answers') ? { answers: fields.flag('answers', true) } : {}),
    ...(delayMs === undefined ? {} : { delayMs }),
    ...(typingMs === undefined ? {} : { typingMs }),
    ...(fields.has('receipts')
      ? { receipts: fields.oneOf('receipts', ['read', 'delivered', 'none']) }
      : {}),
    ...(fields.has('addressing')
      ? { addressing: fields.oneOf('addressing', ['lid', 'number']) }
      : {}),
  }
}
