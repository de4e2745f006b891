import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import type { Field, Init, ScalarKind, Schema } from './schema.ts'

/** 'malformed': bytes that are no such message. 'unencodable': a value outside its field's range. */
export type ProtoErrorCode = 'malformed' | 'unencodable'

/** The only exception of this file. */
export class ProtoError extends Error {
  override readonly name = 'ProtoError'
  readonly code: ProtoErrorCode

  constructor(code: ProtoErrorCode, messageType: string) {
    super(`${messageType}: ${code}`)
    this.code = code
  }
}

/** Real messages nest a handful of levels; hostile ones must not end the stack. */
const DEPTH_LIMIT = 100

/** Where a message keeps the fields that its schema does not know, tag included. */
const unknownFields = Symbol('unknown fields')

type Values = Record<string, unknown> & { [unknownFields]?: Uint8Array[] }

const wireTypes: Readonly<Record<ScalarKind, WireType>> = {
  bool: WireType.Varint,
  bytes: WireType.LengthDelimited,
  double: WireType.Bit64,
  fixed32: WireType.Bit32,
  float: WireType.Bit32,
  int32: WireType.Varint,
  int64: WireType.Varint,
  sfixed32: WireType.Bit32,
  string: WireType.LengthDelimited,
  uint32: WireType.Varint,
  uint64: WireType.Varint,
}

/**
 * Reads one message. Fields that the schema does not know, and enumeration numbers it does not name,
 * are kept in the message and written again by `encodeProto`. Absent fields read as zero, empty or,
 * for messages, undefined; `isSet` tells them from a zero that was sent. Byte fields are views into
 * `bytes`, not copies. Throws ProtoError 'malformed'.
 */
export function decodeProto<Message extends object>(
  schema: Schema<Message>,
  bytes: Uint8Array,
): Message {
  try {
    const message = readInto(empty(schema), schema, new BinaryReader(bytes), bytes, bytes.length, 0)
    return message as Message
  } catch {
    throw new ProtoError('malformed', schema.name)
  }
}

/**
 * Writes one message, its known fields in ascending order; what is not given is left out, a given
 * zero or false is written. Throws ProtoError 'unencodable'.
 */
export function encodeProto<Message extends object>(
  schema: Schema<Message>,
  message: Init<Message>,
): Uint8Array {
  try {
    const writer = new BinaryWriter()
    write(writer, schema, message as Values)
    return writer.finish()
  } catch {
    throw new ProtoError('unencodable', schema.name)
  }
}

/** A message of its own with these fields; the others read as absent. */
export function create<Message extends object>(
  schema: Schema<Message>,
  message: Init<Message>,
): Message {
  return decodeProto(schema, encodeProto(schema, message))
}

/** Numbers of the fields that a message carried and its schema does not know. */
export function unknownFieldNumbers(message: object): number[] {
  return ((message as Values)[unknownFields] ?? []).map((field) => new BinaryReader(field).tag()[0])
}

function empty(schema: Schema<object>): Values {
  return Object.create(schema.absent) as Values
}

function readInto(
  message: Values,
  schema: Schema<object>,
  reader: BinaryReader,
  bytes: Uint8Array,
  end: number,
  depth: number,
): Values {
  if (depth > DEPTH_LIMIT) throw new RangeError('nested too deeply')
  while (reader.pos < end) {
    const start = reader.pos
    const [no, wireType] = reader.tag()
    const valueStart = reader.pos
    const field = schema.byNumber.get(no)
    if (field !== undefined && readField(message, field, wireType, reader, bytes, depth)) continue
    reader.pos = valueStart
    reader.skip(wireType, no)
    const unknown = (message[unknownFields] ??= [])
    unknown.push(bytes.subarray(start, reader.pos))
  }
  if (reader.pos !== end) throw new RangeError('a field ends behind its message')
  return message
}

/** False when the value is to be kept as unknown: another wire type, or an unnamed number. */
function readField(
  message: Values,
  field: Field,
  wireType: WireType,
  reader: BinaryReader,
  bytes: Uint8Array,
  depth: number,
): boolean {
  if ('message' in field) {
    if (wireType !== WireType.LengthDelimited) return false
    const length = reader.uint32()
    const end = reader.pos + length
    if (end > reader.len) throw new RangeError('a message ends behind the input')
    const inner = field.message()
    const before = field.repeated === undefined ? message[field.name] : undefined
    // A message that comes in two pieces is one message (encoding guide, "last one wins").
    const into = (before as Values | undefined) ?? empty(inner)
    put(message, field, readInto(into, inner, reader, bytes, end, depth + 1))
    return true
  }
  const kind = 'scalar' in field ? field.scalar : 'int32'
  if (wireType === wireTypes[kind]) {
    const value = readScalar(reader, kind)
    if ('enum' in field && !Object.values(field.enum).includes(value as number)) return false
    put(message, field, value)
    return true
  }
  if (field.repeated === undefined || wireType !== WireType.LengthDelimited) return false
  const length = reader.uint32()
  const end = reader.pos + length
  if (end > reader.len) throw new RangeError('a list ends behind the input')
  while (reader.pos < end) put(message, field, readScalar(reader, kind))
  if (reader.pos !== end) throw new RangeError('a value ends behind its list')
  return true
}

function put(message: Values, field: Field, value: unknown): void {
  if (field.repeated === undefined) {
    message[field.name] = value
    return
  }
  if (!Object.hasOwn(message, field.name)) message[field.name] = []
  const list = message[field.name] as unknown[]
  list.push(value)
}

function readScalar(reader: BinaryReader, kind: ScalarKind): unknown {
  return kind === 'string' ? reader.string() : reader[kind]()
}

function write(writer: BinaryWriter, schema: Schema<object>, message: Values): void {
  for (const field of schema.fields) {
    const value = Object.hasOwn(message, field.name) ? message[field.name] : undefined
    if (value === undefined) continue
    if (field.repeated === undefined) writeOne(writer, field, value)
    else if (field.repeated === 'packed') writePacked(writer, field, value as unknown[])
    else for (const item of value as unknown[]) writeOne(writer, field, item)
  }
  for (const field of message[unknownFields] ?? []) writer.raw(field)
}

function writeOne(writer: BinaryWriter, field: Field, value: unknown): void {
  if ('message' in field) {
    writer.tag(field.no, WireType.LengthDelimited).fork()
    write(writer, field.message(), value as Values)
    writer.join()
    return
  }
  const kind = 'scalar' in field ? field.scalar : 'int32'
  writer.tag(field.no, wireTypes[kind])
  writeScalar(writer, kind, value)
}

function writePacked(writer: BinaryWriter, field: Field, values: readonly unknown[]): void {
  if (values.length === 0) return
  writer.tag(field.no, WireType.LengthDelimited).fork()
  for (const value of values) writeScalar(writer, 'scalar' in field ? field.scalar : 'int32', value)
  writer.join()
}

/** The writer checks the value itself and throws when it does not fit. */
function writeScalar(writer: BinaryWriter, kind: ScalarKind, value: unknown): void {
  const put = writer[kind] as (value: unknown) => BinaryWriter
  put.call(writer, value)
}
