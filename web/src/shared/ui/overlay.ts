import { useEffect, useEffectEvent, useState } from 'react'

/** What a window over the page owes the keyboard: Esc closes it and nothing behind it, then focus is where it was. */
export function useOverlay(onClose: () => void): void {
  const [before] = useState(focusedControl)
  const close = useEffectEvent(onClose)
  useEffect(() => {
    // Before the page hears of it: what had focus in the window may be gone, and then Esc is the page's own key.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing) return
      event.preventDefault()
      close()
    }
    window.addEventListener('keydown', onKeyDown, { capture: true })
    return () => {
      window.removeEventListener('keydown', onKeyDown, { capture: true })
      // Whoever closed the window may have sent focus elsewhere.
      if (document.activeElement === document.body) before?.focus({ preventScroll: true })
    }
  }, [before])
}

/** What has focus; of a menu, which goes with its choice, the button that opens it. */
function focusedControl(): HTMLElement | null {
  const focused = document.activeElement
  const menu = focused?.closest('[role="menu"]')
  const control = menu
    ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '')
    : focused
  return control instanceof HTMLElement ? control : null
}
