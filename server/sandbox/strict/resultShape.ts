import { type ChildRule, exactly, passing, type Shape } from './shape.ts'

/** The result that a client gives to an IQ of the service. */
export function resultShape(children: readonly ChildRule[]): Shape {
  return {
    tag: 'iq',
    attrs: {
      to: exactly('s.whatsapp.net'),
      type: exactly('result'),
      id: passing((id) => id.length > 0),
    },
    children,
  }
}
