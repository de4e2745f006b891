import { type DescMessage, isFieldSet, type Message } from '@bufbuild/protobuf'

/** What a protobuf field may hold. A field without a rule is a deviation when it is set. */
export interface FieldRule {
  readonly optional?: true
  readonly allows?: (value: unknown) => boolean
  /** Rules of the fields of a message field. */
  readonly fields?: FieldRules
}
export type FieldRules = Readonly<Record<string, FieldRule>>

/** One way in which a message differs from its rules. */
export interface FieldDeviation {
  readonly rule: 'foreign-field' | 'missing-field' | 'bad-field'
  /** Where, as field names; never a value. */
  readonly detail: string
}

/**
 * Compares a decoded message to rules by field name: what is set must be allowed, what is not
 * optional must be set (an explicit zero counts as set), and nothing may be unknown to the schema.
 */
export function fieldDeviations(
  schema: DescMessage,
  message: Message,
  rules: FieldRules,
  path = schema.name,
): FieldDeviation[] {
  const found: FieldDeviation[] = []
  for (const unknown of message.$unknown ?? []) {
    found.push({ rule: 'foreign-field', detail: `${path}.${unknown.no}` })
  }
  for (const field of schema.fields) {
    const detail = `${path}.${field.name}`
    const rule = Object.hasOwn(rules, field.name) ? rules[field.name] : undefined
    if (!isFieldSet(message, field)) {
      if (rule !== undefined && rule.optional !== true)
        found.push({ rule: 'missing-field', detail })
      continue
    }
    if (rule === undefined) {
      found.push({ rule: 'foreign-field', detail })
      continue
    }
    const value: unknown = Reflect.get(message, field.localName)
    if (rule.allows !== undefined && !rule.allows(value)) {
      found.push({ rule: 'bad-field', detail })
    }
    if (rule.fields !== undefined && field.fieldKind === 'message') {
      found.push(...fieldDeviations(field.message, value as Message, rule.fields, detail))
    }
  }
  return found
}

/** A field that must hold exactly this value. */
export const is = (wanted: unknown): FieldRule => ({ allows: (value) => value === wanted })

/** A field of this many bytes. */
export const bytes = (length: number): FieldRule => ({
  allows: (value) => value instanceof Uint8Array && value.length === length,
})

/** A text of 1 to `max` characters. */
export const text = (max: number): FieldRule => ({
  allows: (value) => typeof value === 'string' && value.length > 0 && value.length <= max,
})

/** Any value, as long as it is set. */
export const anything: FieldRule = {}

/** The same rule for a field that may be left out. */
export const optionalField = (rule: FieldRule): FieldRule => ({ ...rule, optional: true })
