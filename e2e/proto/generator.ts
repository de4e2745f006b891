import { type DescEnum, type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf'
import {
  createEcmaScriptPlugin,
  type GeneratedFile,
  getComments,
  runNodeJs,
} from '@bufbuild/protoplugin'
import type { ScalarKind } from '../../web/wire/proto/schema.ts'

// The plugin that `npm run proto` runs: from each .proto file the types of its messages and a table of
// their fields. The tables are read by `web/wire/proto/codec.ts`, at a tenth of the size of a runtime
// that carries whole descriptors into the page.

const kinds: Partial<Record<ScalarType, { kind: ScalarKind; type: string }>> = {
  [ScalarType.BOOL]: { kind: 'bool', type: 'boolean' },
  [ScalarType.BYTES]: { kind: 'bytes', type: 'Uint8Array' },
  [ScalarType.DOUBLE]: { kind: 'double', type: 'number' },
  [ScalarType.FIXED32]: { kind: 'fixed32', type: 'number' },
  [ScalarType.FLOAT]: { kind: 'float', type: 'number' },
  [ScalarType.INT32]: { kind: 'int32', type: 'number' },
  [ScalarType.INT64]: { kind: 'int64', type: 'bigint' },
  [ScalarType.SFIXED32]: { kind: 'sfixed32', type: 'number' },
  [ScalarType.STRING]: { kind: 'string', type: 'string' },
  [ScalarType.UINT32]: { kind: 'uint32', type: 'number' },
  [ScalarType.UINT64]: { kind: 'uint64', type: 'bigint' },
}

/** `Outer.Inner` of package `p` is `Outer_Inner`. */
function nameOf(desc: DescMessage | DescEnum): string {
  return desc.typeName.slice(desc.file.proto.package.length + 1).replaceAll('.', '_')
}

/** The name that types and their schema go by; imports it where it is declared elsewhere. */
function reference(
  file: GeneratedFile,
  from: DescMessage,
  to: DescMessage | DescEnum,
  value: string,
) {
  return from.file === to.file
    ? value
    : file.import(value, `./${to.file.name}_pb.ts`, value === nameOf(to) && to.kind === 'message')
}

function scalarOf(field: DescField) {
  const scalar = field.scalar === undefined ? undefined : kinds[field.scalar]
  if (scalar === undefined) throw new Error(`${String(field)}: this kind of field is not supported`)
  return scalar
}

function printComment(file: GeneratedFile, indent: string, desc: DescMessage | DescField): void {
  const comment = getComments(desc).leading?.trim()
  if (comment !== undefined) file.print(file.jsDoc(comment, indent))
}

function printEnum(file: GeneratedFile, desc: DescEnum): void {
  const name = nameOf(desc)
  file.print('export const ', name, ' = {')
  for (const value of desc.values) file.print('  ', value.name, ': ', String(value.number), ',')
  file.print('} as const')
  file.print('export type ', name, ' = (typeof ', name, ')[keyof typeof ', name, ']')
  file.print()
}

function printMessage(file: GeneratedFile, desc: DescMessage): void {
  for (const inner of desc.nestedEnums) printEnum(file, inner)
  for (const inner of desc.nestedMessages) printMessage(file, inner)
  const name = nameOf(desc)
  const fields = desc.fields.toSorted((a, b) => a.number - b.number)
  printComment(file, '', desc)
  file.print('export interface ', name, ' {')
  for (const field of fields) {
    printComment(file, '  ', field)
    const list = field.fieldKind === 'list' ? '[]' : ''
    const maybe = field.message !== undefined && list === '' ? '?' : ''
    const inner = field.message ?? field.enum
    const type =
      inner === undefined ? scalarOf(field).type : reference(file, desc, inner, nameOf(inner))
    file.print('  ', field.name, maybe, ': ', type, list)
  }
  file.print('}')
  const schema = file.import('schema', '../schema.ts')
  const type = file.import('Schema', '../schema.ts', true)
  file.print(
    'export const ',
    name,
    'Schema: ',
    type,
    '<',
    name,
    '> = /*#__PURE__*/ ',
    schema,
    "('",
    name,
    "', [",
  )
  for (const field of fields) {
    const repeated =
      field.fieldKind === 'list' ? `, repeated: '${field.packed ? 'packed' : 'plain'}'` : ''
    file.print(
      '  { no: ',
      String(field.number),
      ", name: '",
      field.name,
      "', ",
      ...kindOf(field),
      repeated,
      ' },',
    )
  }
  file.print('])')
  file.print()

  function kindOf(field: DescField) {
    if (field.message !== undefined) {
      return [
        'message: () => ',
        reference(file, desc, field.message, `${nameOf(field.message)}Schema`),
      ]
    }
    if (field.enum !== undefined)
      return ['enum: ', reference(file, desc, field.enum, nameOf(field.enum))]
    return ["scalar: '", scalarOf(field).kind, "'"]
  }
}

runNodeJs(
  createEcmaScriptPlugin({
    name: 'moonlet-proto',
    version: 'v1',
    generateTs(schema) {
      for (const source of schema.files) {
        const file = schema.generateFile(`${source.name}_pb.ts`)
        file.print('// Generated from ', source.name, '.proto by `npm run proto`. Do not edit.')
        file.print()
        for (const desc of source.enums) printEnum(file, desc)
        for (const desc of source.messages) printMessage(file, desc)
      }
    },
  }),
)
