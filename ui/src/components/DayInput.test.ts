import { mount } from '@vue/test-utils'
import { nextTick } from 'vue'
import { beforeEach, describe, expect, it } from 'vitest'
import { i18n, setLocale } from '@/app/i18n'
import DayInput from './DayInput.vue'

function field(max?: string) {
  const wrapper = mount(DayInput, {
    props: { modelValue: '2026-11-22', label: 'Hari', ...(max === undefined ? {} : { max }) },
    global: { plugins: [i18n] },
    attachTo: document.body,
  })
  const chosen = () => wrapper.emitted('update:modelValue')?.at(-1)?.[0]
  return { wrapper, input: wrapper.find('input'), chosen }
}

describe('DayInput', () => {
  beforeEach(() => setLocale('id'))

  it('goes by days and months, also faster than the page follows', async () => {
    const { input, chosen } = field()
    await input.trigger('keydown', { key: 'ArrowDown' })
    await input.trigger('keydown', { key: 'ArrowDown' })
    expect(chosen()).toBe('2026-11-20')
    await input.trigger('keydown', { key: 'PageDown' })
    expect(chosen()).toBe('2026-10-20')
  })

  it('takes a typed day and keeps one that does not exist', async () => {
    const { wrapper, input, chosen } = field()
    await input.setValue('3/10')
    await input.trigger('keydown', { key: 'Enter' })
    expect(chosen()).toBe('2026-10-03')
    await input.setValue('31/2')
    await input.trigger('keydown', { key: 'Enter' })
    expect([input.element.value, wrapper.find('[role="alert"]').exists()]).toEqual(['31/2', true])
    await input.trigger('keydown', { key: 'Escape' })
    await nextTick()
    expect([input.element.value, wrapper.find('[role="alert"]').exists()]).toEqual(['3 Okt 2026', false])
  })

  it('does not go past its last day', async () => {
    const { input, chosen } = field('2026-11-23')
    await input.trigger('keydown', { key: 'PageUp' })
    expect(chosen()).toBe('2026-11-23')
  })
})
