/** How people and the search compare words: case, ё and a slip of the keyboard layout make no difference. */

export const fold = (text: string): string => text.trim().toLowerCase().replaceAll('ё', 'е')

const LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
const CYRILLIC = 'ёйцукенгшщзхъфывапролджэячсмитьбю'
const OTHER = new Map(
  [...LATIN].flatMap((latin, index) => {
    const cyrillic = CYRILLIC[index] ?? ''
    return [
      [latin, cyrillic],
      [cyrillic, latin],
    ]
  }),
)

/** The same keys in the other layout, folded: `ghbdtn` is «привет». */
export const otherLayout = (text: string): string =>
  fold([...text.toLowerCase()].map((char) => OTHER.get(char) ?? char).join(''))
