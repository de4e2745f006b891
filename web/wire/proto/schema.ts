/** How one value of a field travels (protobuf encoding guide, "message structure"). */
export type ScalarKind =
  | 'bool'
  | 'bytes'
  | 'double'
  | 'fixed32'
  | 'float'
  | 'int32'
  | 'int64'
  | 'sfixed32'
  | 'string'
  | 'uint32'
  | 'uint64'

/** The numbers of an enumeration, by name. A number that is not among them is kept as unknown. */
export type EnumNumbers = Readonly<Record<string, number>>

/** What a field holds: a scalar, an enumeration, or another message (named late: they may be mutual). */
export type FieldKind =
  | { readonly scalar: ScalarKind }
  | { readonly enum: EnumNumbers }
  | { readonly message: () => Schema<object> }

/** One field of a message, as the generated tables give it. */
export type Field = FieldKind & {
  readonly no: number
  readonly name: string
  /** Absent: at most one value. `packed`: written as one block; read either way. */
  readonly repeated?: 'packed' | 'plain'
}

/** A message type: its fields by ascending number, and what absent fields read as. */
export interface Schema<Message extends object> {
  readonly name: string
  readonly fields: readonly Field[]
  readonly byNumber: ReadonlyMap<number, Field>
  /** Prototype of every message read: zero, empty, or nothing for messages. */
  readonly absent: object
  /** Only for the compiler: ties the schema to its message. */
  readonly shape?: Message
}

/** What may be given to the encoder: any part of the message. */
export type Init<Value> = Value extends Uint8Array | bigint | number | string | boolean | undefined
  ? Value
  : Value extends readonly (infer Item)[]
    ? readonly Init<Item>[]
    : { readonly [Name in keyof Value]?: Init<Value[Name]> | undefined }

const zeros: Readonly<Record<ScalarKind, unknown>> = {
  bool: false,
  bytes: new Uint8Array(0),
  double: 0,
  fixed32: 0,
  float: 0,
  int32: 0,
  int64: 0n,
  sfixed32: 0,
  string: '',
  uint32: 0,
  uint64: 0n,
}

const none: readonly never[] = Object.freeze([])

function absentValue(field: Field): unknown {
  if (field.repeated !== undefined) return none
  if ('scalar' in field) return zeros[field.scalar]
  // proto2: the first value of an enumeration.
  return 'enum' in field ? Object.values(field.enum)[0] : undefined
}

/** A message type from its table. `fields` in ascending order of their numbers. */
export function schema<Message extends object>(
  name: string,
  fields: readonly Field[],
): Schema<Message> {
  return {
    name,
    fields,
    byNumber: new Map(fields.map((field) => [field.no, field])),
    // Not frozen: a frozen prototype would forbid messages to have the field themselves.
    absent: Object.fromEntries(fields.map((field) => [field.name, absentValue(field)])),
  }
}

/** Whether a message that was read carried the field, be it with a zero. */
export function isSet<Message extends object>(message: Message, name: keyof Message): boolean {
  return Object.hasOwn(message, name)
}
