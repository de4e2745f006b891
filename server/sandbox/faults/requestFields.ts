import { encodeNode } from '../../../web/wire/node/encode.ts'
import { node } from '../../../web/wire/node/node.ts'
import { NodeError } from '../../../web/wire/node/nodeError.ts'
import { FaultError } from './faultError.ts'

/** A request as it came, not looked at yet. */
export type Fields = Readonly<Record<string, unknown>>

/** A whole number of a range. @throws FaultError */
export function whole(fields: Fields, name: string, least: number, most: number): number {
  const value = fields[name]
  if (value === undefined) throw new FaultError('missing-field', `${name} is missing`)
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw new FaultError('bad-field', `${name} is a whole number from ${least} to ${most}`)
  }
  return value
}

/** A duration of at most an hour, in milliseconds. @throws FaultError */
export function duration(fields: Fields): number {
  return whole(fields, 'ms', 0, 3_600_000)
}

/** A truth value; false when it is left out. @throws FaultError */
export function flag(fields: Fields, name: string): boolean {
  const value = fields[name] ?? false
  if (typeof value !== 'boolean') throw new FaultError('bad-field', `${name} is true or false`)
  return value
}

/** A text that is not empty. @throws FaultError */
export function textField(fields: Fields, name: string): string {
  const value = fields[name]
  if (typeof value !== 'string' || value.length === 0) {
    throw new FaultError('bad-field', `${name} is a text`)
  }
  return value
}

/** One of some texts. @throws FaultError */
export function choice<T extends string>(fields: Fields, name: string, choices: readonly T[]): T {
  const value = fields[name]
  if (value === undefined) throw new FaultError('missing-field', `${name} is missing`)
  const chosen = choices.find((candidate) => candidate === value)
  if (chosen === undefined)
    throw new FaultError('bad-field', `${name} is one of ${choices.join(', ')}`)
  return chosen
}

/** `{ [name]: read() }` when the field is there, else nothing. */
export function ifGiven<Name extends string, T>(
  fields: Fields,
  name: Name,
  read: () => T,
): { readonly [Key in Name]?: T } {
  return fields[name] === undefined ? {} : ({ [name]: read() } as { [Key in Name]?: T })
}

/** Attributes for a stanza (field `attrs`), none when left out; `taken` is not among them. @throws FaultError */
export function attributes(fields: Fields, taken: string): Readonly<Record<string, string>> {
  const { attrs = {} } = fields
  if (!isTexts(attrs)) throw new FaultError('bad-field', 'attrs is an object that holds texts')
  for (const name of Object.keys(attrs)) {
    if (!ATTRIBUTE.test(name) || name === taken) {
      throw new FaultError(
        'bad-field',
        `attrs has names of small letters, digits, - and _, and no ${taken}`,
      )
    }
  }
  if (!canBeSent(attrs)) throw new FaultError('bad-field', 'attrs holds what no stanza can carry')
  return { ...attrs }
}

/** How attributes of the reference are named, for example `retry-after` and `location`. */
const ATTRIBUTE = /^[a-z][a-z0-9_-]{0,63}$/

function isTexts(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  return Object.values(value).every((text) => typeof text === 'string')
}

/** Found now: later, it would be an error of the connection that the fault strikes. */
function canBeSent(attrs: Readonly<Record<string, string>>): boolean {
  try {
    encodeNode(node('failure', attrs))
    return true
  } catch (cause) {
    if (cause instanceof NodeError) return false
    throw cause
  }
}
