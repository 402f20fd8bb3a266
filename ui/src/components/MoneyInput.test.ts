import { mount } from '@vue/test-utils'
import { nextTick } from 'vue'
import { describe, expect, it } from 'vitest'
import { i18n, setLocale } from '@/app/i18n'
import MoneyInput from './MoneyInput.vue'

function field(modelValue = '') {
  setLocale('id')
  const wrapper = mount(MoneyInput, {
    props: { modelValue, 'onUpdate:modelValue': (value: string) => wrapper.setProps({ modelValue: value }) },
    global: { plugins: [i18n] },
    attachTo: document.body,
  })
  return { wrapper, input: wrapper.find('input').element }
}

async function type(input: HTMLInputElement, text: string, caret = text.length): Promise<void> {
  input.value = text
  input.setSelectionRange(caret, caret)
  input.dispatchEvent(new Event('input', { bubbles: true }))
  await nextTick()
  await nextTick()
}

async function paste(input: HTMLInputElement, text: string): Promise<void> {
  const event = new Event('paste', { bubbles: true, cancelable: true })
  Object.assign(event, { clipboardData: { getData: () => text } })
  input.dispatchEvent(event)
  await nextTick()
  await nextTick()
}

describe('MoneyInput', () => {
  it('groups while typing and gives digits', async () => {
    const { wrapper, input } = field()
    await type(input, '166500')
    expect([input.value, wrapper.props('modelValue')]).toEqual(['166.500', '166500'])
    await type(input, '166.500x')
    expect([input.value, wrapper.props('modelValue')]).toEqual(['166.500', '166500'])
    await type(input, '')
    expect([input.value, wrapper.props('modelValue')]).toEqual(['', ''])
  })

  it('keeps the caret at its digit', async () => {
    const { input } = field('150000')
    // A 9 typed behind the 1 of 150.000.
    await type(input, '1950.000', 2)
    expect([input.value, input.selectionStart]).toEqual(['1.950.000', 3])
  })

  it('takes a pasted amount and refuses parts of a rupiah', async () => {
    const { wrapper, input } = field()
    await paste(input, 'Rp 150.000,00')
    expect(wrapper.props('modelValue')).toBe('150000')
    input.select()
    await paste(input, '150.000,50')
    expect(wrapper.props('modelValue')).toBe('150000')
  })
})
