import { useEffect, useRef } from 'react'

export interface Hotkey {
  /** `KeyboardEvent.code`: the place on the keyboard, whatever the layout writes there. */
  code: string
  alt?: boolean
  ctrl?: boolean
  run: () => void
}

/** Listens on the whole page. A key without modifiers is left alone while a field or dialog has focus. */
export function useHotkeys(hotkeys: readonly Hotkey[]): void {
  const latest = useRef(hotkeys)
  useEffect(() => {
    latest.current = hotkeys
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const hotkey = latest.current.find((candidate) => fits(candidate, event))
      if (hotkey === undefined) return
      event.preventDefault()
      hotkey.run()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

function fits(hotkey: Hotkey, event: KeyboardEvent): boolean {
  const { alt = false, ctrl = false } = hotkey
  if (event.code !== hotkey.code || event.altKey !== alt || event.shiftKey) return false
  if ((event.ctrlKey || event.metaKey) !== ctrl) return false
  return alt || ctrl || !takesKeys(event.target)
}

const takesKeys = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, select, [contenteditable], [role="dialog"], [role="menu"]') !== null
