import { Button } from '@mantine/core'
import { IconCopy, IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import type { Id } from '@/shared/api/types'
import { useShowError } from '@/shared/ui/error-text'
import { notify } from '@/shared/ui/notify'
import classes from './record-dialog.module.css'

/** The conversation as a recorded dialog for `sufler test`, by one click. */
export function RecordDialog({ id }: { id: Id }) {
  const { t } = useTranslation(['conversation', 'common'])
  const showError = useShowError()
  const record = useMutation({
    mutationFn: async (take: (text: string) => Promise<void> | void) => {
      const { text, differences } = await api.recordedDialog(id)
      await take(text)
      return differences
    },
    onSuccess: (differences) =>
      void notify({
        title: t('record.done'),
        message:
          differences > 0 ? t('record.differences', { count: differences }) : t('record.same'),
      }),
    onError: showError,
  })
  return (
    <section className={classes.record} aria-label={t('record.title')}>
      <p className={classes.note}>{t('record.about')}</p>
      <div className={classes.buttons}>
        <Button
          size="xs"
          variant="light"
          leftSection={<IconDownload size={16} aria-hidden />}
          disabled={record.isPending}
          onClick={() => record.mutate((text) => download(text, `conversation-${id}.yaml`))}
        >
          {t('record.download')}
        </Button>
        {/* Not there where the page came over plain http. */}
        {navigator.clipboard && (
          <Button
            size="xs"
            variant="subtle"
            leftSection={<IconCopy size={16} aria-hidden />}
            disabled={record.isPending}
            onClick={() => record.mutate((text) => navigator.clipboard.writeText(text))}
          >
            {t('record.copy')}
          </Button>
        )}
      </div>
    </section>
  )
}

function download(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
