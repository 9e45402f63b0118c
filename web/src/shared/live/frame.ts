/** Collects values and hands them over once per animation frame: one render, however many events. */
export function perFrame<T>(flush: (values: T[]) => void): (value: T) => void {
  let waiting: T[] = []
  return (value) => {
    waiting.push(value)
    if (waiting.length > 1) return
    nextFrame(() => {
      const values = waiting
      waiting = []
      flush(values)
    })
  }
}

/** A hidden tab gets no animation frames, yet must count unread messages. */
function nextFrame(callback: () => void): void {
  if (document.visibilityState === 'hidden') setTimeout(callback, 50)
  else requestAnimationFrame(callback)
}
