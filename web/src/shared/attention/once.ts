/** One of several tabs does a thing for a message; the others find it done. */
import { readStored, writeStored } from '@/shared/ui/stored'

const STORAGE_KEY = 'sufler.called'
/** As many as may arrive while tabs ask each other. */
const REMEMBERED = 50

/** Runs `act` unless another tab did it for this key already. */
export async function once(key: string, act: () => void): Promise<void> {
  const claim = () => {
    const stored = readStored(STORAGE_KEY)
    const done = Array.isArray(stored) ? stored : []
    if (done.includes(key)) return
    writeStored(STORAGE_KEY, [...done, key].slice(-REMEMBERED))
    act()
  }
  // Without a lock (plain http in a local network) two tabs may meet; the claim itself is all there is then.
  if (navigator.locks === undefined) claim()
  else await navigator.locks.request(STORAGE_KEY, claim)
}
