import { describe, expect, it } from 'vitest'
import { pairCode } from '../../words/en/pairCode.ts'
import { likelyCountry, listCountries, searchCountries } from './countries.ts'

const all = listCountries('en', ['de-DE'], pairCode.countryAliases)
const found = (query: string) => searchCountries(all, query).map(({ name }) => name)

describe('listCountries', () => {
  it('names every country of the plan, sorted, with its calling code', () => {
    expect(all.length).toBeGreaterThan(240)
    expect(all[0]?.name).toBe('Afghanistan')
    expect(all.map(({ name }) => name)).toEqual(
      all.map(({ name }) => name).toSorted(new Intl.Collator('en').compare),
    )
    expect(all.find(({ code }) => code === 'DE')).toMatchObject({
      name: 'Germany',
      callingCode: '49',
    })
  })
})

describe('searchCountries', () => {
  it.each([
    ['germ', 'Germany'],
    ['deutsch', 'Germany'],
    ['+49', 'Germany'],
    ['49', 'Germany'],
    ['UK', 'United Kingdom'],
    ['usa', 'United States'],
    ['holland', 'Netherlands'],
    ['cote d', 'Côte d’Ivoire'],
    ['ivory', 'Côte d’Ivoire'],
    ['hong', 'Hong Kong SAR China'],
    ['fr', 'France'],
  ])('%s finds %s first', (query, name) => expect(found(query)[0]).toBe(name))

  it('finds letters inside a word, and all without a search', () => {
    expect(found('gari')).toEqual(['Bulgaria'])
    expect(found('')).toHaveLength(all.length)
    expect(found('  ')).toHaveLength(all.length)
  })

  it('finds nothing where there is nothing', () => expect(found('atlantis')).toEqual([]))
})

describe('likelyCountry', () => {
  it.each([
    [['en-US', 'en'], 'US'],
    [['de'], 'DE'],
    [['en-001', 'fr-CA'], 'CA'],
    [['zh-Hant-TW'], 'TW'],
    [['xx-bogus-1', 'pt-BR'], 'BR'],
    [[], undefined],
  ])('%j speak for %s', (languages, country) => expect(likelyCountry(languages)).toBe(country))
})
