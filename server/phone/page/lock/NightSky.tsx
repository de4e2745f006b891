/** Places of the stars: x and y in per cent of the sky, and size. Chosen by eye. */
const STARS = [
  [8, 6, 1.1],
  [21, 31, 0.8],
  [33, 9, 0.9],
  [46, 40, 0.7],
  [58, 5, 1.2],
  [69, 27, 0.8],
  [82, 12, 0.9],
  [92, 34, 1.1],
  [13, 48, 0.9],
  [88, 53, 0.8],
  [27, 58, 0.7],
  [74, 62, 0.9],
] as const

/** The lock screen's sky: stars, and a moon on its ring. Decoration. */
export function NightSky({ className }: { readonly className: string | undefined }) {
  return (
    <svg
      className={className}
      viewBox="0 0 400 800"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      focusable="false"
    >
      <defs>
        <radialGradient id="glow">
          <stop offset="0" stopColor="#c9cfff" stopOpacity="0.55" />
          <stop offset="1" stopColor="#c9cfff" stopOpacity="0" />
        </radialGradient>
      </defs>
      {STARS.map(([x, y, size]) => (
        <circle key={`${x}-${y}`} cx={x * 4} cy={y * 8} r={size} fill="#eceefb" opacity="0.75" />
      ))}
      <circle cx="200" cy="430" r="118" fill="none" stroke="#97a2ff" strokeOpacity="0.4" />
      <circle cx="283" cy="347" r="64" fill="url(#glow)" />
      <circle cx="283" cy="347" r="24" fill="#eceefb" />
      <path d="M0 690c70-46 128-52 196-22s132 22 204-26v158H0z" fill="#1b1a44" opacity="0.85" />
      <path d="M0 742c84-30 146-18 214 4s122 14 186-18v72H0z" fill="#0e0f26" />
    </svg>
  )
}
