import { VisuallyHidden } from './VisuallyHidden.tsx'

/**
 * Says `message` to a screen reader once each time it changes, after what it is saying now. It stays
 * in the page from the start, because regions that appear together with their text are often missed.
 */
export function LiveRegion({ message }: { readonly message: string }) {
  return (
    <VisuallyHidden>
      <span role="status" aria-live="polite" aria-atomic="true">
        {message}
      </span>
    </VisuallyHidden>
  )
}
