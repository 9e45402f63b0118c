//! What buyers and sellers say: words as frequent as in speech, the same every time.

/// Words everybody uses, the most frequent first.
const COMMON: &str = "в и не на есть ли а можно у вас это доставка здравствуйте цена сколько стоит как где когда самовывоз \
    да нет спасибо добрый день хорошо размер цвет наличие скидка гарантия оплата картой наличными адрес телефон завтра \
    сегодня утром вечером диван стол стул шкаф кровать матрас кресло тумба полка зеркало лампа ковёр штора обогреватель \
    конвектор кондиционер холодильник плита чайник утюг пылесос телевизор ноутбук наушники велосипед самокат коляска \
    игрушка куртка пальто ботинки сапоги платье рубашка сумка рюкзак книга гитара дрель перфоратор шуруповёрт пила \
    краска обои плитка ламинат дверь окно отправите привезёте заберу приеду куплю беру торг уместен состояние новое \
    отличное царапина работает комплект коробка чек документы москва подмосковье петербург казань почта сдэк курьер \
    подъём этаж лифт сборка установка вернуть обмен возврат красный синий белый чёрный зелёный большой маленький";
/// Syllables of rarer words: models, surnames, streets.
const SYLLABLES: [&str; 24] = [
    "ба", "вер", "го", "дан", "же", "зул", "ки", "лом", "ма", "нор", "пи", "рус", "сто", "тим", "фа", "хол",
    "цен", "чу", "шар", "щи", "эл", "юр", "яс", "ком",
];
/// How many rarer words there are.
const RARE: u64 = 30_000;

/// A sequence that looks random and repeats for a seed (SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// Below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// All the words.
pub(crate) struct Words {
    common: Vec<&'static str>,
}

impl Words {
    pub(crate) fn new() -> Self {
        Self { common: COMMON.split_whitespace().collect() }
    }

    /// Frequent words often, rare ones seldom.
    fn word(&self, dice: &mut Dice) -> String {
        if dice.below(12) == 0 {
            let rare = dice.below(RARE);
            return self.rare(rare.min(dice.below(RARE)));
        }
        let count = self.common.len() as u64;
        let place = dice.below(count) * dice.below(count) / count;
        self.common[place as usize].to_owned()
    }

    /// The rare word of this number.
    pub(crate) fn rare(&self, number: u64) -> String {
        let mut dice = Dice::of(number + 1);
        (0..2 + dice.below(3)).map(|_| SYLLABLES[dice.below(SYLLABLES.len() as u64) as usize]).collect()
    }

    /// A message of 2 to 15 words.
    pub(crate) fn sentence(&self, dice: &mut Dice) -> String {
        let count = 2 + dice.below(7) + dice.below(7);
        let words: Vec<String> = (0..count).map(|_| self.word(dice)).collect();
        words.join(" ")
    }

    /// A person.
    pub(crate) fn name(&self, number: u64) -> String {
        const FIRST: [&str; 12] = [
            "Анна",
            "Борис",
            "Вера",
            "Глеб",
            "Дарья",
            "Егор",
            "Жанна",
            "Иван",
            "Кира",
            "Лев",
            "Мария",
            "Николай",
        ];
        let rare = self.rare(number % RARE);
        let mut letters = rare.chars();
        let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        format!("{} {capital}{}", FIRST[(number % 12) as usize], letters.as_str())
    }
}
