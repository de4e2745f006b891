import { unknownFieldNumbers } from '../../../web/wire/proto/codec.ts'
import type { Schema } from '../../../web/wire/proto/schema.ts'

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
  schema: Schema<object>,
  message: object,
  rules: FieldRules,
  path = schema.name,
): FieldDeviation[] {
  const found: FieldDeviation[] = []
  for (const no of unknownFieldNumbers(message)) {
    found.push({ rule: 'foreign-field', detail: `${path}.${no}` })
  }
  for (const field of schema.fields) {
    const detail = `${path}.${field.name}`
    const rule = Object.hasOwn(rules, field.name) ? rules[field.name] : undefined
    if (!Object.hasOwn(message, field.name)) {
      if (rule !== undefined && rule.optional !== true)
        found.push({ rule: 'missing-field', detail })
      continue
    }
    if (rule === undefined) {
      found.push({ rule: 'foreign-field', detail })
      continue
    }
    const value: unknown = Reflect.get(message, field.name)
    if (rule.allows !== undefined && !rule.allows(value)) {
      found.push({ rule: 'bad-field', detail })
    }
    if (rule.fields !== undefined && 'message' in field) {
      found.push(...fieldDeviations(field.message(), value as object, rule.fields, detail))
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
