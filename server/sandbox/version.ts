/** Primary and secondary never change; the third counts releases (01 section 5). */
export type AppVersion = readonly [2, 3000, number]

/** Version number of the real service when this was written. */
const FIRST_TERTIARY = 1_045_649_367

/** What the service says about versions, and which it lets in. */
export interface VersionDesk {
  /** The version that clients should have now. */
  current(): AppVersion
  /** Whether a client of this third number gets in. */
  admits(tertiary: number): boolean
  /** Another version is current from now on. Without `minimum` every version gets in. */
  set(version: { readonly tertiary: number; readonly minimum?: number }): void
}

/** A desk that lets every version in. */
export function createVersionDesk(): VersionDesk {
  let current = FIRST_TERTIARY
  let minimum = 0
  return {
    current: () => [2, 3000, current],
    admits: (tertiary) => tertiary >= minimum,
    set(version) {
      current = version.tertiary
      minimum = version.minimum ?? 0
    },
  }
}
