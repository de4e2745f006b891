import type { PersonWish } from './control.ts'

/** The people of the sandbox. Numbers are of the range kept for fiction. */
export const CAST: ReadonlyArray<
  Required<Pick<PersonWish, 'name' | 'number' | 'about' | 'companions'>> & {
    readonly addressing: 'lid' | 'number'
  }
> = [
  {
    name: 'Ada Lindqvist',
    number: '15550100001',
    about: 'At the lake',
    companions: 1,
    addressing: 'lid',
  },
  {
    name: 'Bruno Carvalho',
    number: '15550100002',
    about: 'Busy',
    companions: 0,
    addressing: 'lid',
  },
  {
    name: 'Chiara Fontana',
    number: '15550100003',
    about: 'Ceramics, mostly',
    companions: 2,
    addressing: 'lid',
  },
  {
    name: 'Dawit Tesfaye',
    number: '15550100004',
    about: 'Available',
    companions: 0,
    addressing: 'lid',
  },
  {
    name: 'Eszter Nagy',
    number: '15550100005',
    about: 'Books and bread',
    companions: 1,
    addressing: 'lid',
  },
  { name: 'Farid Rahimi', number: '15550100006', about: '🎸', companions: 0, addressing: 'number' },
  {
    name: 'Grete Halvorsen',
    number: '15550100007',
    about: 'Sailing until August',
    companions: 0,
    addressing: 'lid',
  },
  {
    name: 'Hiro Tanaka',
    number: '15550100008',
    about: 'Battery about to die',
    companions: 1,
    addressing: 'lid',
  },
  {
    name: 'Isla MacLeod',
    number: '15550100009',
    about: 'Sleeping',
    companions: 0,
    addressing: 'lid',
  },
  {
    name: 'Jonas Weber',
    number: '15550100010',
    about: 'In a meeting',
    companions: 0,
    addressing: 'number',
  },
  { name: 'ليلى منصور', number: '15550100011', about: 'متاحة', companions: 0, addressing: 'lid' },
  {
    name: 'Mateo Quispe',
    number: '15550100012',
    about: 'Up in the mountains',
    companions: 1,
    addressing: 'lid',
  },
]

/** Groups of the cast, by position in it; the owner of the first phone is in all of them. */
export const CAST_GROUPS: ReadonlyArray<{
  readonly subject: string
  readonly members: readonly number[]
  readonly addressing: 'lid' | 'pn'
}> = [
  { subject: 'Sunday sailing', members: [0, 2, 6], addressing: 'lid' },
  { subject: 'Book club 📚', members: [4, 8, 2, 10], addressing: 'lid' },
  { subject: 'Neighbours', members: [1, 5, 9], addressing: 'pn' },
]
