import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from '@/locales/en.json'
import id from '@/locales/id.json'
import { isTrouble, troubleCodes, troublesOf } from './trouble'

describe('troubles', () => {
  it('are the closed set of the core, each with a sentence and an advice', () => {
    const core = readFileSync(resolve('../src-tauri/crates/provisioning/src/trouble.rs'), 'utf8')
    const codes = [...core.matchAll(/^ {4}\w+ = "([a-z_]+)",$/gm)].map((found) => found[1])
    expect(codes).toEqual([...troubleCodes])
    for (const texts of [en.trouble, id.trouble]) {
      expect(Object.keys(texts)).toEqual([...troubleCodes])
      for (const { what, advice } of Object.values(texts)) expect(what.length * advice.length).toBeGreaterThan(0)
    }
  })

  it('are told apart from what the device said', () => {
    expect(troublesOf('#wrong_password OLT-1: wrong user name or password')).toEqual([
      { code: 'wrong_password', detail: 'OLT-1: wrong user name or password' },
    ])
    expect(troublesOf('#nas_silent the router did not answer: off; #no_nas no router')).toEqual([
      { code: 'nas_silent', detail: 'the router did not answer: off' },
      { code: 'no_nas', detail: 'no router' },
    ])
    expect(troublesOf('#read_only')).toEqual([{ code: 'read_only', detail: '' }])
  })

  it('leave the words of others as they are', () => {
    expect(troublesOf('the agent that ran it went silent')).toEqual([
      { code: null, detail: 'the agent that ran it went silent' },
    ])
    expect(troublesOf('#later than we know')).toEqual([{ code: null, detail: '#later than we know' }])
    expect([isTrouble('#cut_off x'), isTrouble('3 found'), isTrouble('saved')]).toEqual([true, false, false])
  })
})
