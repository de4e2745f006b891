import { formatSpan } from '../formats.ts'

/** Minutes and seconds as on a clock: `2:05`. */
function clockOf(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`
}

/** Words of linking by a code that is typed on the phone. Loaded when that is chosen. */
export const pairCode = {
  title: 'Link with phone number',
  lead: 'No camera needed: you get a short code here and type it on your phone.',
  country: {
    label: 'Country or region',
    callingCode: (digits: string) => `+${digits}`,
    listLabel: 'Countries and regions',
    none: 'No country found. A number that begins with + needs no country.',
    choose: 'Choose one, or begin the number with +',
  },
  number: {
    label: 'Phone number',
    hint: 'The number of the account that you want to link.',
    preview: (number: string) => `The code will be for ${number}.`,
    errors: {
      'number-required': 'Enter the phone number of your account.',
      'number-too-short': 'That is too short. With the country code a number has 7 digits or more.',
      'number-leading-zero':
        'This number does not go on from a 0. Leave the 0 out, or begin with + and the country code.',
    },
  },
  custom: {
    open: 'Choose the code yourself',
    close: 'Let Moonlet choose the code',
    label: 'Your own code',
    hint: '8 characters: the digits 1 to 9 and letters other than I, O and U. Leave it empty for a random code.',
    progress: (count: number, of: number) => `${count} of ${of}`,
    strange: (character: string) => `“${character}” is not used in codes.`,
    tooLong: 'A code has 8 characters. This is longer.',
    tooShort: (count: number) =>
      `A code has 8 characters. This has ${count}. Go on, or leave it empty for a random code.`,
  },
  submit: 'Get a code',
  useQr: 'Use the QR code instead',
  both: 'The QR code goes on working meanwhile. Whichever comes first makes the link.',
  code: {
    title: 'Type this code on your phone',
    /** Around the number, which is set apart. */
    forNumber: ['For ', '.'],
    change: 'Change the number',
    label: (letters: string) => `Code: ${letters}`,
    making: 'Making a code',
    makingLong: 'Making a code and asking the service to expect it.',
    copy: 'Copy',
    copied: 'Copied',
    copyByHand: 'Copying was not allowed. Select the code and copy it by hand.',
    valid: (seconds: number) => `Valid for ${clockOf(seconds)}`,
    ownChoice: 'Chosen by you',
    steps: [
      'On your phone, open WhatsApp and find Linked devices in its menu or settings.',
      'Choose to link a device, then to link with the phone number.',
      'Type the code. If a notification asks for it, tapping that is quicker.',
    ],
    stepsLabel: 'How to enter the code',
  },
  finishing: {
    title: 'Your phone has answered',
    body: 'Keep its app open for a moment. If it says that the code is wrong, type it once more.',
    taken: 'Code typed on the phone',
    waiting: 'Waiting for the phone to sign',
  },
  failed: {
    again: 'Get a new code',
    againIn: (seconds: number) => `New code possible in ${clockOf(seconds)}`,
  },
  /** For the live region. */
  spoken: {
    making: 'Making a code.',
    code: (letters: string, lifeMs: number) =>
      `Your code is: ${letters}. It is valid for ${formatSpan(lifeMs)}.`,
    renewed: (letters: string) => `The code has changed. It is now: ${letters}.`,
    finishing: 'A code was typed on the phone. Waiting for its signature.',
    copied: 'The code is copied.',
  },
  /** What people also call a country, by its code; parted by comma and space. */
  countryAliases: {
    AE: 'UAE, Emirates',
    CD: 'DRC, Zaire',
    CI: 'Ivory Coast',
    CV: 'Cabo Verde',
    CZ: 'Czech Republic',
    GB: 'UK, Britain, Great Britain, England, Scotland, Wales, Northern Ireland',
    KP: 'DPRK',
    KR: 'Korea',
    MK: 'Macedonia',
    MM: 'Burma',
    NL: 'Holland',
    RU: 'Russian Federation',
    SZ: 'Swaziland',
    TL: 'East Timor',
    TR: 'Turkey',
    US: 'USA, America',
    VA: 'Holy See',
  },
} as const
