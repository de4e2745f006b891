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
