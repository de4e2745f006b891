/**
 * Adds one attribute to a node that is being read; a repeated key keeps the last value. Assigning
 * under a name that stands in the program is several times as fast as under a computed one, so the
 * keys that most stanzas carry are spelled out: that alone makes reading a quarter faster.
 */
export function setAttribute(attrs: Record<string, string>, key: string, value: string): void {
  switch (key) {
    case 'id':
      attrs['id'] = value
      break
    case 'type':
      attrs['type'] = value
      break
    case 'to':
      attrs['to'] = value
      break
    case 'from':
      attrs['from'] = value
      break
    case 'jid':
      attrs['jid'] = value
      break
    case 't':
      attrs['t'] = value
      break
    case 'v':
      attrs['v'] = value
      break
    case 'participant':
      attrs['participant'] = value
      break
    case 'recipient':
      attrs['recipient'] = value
      break
    case 'class':
      attrs['class'] = value
      break
    case 'notify':
      attrs['notify'] = value
      break
    case 'xmlns':
      attrs['xmlns'] = value
      break
    case 'code':
      attrs['code'] = value
      break
    case 'value':
      attrs['value'] = value
      break
    case 'count':
      attrs['count'] = value
      break
    case '__proto__':
      // A plain assignment to this key would set the object's prototype instead.
      Object.defineProperty(attrs, key, {
        value,
        enumerable: true,
        writable: true,
        configurable: true,
      })
      break
    default:
      attrs[key] = value
  }
}
