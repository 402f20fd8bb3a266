import { describe, expect, it } from 'vitest'
import { brokenRules, draftOf, emptyDraft, groupFromCode, kbpsFromMbps, mbpsText, planInput } from './draft'

function filled() {
  return {
    ...emptyDraft(),
    code: 'home-20',
    name: 'Home 20',
    price: '166500',
    download: '20',
    upload: '10',
    radius_group: 'home-20',
  }
}

describe('a plan as it is typed', () => {
  it('has Mbps in the fields and kbps on the wire', () => {
    expect([kbpsFromMbps('20'), kbpsFromMbps('1,5'), kbpsFromMbps('0.064')]).toEqual([20_000, 1_500, 64])
    for (const text of ['', '0', '0,063', '1.2345', '100001', 'cepat']) expect(kbpsFromMbps(text), text).toBeNull()
    expect([mbpsText(20_000), mbpsText(1_500)]).toEqual(['20', '1,5'])
  })

  it('proposes a group from the code', () => {
    expect([groupFromCode('HOME-20'), groupFromCode('Bisnis 100 / 24'), groupFromCode('--')]).toEqual([
      'home-20',
      'bisnis-100-24',
      '',
    ])
  })

  it('is the same after a way there and back', () => {
    const input = planInput({
      ...filled(),
      zte: { on: true, onu_type: 'ALL', tcont_profile: '20M', traffic_up: '', traffic_down: '' },
      huawei: { on: true, line_profile: '10', service_profile: '10', gem: '1' },
    })
    expect(input).toMatchObject({ code: 'HOME-20', download_kbps: 20_000, pool: null, installation_charge: '0' })
    expect(input.line_profiles.map((profile) => profile.dialect)).toEqual(['zte', 'huawei'])
    expect(planInput(draftOf(input))).toEqual(input)
  })

  it('names the broken fields', () => {
    expect(Object.keys(brokenRules(emptyDraft()))).toEqual([
      'code',
      'name',
      'price',
      'download_kbps',
      'upload_kbps',
      'radius_group',
    ])
    expect(brokenRules({ ...filled(), radius_group: 'isolir' })).toEqual({ radius_group: 'invalid' })
    expect(
      brokenRules({
        ...filled(),
        zte: { on: true, onu_type: 'ALL', tcont_profile: '20M; exit', traffic_up: 'UP20', traffic_down: '' },
      }),
    ).toEqual({ tcont_profile: 'invalid', traffic_down: 'required' })
    expect(
      brokenRules({ ...filled(), huawei: { on: true, line_profile: '', service_profile: '1', gem: '1024' } }),
    ).toEqual({
      line_profile: 'invalid',
      gem: 'invalid',
    })
  })
})
