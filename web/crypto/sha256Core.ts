/*
 * The compression function of SHA-256 over 32-bit words (FIPS 180-4 section 6.2.2). A ratchet hashes
 * single blocks under keys that change with each message; there, what a hash object costs to make
 * is several times the hashing. For everything else there is `hash.ts`.
 */

/** First 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const ROUND_CONSTANTS = Int32Array.of(
  0x428a2f98,
  0x71374491,
  0xb5c0fbcf,
  0xe9b5dba5,
  0x3956c25b,
  0x59f111f1,
  0x923f82a4,
  0xab1c5ed5,
  0xd807aa98,
  0x12835b01,
  0x243185be,
  0x550c7dc3,
  0x72be5d74,
  0x80deb1fe,
  0x9bdc06a7,
  0xc19bf174,
  0xe49b69c1,
  0xefbe4786,
  0x0fc19dc6,
  0x240ca1cc,
  0x2de92c6f,
  0x4a7484aa,
  0x5cb0a9dc,
  0x76f988da,
  0x983e5152,
  0xa831c66d,
  0xb00327c8,
  0xbf597fc7,
  0xc6e00bf3,
  0xd5a79147,
  0x06ca6351,
  0x14292967,
  0x27b70a85,
  0x2e1b2138,
  0x4d2c6dfc,
  0x53380d13,
  0x650a7354,
  0x766a0abb,
  0x81c2c92e,
  0x92722c85,
  0xa2bfe8a1,
  0xa81a664b,
  0xc24b8b70,
  0xc76c51a3,
  0xd192e819,
  0xd6990624,
  0xf40e3585,
  0x106aa070,
  0x19a4c116,
  0x1e376c08,
  0x2748774c,
  0x34b0bcb5,
  0x391c0cb3,
  0x4ed8aa4a,
  0x5b9cca4f,
  0x682e6ff3,
  0x748f82ee,
  0x78a5636f,
  0x84c87814,
  0x8cc70208,
  0x90befffa,
  0xa4506ceb,
  0xbef9a3f7,
  0xc67178f2,
)

/** First 32 bits of the fractional parts of the square roots of the first 8 primes. */
export const INITIAL_STATE: Readonly<Int32Array> = Int32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
)

/**
 * The message schedule. A caller writes the 16 words of one block into its beginning, calls
 * `compress`, and finds other words there afterwards.
 */
export const schedule = new Int32Array(64)

/** Takes the block in `schedule` into `state`, 8 words from `at` on. */
export function compress(state: Int32Array, at = 0): void {
  const w = schedule
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15] as number
    const y = w[i - 2] as number
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    w[i] = (s0 + (w[i - 7] as number) + s1 + (w[i - 16] as number)) | 0
  }
  let a = state[at] as number
  let b = state[at + 1] as number
  let c = state[at + 2] as number
  let d = state[at + 3] as number
  let e = state[at + 4] as number
  let f = state[at + 5] as number
  let g = state[at + 6] as number
  let h = state[at + 7] as number
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const choice = (e & f) ^ (~e & g)
    const t1 = (h + s1 + choice + (ROUND_CONSTANTS[i] as number) + (w[i] as number)) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const majority = (a & b) ^ (a & c) ^ (b & c)
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + s0 + majority) | 0
  }
  state[at] = (state[at] as number) + a
  state[at + 1] = (state[at + 1] as number) + b
  state[at + 2] = (state[at + 2] as number) + c
  state[at + 3] = (state[at + 3] as number) + d
  state[at + 4] = (state[at + 4] as number) + e
  state[at + 5] = (state[at + 5] as number) + f
  state[at + 6] = (state[at + 6] as number) + g
  state[at + 7] = (state[at + 7] as number) + h
}
