import { beforeEach, describe, expect, it } from 'vitest'
import { parseViews, useSavedViews } from './useSavedViews'

const filter = {
  status: 'suspended',
  branch_id: null,
  text: 'mawar',
  sort: 'code',
  descending: true,
  line: 'any',
  owing: false,
} as const

describe('saved views', () => {
  beforeEach(() => localStorage.clear())

  it('are kept by name, for each operator', () => {
    const { save, remove } = useSavedViews('rina')
    save('Isolir Mawar', filter)
    save('Isolir Mawar', { ...filter, text: 'melati' })
    save('Baru', filter)
    expect(useSavedViews('rina').views.value.map((view) => [view.name, view.filter.text])).toEqual([
      ['Baru', 'mawar'],
      ['Isolir Mawar', 'melati'],
    ])
    expect(useSavedViews('budi').views.value).toEqual([])
    remove('Baru')
    expect(useSavedViews('rina').views.value).toHaveLength(1)
  })

  it('drop what cannot be read', () => {
    expect(parseViews('{')).toEqual([])
    expect(parseViews('{}')).toEqual([])
    expect(
      parseViews(
        JSON.stringify([
          { name: 'x', filter: { ...filter, sort: 'balance' } },
          { name: 'y', filter },
        ]),
      ),
    ).toEqual([{ name: 'y', filter }])
  })
})
