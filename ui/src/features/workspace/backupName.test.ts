import { expect, it } from 'vitest'
import { takenAt } from './backupName'

it("reads the moment out of a backup's name", () => {
  expect(takenAt('janet-20261122-020000.tar.gz')).toBe('2026-11-22T02:00:00Z')
  expect(takenAt('copy of janet-20261122-020000.tar.gz')).toBeNull()
})
