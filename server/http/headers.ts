/** What a response is for; pages differ in who may frame them and which devices they may use. */
export type Audience = 'companion' | 'phone' | 'demo' | 'none'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types moonlet',
  // Reported at once, from workers too; the newer report-to waits a minute and gathers.
  'report-uri /csp-report',
]

const NO_DEVICES = [
  'accelerometer=()',
  'camera=()',
  'display-capture=()',
  'geolocation=()',
  'gyroscope=()',
  'magnetometer=()',
  'microphone=()',
  'midi=()',
  'payment=()',
  'usb=()',
]

/** The headers that every response carries, whatever it is. */
export function securityHeaders(audience: Audience): Record<string, string> {
  return {
    'Content-Security-Policy': contentPolicy(audience),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': permissions(audience),
  }
}

function contentPolicy(audience: Audience): string {
  const isFramed = audience === 'companion' || audience === 'phone'
  const parts = [...POLICY, `frame-ancestors ${isFramed ? "'self'" : "'none'"}`]
  if (audience === 'demo') parts.push("frame-src 'self'")
  if (audience === 'demo' || audience === 'phone') parts.push("media-src 'self' blob:")
  return parts.join('; ')
}

/** The phone reads codes with a camera or from a captured screen; `/demo` has it in a frame. */
function permissions(audience: Audience): string {
  if (audience !== 'phone' && audience !== 'demo') return NO_DEVICES.join(', ')
  const own = NO_DEVICES.map((entry) =>
    entry.startsWith('camera') || entry.startsWith('display-capture')
      ? entry.replace('()', '(self)')
      : entry,
  )
  return own.join(', ')
}
