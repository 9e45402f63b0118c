import { Button } from '@mantine/core'
import { IconFilterOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '@/shared/ui/notice'
import classes from './filters.module.css'

/** Nothing fits the filters, and the way back to everything. */
export function FilteredEmpty({ onReset }: { onReset: () => void }) {
  const { t } = useTranslation('inbox')
  return (
    <div className={classes.empty}>
      <EmptyState
        icon={<IconFilterOff size={36} stroke={1.25} />}
        title={t('empty.filtered')}
        hint={t('empty.filteredHint')}
      />
      <Button variant="default" onClick={onReset}>
        {t('filter.reset')}
      </Button>
    </div>
  )
}
