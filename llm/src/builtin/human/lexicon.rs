//! The words in which people ask for a person, by the part they play.

use crate::builtin::text::{is_joining, normalise};

/// The part a word plays. A word may play none: then it is what the sentence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Someone of the company: «оператор», «менеджер».
    Staff,
    /// «специалист»: someone of the company, or who comes to install things.
    Specialist,
    /// Anyone at all: «человек», «кто-нибудь».
    Person,
    /// «живой», «реальный»: a person even without a noun.
    Live,
    /// Wants the talk moved to someone: «позовите», «соедините»; holds over a few words.
    Move,
    /// Wants to talk: «поговорить», «пообщаться».
    Talk,
    /// Wants something, but only what stands beside it: «нужен», «хочу», «есть».
    Want,
    /// «бот», «автоответчик».
    Bot,
    /// «хватит», «надоел», «уберите».
    Enough,
    /// «не», «без».
    Not,
    /// Asks for a call or a contact by itself: «перезвоните».
    CallBack,
    /// Politeness, joining words, «на связь», «срочно».
    Filler,
    /// A number, or «сколько»: then «человек» is a unit.
    Count,
    /// Anything else.
    Other,
}

/// Beginnings of words with their part. The longest that fits decides.
const BEGINNINGS: &[(Part, &[&str])] = &[
    (
        Part::Staff,
        &[
            "оператор",
            "менеджер",
            "манагер",
            "консультант",
            "администратор",
            "админ",
            "сотрудник",
            "работник",
            "продавец",
            "продавц",
            "поддержк",
            "техподдержк",
            "саппорт",
            "представител",
            "начальник",
            "начальств",
            "руководител",
            "директор",
            "хозяин",
            "хозяе",
            "владел",
        ],
    ),
    (
        Part::Live,
        &["живой", "живого", "живым", "живую", "живая", "живые", "живых", "живому", "реальн", "настоящ"],
    ),
    (
        Part::Move,
        &[
            "позов",
            "вызов",
            "позва",
            "зовите",
            "зови",
            "соедин",
            "переключ",
            "переведи",
            "переведете",
            "перевести",
            "свяжи",
            "связать",
            "подключи",
            "пригласи",
            "вызовите",
            "вызвать",
            "вызови",
            "кликни",
            "переадрес",
            "попросите",
            "передайте",
            "передай",
            "передать",
            "перекин",
        ],
    ),
    (
        Part::Talk,
        &[
            "поговорить",
            "говорить",
            "пообщаться",
            "общаться",
            "поговорю",
            "пообщаюсь",
            "поговорим",
            "разговаривать",
            "побеседовать",
            "переписываться",
            "обсудить",
            "проконсультироваться",
            "пообщатся",
            "общатся",
        ],
    ),
    (
        Part::Want,
        &[
            "нужен",
            "нужна",
            "нужны",
            "нужно",
            "надо",
            "хочу",
            "хотим",
            "хотел",
            "хочется",
            "требую",
            "требуется",
            "прошу",
            "просил",
            "может",
            "жду",
            "ждем",
            "давай",
            "дай",
            "есть",
            "где",
            "можно",
            "можете",
            "могу",
            "пусть",
            "ответ",
            "отвеч",
            "работают",
            "подойд",
            "подойт",
            "чтоб",
            "верни",
            "ищу",
            "желаю",
            "буду",
            "ауу",
            "пообщ",
        ],
    ),
    (Part::Bot, &["бот", "чатбот", "роботом", "роботами", "автоответчик", "нейросет", "автоответ"]),
    (
        Part::Enough,
        &[
            "хватит",
            "надоел",
            "достал",
            "устал",
            "убери",
            "уберите",
            "отключи",
            "отстань",
            "прекрати",
            "выключи",
            "задолбал",
            "бесит",
            "тупой",
            "тупит",
            "бестолков",
            "бесполезн",
        ],
    ),
    (Part::CallBack, &["перезвоните", "перезвони", "перезвонить"]),
    (
        Part::Filler,
        &[
            "плиз",
            "плз",
            "пжл",
            "пож",
            "срочно",
            "быстр",
            "скоре",
            "сюда",
            "тут",
            "здесь",
            "линию",
            "связь",
            "связи",
            "чат",
            "чате",
            "диалог",
            "уже",
            "наконец",
            "меня",
            "нам",
            "нами",
            "мной",
            "эй",
            "алло",
            "ало",
            "ау",
            "кто",
            "кого",
            "кем",
            "какой",
            "любо",
            "нормальн",
            "адекватн",
            "ваш",
            "вашего",
            "вашим",
            "ваше",
            "вашей",
            "свободн",
            "вместо",
            "кроме",
            "лучше",
            "только",
            "просто",
            "слушай",
            "слушайте",
            "девушка",
            "добр",
            "день",
            "вечер",
            "утро",
            "будьте",
            "будь",
            "добры",
            "любезны",
            "ок",
            "ладно",
            "хоть",
            "вообще",
            "ка",
            "если",
            "лично",
            "напрямую",
            "либо",
            "из",
            "все",
            "нет",
            "да",
            "магазин",
            "именно",
            "сразу",
            "общаюсь",
            "говорю",
            "разговариваю",
            "отвечает",
            "пишу",
            "разве",
            "ли",
            "или",
            "опять",
            "снова",
            "прямо",
            "спасибо",
            "привет",
            "сейчас",
            "человеческ",
            "помощь",
            "помоги",
        ],
    ),
    (
        Part::Count,
        &[
            "скольк",
            "нескольк",
            "двух",
            "трех",
            "четырех",
            "пяти",
            "двое",
            "трое",
            "много",
            "каждого",
            "один",
            "одного",
        ],
    ),
    // Near misses of the words above.
    (Part::Other, &["перезвонил", "перезвонит", "перезвоню", "человеку", "человеке", "операци", "оперативн"]),
];

/// Whole words only.
const WORDS: &[(Part, &[&str])] = &[
    (
        Part::Person,
        &[
            "человек",
            "человека",
            "человеком",
            "чел",
            "чела",
            "человечка",
            "люди",
            "людей",
            "людьми",
            "нибудь",
        ],
    ),
    (Part::Staff, &["отделом", "старшего", "главного", "главному", "старшему", "старшим", "руководством"]),
    (Part::Specialist, &["специалист", "специалиста", "специалисту", "специалистом", "мастера", "спеца"]),
    (Part::Not, &["не", "ни", "без", "нету"]),
    (Part::Bot, &["робот", "робота", "ии", "ботам"]),
    (Part::Filler, &["тоже", "пожалуйста", "во", "под", "ваши"]),
];

/// Longest ending a beginning may take: «оператор-ами».
const ENDING: usize = 4;

/// Long words that are recognised even when misspelt.
const OFTEN_MISSPELT: &[(Part, &str)] = &[
    (Part::Staff, "оператор"),
    (Part::Staff, "менеджер"),
    (Part::Staff, "консультант"),
    (Part::Staff, "администратор"),
    (Part::Staff, "сотрудник"),
    (Part::Staff, "продавец"),
    (Part::Person, "человек"),
    (Part::Move, "позовите"),
    (Part::Move, "соедините"),
    (Part::Move, "переключите"),
    (Part::Talk, "поговорить"),
    (Part::Talk, "пообщаться"),
    (Part::CallBack, "перезвоните"),
];

/// The part of a normalised word.
pub(crate) fn part_of(word: &str) -> Part {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return Part::Count;
    }
    if let Some((part, _)) = WORDS.iter().find(|(_, words)| words.contains(&word)) {
        return *part;
    }
    if let Some(part) = by_beginning(word) {
        return part;
    }
    if is_joining(word) { Part::Filler } else { misspelt(word).unwrap_or(Part::Other) }
}

fn by_beginning(word: &str) -> Option<Part> {
    let fits =
        |start: &&&str| word.strip_prefix(**start).is_some_and(|ending| ending.chars().count() <= ENDING);
    let found = BEGINNINGS
        .iter()
        .flat_map(|(part, starts)| starts.iter().filter(fits).map(|start| (start.len(), *part)));
    found.max_by_key(|(length, _)| *length).map(|(_, part)| part)
}

/// One slip beyond vowels that sound alike: `мэниджер`, `аператар`, `челвек`.
fn misspelt(word: &str) -> Option<Part> {
    let heard = as_heard(word);
    let length = heard.chars().count();
    let is_meant = |meant: &str| {
        let meant = as_heard(meant);
        let letters = meant.chars().count();
        // The ending is cut off, so that cases do not count as slips.
        let stems = [letters - 1, letters, letters + 1].into_iter().filter(|cut| *cut <= length);
        length >= 5
            && length <= letters + ENDING
            && stems
                .map(|cut| heard.chars().take(cut).collect::<String>())
                .any(|stem| strsim::osa_distance(&stem, &meant) <= 1)
    };
    OFTEN_MISSPELT.iter().find(|(_, meant)| is_meant(meant)).map(|(part, _)| *part)
}

fn as_heard(word: &str) -> String {
    normalise(word)
        .chars()
        .map(|c| match c {
            'о' => 'а',
            'е' | 'э' => 'и',
            other => other,
        })
        .collect()
}
