//! Words and times of what people outside read, in two languages.

use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};
use sufler_store::{Delivery, Millis};

use super::transcript::Speaker;

/// Language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Lang {
    /// Russian.
    Ru,
    /// English.
    En,
}

impl Lang {
    /// What a browser prefers of the two; Russian when it does not say.
    pub(crate) fn of(accept_language: Option<&str>) -> Self {
        let wanted = accept_language.unwrap_or_default().split(',');
        let known = wanted.filter_map(|tag| match tag.trim().get(..2)?.to_ascii_lowercase().as_str() {
            "ru" => Some(Self::Ru),
            "en" => Some(Self::En),
            _ => None,
        });
        known.into_iter().next().unwrap_or(Self::Ru)
    }

    pub(crate) fn words(self) -> &'static Words {
        match self {
            Self::Ru => &RU,
            Self::En => &EN,
        }
    }
}

/// Every word of a transcript.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) lang: &'static str,
    pub(crate) title: &'static str,
    pub(crate) masked: &'static str,
    pub(crate) valid_until: &'static str,
    pub(crate) zone: &'static str,
    pub(crate) earlier: &'static str,
    pub(crate) latest: &'static str,
    pub(crate) empty: &'static str,
    pub(crate) hidden_image: &'static str,
    pub(crate) hidden_voice: &'static str,
    pub(crate) hidden_location: &'static str,
    pub(crate) gone: (&'static str, &'static str),
    pub(crate) revoked: (&'static str, &'static str),
    pub(crate) unknown: (&'static str, &'static str),
    pub(crate) busy: (&'static str, &'static str),
    pub(crate) down: (&'static str, &'static str),
    /// Names of a table's columns.
    pub(crate) columns: [&'static str; 6],
    customer: &'static str,
    bot: &'static str,
    operator: &'static str,
    channel: &'static str,
    months: [&'static str; 12],
}

static RU: Words = Words {
    lang: "ru",
    title: "Переписка",
    masked: "Личные данные скрыты: имена, телефоны, почта, адреса, изображения и голосовые сообщения.",
    valid_until: "Ссылка действует до",
    zone: "Часовой пояс",
    earlier: "Более ранние сообщения",
    latest: "К последним сообщениям",
    empty: "Сообщений пока нет.",
    hidden_image: "Изображение скрыто",
    hidden_voice: "Голосовое сообщение скрыто",
    hidden_location: "Местоположение скрыто",
    gone: ("Срок ссылки истёк", "Попросите новую ссылку у того, кто её прислал."),
    revoked: (
        "Ссылку отозвали",
        "Переписка по ней больше не показывается. Если она нужна, попросите новую ссылку.",
    ),
    unknown: ("Такой ссылки нет", "Проверьте, что адрес скопирован целиком, или попросите ссылку ещё раз."),
    busy: ("Слишком много запросов", "Подождите минуту и обновите страницу."),
    down: ("Сервер не отвечает", "Обновите страницу через несколько секунд."),
    columns: ["Время", "Автор", "Имя", "Вид", "Текст", "Доставка"],
    customer: "Клиент",
    bot: "Бот",
    operator: "Оператор",
    channel: "Площадка",
    months: [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
};

static EN: Words = Words {
    lang: "en",
    title: "Conversation",
    masked: "Personal data is hidden: names, phones, e-mails, addresses, pictures and voice messages.",
    valid_until: "The link works until",
    zone: "Time zone",
    earlier: "Earlier messages",
    latest: "To the latest messages",
    empty: "No messages yet.",
    hidden_image: "Picture hidden",
    hidden_voice: "Voice message hidden",
    hidden_location: "Location hidden",
    gone: ("The link has expired", "Ask whoever sent it for a new one."),
    revoked: (
        "The link was revoked",
        "It no longer shows the conversation. Ask for a new one if you need it.",
    ),
    unknown: ("There is no such link", "Check that you copied the whole address, or ask for the link again."),
    busy: ("Too many requests", "Wait a minute and reload the page."),
    down: ("The server does not answer", "Reload the page in a few seconds."),
    columns: ["Time", "Author", "Name", "Kind", "Text", "Delivery"],
    customer: "Customer",
    bot: "Bot",
    operator: "Operator",
    channel: "Platform",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
};

impl Words {
    pub(crate) fn speaker(&self, speaker: Speaker) -> &'static str {
        match speaker {
            Speaker::Customer => self.customer,
            Speaker::Bot => self.bot,
            Speaker::Operator => self.operator,
            Speaker::Channel => self.channel,
        }
    }

    pub(crate) fn delivery(&self, delivery: Option<Delivery>) -> &'static str {
        let is_ru = self.lang == "ru";
        let pick = |ru, en| if is_ru { ru } else { en };
        match delivery {
            None => "",
            Some(Delivery::Queued) => pick("в очереди", "queued"),
            Some(Delivery::Sending) => pick("отправляется", "sending"),
            Some(Delivery::Sent) => pick("отправлено", "sent"),
            Some(Delivery::Delivered) => pick("доставлено", "delivered"),
            Some(Delivery::Read) => pick("прочитано", "read"),
            Some(Delivery::Failed) => pick("не отправлено", "failed"),
            Some(Delivery::Unknown) => pick("неизвестно", "unknown"),
            Some(Delivery::Cancelled) => pick("отменено", "cancelled"),
        }
    }

    /// `12 мая 2026`.
    pub(crate) fn day(&self, day: Date) -> String {
        let month =
            usize::try_from(day.month()).ok().and_then(|month| self.months.get(month.checked_sub(1)?));
        format!("{}\u{a0}{} {}", day.day(), month.copied().unwrap_or_default(), day.year())
    }
}

/// Times as people of one zone read them.
#[derive(Debug, Clone)]
pub(crate) struct Times {
    zone: TimeZone,
    /// IANA name of the zone.
    pub(crate) name: String,
}

impl Times {
    /// The zone of this name; `None` when there is no such zone.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Some(Self { zone: TimeZone::get(name).ok()?, name: name.to_owned() })
    }

    pub(crate) fn utc() -> Self {
        Self { zone: TimeZone::UTC, name: "UTC".to_owned() }
    }

    pub(crate) fn zoned(&self, at: Millis) -> Zoned {
        Timestamp::from_millisecond(at).unwrap_or_default().to_zoned(self.zone.clone())
    }

    /// `14:05`.
    pub(crate) fn clock(&self, at: Millis) -> String {
        let at = self.zoned(at);
        format!("{:02}:{:02}", at.hour(), at.minute())
    }

    /// `2026-05-12 14:05:09`.
    pub(crate) fn full(&self, at: Millis) -> String {
        self.zoned(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(None, Lang::Ru)]
    #[case(Some("en-GB,en;q=0.9,ru;q=0.8"), Lang::En)]
    #[case(Some("de, ru;q=0.9, en;q=0.1"), Lang::Ru)]
    #[case(Some("日本"), Lang::Ru)]
    fn the_browser_chooses_between_two_languages(#[case] header: Option<&str>, #[case] lang: Lang) {
        assert_eq!(Lang::of(header), lang);
    }

    #[test]
    fn times_are_those_of_the_zone() {
        let moscow = Times::of("Europe/Moscow").expect("a zone");
        let at = 1_778_630_709_000;
        assert_eq!((moscow.clock(at), moscow.full(at)), ("03:05".into(), "2026-05-13 03:05:09".into()));
        assert_eq!(Lang::Ru.words().day(moscow.zoned(at).date()), "13\u{a0}мая 2026");
        assert_eq!(Times::utc().full(at), "2026-05-13 00:05:09");
        assert!(Times::of("Mars/Olympus").is_none());
    }
}
