/** One of several tabs does a thing for a message; the others find it done. */
import { readStored, writeStored } from '@/shared/ui/stored'

const NAME = 'sufler.called'
/** As many as may arrive while tabs ask each other. */
const REMEMBERED = 50

/**
 * Runs `act` unless another tab did it for this key within the last `keptMs`.
 *
 * The claim is a lock that is kept. A note in the storage would not do: another tab may run in another process, which
 * sees the note a moment after it gets the lock.
 */
export async function once(key: string, keptMs: number, act: () => void): Promise<void> {
  // Plain http in a local network knows no locks: two tabs may meet there.
  if (navigator.locks === undefined) return claim(key, act)
  await navigator.locks.request(`${NAME}.${key}`, { ifAvailable: true }, async (lock) => {
    if (lock === null) return
    act()
    await new Promise((resolve) => setTimeout(resolve, keptMs))
  })
}

function claim(key: string, act: () => void): void {
  const stored = readStored(NAME)
  const done = Array.isArray(stored) ? stored : []
  if (done.includes(key)) return
  writeStored(NAME, [...done, key].slice(-REMEMBERED))
  act()
}
