import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { cssVariablesResolver, theme } from '@/shared/theme/theme'
import { NotificationArea } from '@/shared/ui/notify'
import { queryClient } from './query-client'
import { router } from './router'

/** Fresh for every page the server gives out; lets Mantine add its style element under a strict policy. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <NotificationArea />
      </QueryClientProvider>
    </MantineProvider>
  )
}
