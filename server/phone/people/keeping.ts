import type { PeopleKeeper } from './people.ts'
import type { PeopleState } from './peopleState.ts'

/** What keeps one JSON-safe value. */
interface PlainKeeper {
  load(): Promise<unknown>
  save(state: unknown): Promise<void>
}

/** Keeps people through a keeper of plain values; `pack` turns bytes and maps into such values. */
export function peopleKeeper(
  keeper: PlainKeeper,
  pack: {
    readonly toPlain: (value: unknown) => unknown
    readonly fromPlain: (plain: unknown) => unknown
  },
): PeopleKeeper {
  return {
    async load() {
      const plain = await keeper.load()
      return plain === undefined ? undefined : (pack.fromPlain(plain) as PeopleState)
    },
    save: (state) => keeper.save(pack.toPlain(state)),
  }
}
