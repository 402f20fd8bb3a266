/** How large a zone is, in words. */
import { useI18n } from 'vue-i18n'
import { formatNumber, type Locale } from '@/lib/format'
import { formatDistance } from '@/lib/measure'
import { extentOf, type Corner } from '../polygon'

export function useExtentText() {
  const { t, locale } = useI18n()
  const local = (): Locale => locale.value as Locale

  const cornersText = (corners: readonly Corner[]): string =>
    t('network.zones.corners', { count: formatNumber(corners.length, local()) })

  function extentText(corners: readonly Corner[]): string {
    const { width, height } = extentOf(corners)
    return `${formatDistance(width, local())} × ${formatDistance(height, local())}`
  }

  function areaText(corners: readonly Corner[]): string {
    const { area } = extentOf(corners)
    const digits = area < 10 ? 2 : 0
    return `${formatNumber(Number(area.toFixed(digits)), local())} km²`
  }
  return { cornersText, extentText, areaText }
}
