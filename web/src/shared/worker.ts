/** The service worker of the page: offline start and pushes. */

/** Registers it once the page has loaded; a browser without one does without. */
export function startWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  // Plain http in a local network, or a browser that forbids it: the page works all the same.
  const register = () => navigator.serviceWorker.register('/sw.js').catch(() => {})
  // What the page shows first is fetched first; where that is done already, no event tells of it.
  if (document.readyState === 'complete') register()
  else window.addEventListener('load', register, { once: true })
}

/** Told of addresses the worker wants opened here; answers how to stop listening. */
export function onOpenAsked(open: (address: string) => void): () => void {
  if (!('serviceWorker' in navigator)) return () => {}
  const listener = ({ data }: MessageEvent<{ type?: string; address?: string } | null>) => {
    if (data?.type === 'open' && typeof data.address === 'string') open(data.address)
  }
  navigator.serviceWorker.addEventListener('message', listener)
  return () => navigator.serviceWorker.removeEventListener('message', listener)
}
