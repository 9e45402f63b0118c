//! A transcript as a page of its own: no script, nothing from elsewhere, every word escaped.

use std::fmt::Write as _;

use super::style::SHEET;
use super::transcript::{Line, Transcript};
use super::words::{Times, Words};

/// What stands around the messages.
#[derive(Debug)]
pub(crate) struct Frame<'f> {
    /// In whose words.
    pub(crate) words: &'static Words,
    /// In whose times.
    pub(crate) times: &'f Times,
    /// When the link ends; a file has no end.
    pub(crate) expires_at: Option<i64>,
    /// The reader went back from the latest messages.
    pub(crate) is_earlier: bool,
}

/// The page of a conversation.
pub(crate) fn history(transcript: &Transcript, frame: &Frame<'_>) -> String {
    let words = frame.words;
    let mut body = String::new();
    head(&mut body, transcript, words);
    body.push_str("<main>");
    if let Some(before) = transcript.earlier {
        link(&mut body, &format!("?before={before}"), words.earlier);
    }
    if transcript.messages.is_empty() {
        put(&mut body, format_args!("<p>{}</p>", words.empty));
    }
    for day in days(&transcript.messages, frame.times) {
        messages(&mut body, day, frame);
    }
    if frame.is_earlier {
        link(&mut body, "?", words.latest);
    }
    body.push_str("</main>");
    foot(&mut body, frame);
    whole(words, &format!("{} — {}", words.title, transcript.account), &body)
}

/// A page with nothing but a heading and what to do.
pub(crate) fn notice(words: &Words, (title, advice): (&str, &str)) -> String {
    let body = format!("<main class=\"notice\"><h1>{}</h1><p>{}</p></main>", escaped(title), escaped(advice));
    whole(words, title, &body)
}

fn whole(words: &Words, title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex, nofollow, noarchive\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{}</title>\n<style>{SHEET}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n",
        words.lang,
        escaped(title),
    )
}

fn head(body: &mut String, transcript: &Transcript, words: &Words) {
    put(body, format_args!("<header><div><h1>{} — {}</h1>", words.title, escaped(&transcript.account)));
    let name = transcript.contact.as_ref().and_then(|contact| contact.name.as_deref());
    let phone = transcript.contact.as_ref().and_then(|contact| contact.phone.as_deref());
    let item = transcript.item.as_ref();
    let parts =
        [name, phone, item.map(|item| item.title.as_str()), item.and_then(|item| item.price.as_deref())];
    let subject: Vec<_> = parts.into_iter().flatten().map(escaped).collect();
    if !subject.is_empty() {
        put(body, format_args!("<p class=\"subject\" dir=\"auto\">{}</p>", subject.join(" · ")));
    }
    if transcript.masked {
        put(body, format_args!("<p class=\"masked\">{}</p>", words.masked));
    }
    body.push_str("</div></header>");
}

fn foot(body: &mut String, frame: &Frame<'_>) {
    let (words, times) = (frame.words, frame.times);
    body.push_str("<footer><p>");
    if let Some(at) = frame.expires_at {
        let day = words.day(times.zoned(at).date());
        put(body, format_args!("{} {day}, {}. ", words.valid_until, times.clock(at)));
    }
    put(body, format_args!("{}: {}.</p></footer>", words.zone, escaped(&times.name)));
}

/// Messages of one day after the other.
fn days<'m>(messages: &'m [Line], times: &'m Times) -> impl Iterator<Item = &'m [Line]> {
    messages.chunk_by(|one, next| times.zoned(one.at).date() == times.zoned(next.at).date())
}

fn messages(body: &mut String, day: &[Line], frame: &Frame<'_>) {
    let Some(first) = day.first() else { return };
    let date = frame.times.zoned(first.at).date();
    put(body, format_args!("<h2>{}</h2><ol>", frame.words.day(date)));
    for line in day {
        message(body, line, frame);
    }
    body.push_str("</ol>");
}

fn message(body: &mut String, line: &Line, frame: &Frame<'_>) {
    let speaker = frame.words.speaker(line.author);
    let class = match line.author {
        super::transcript::Speaker::Customer => "customer",
        super::transcript::Speaker::Bot => "bot",
        super::transcript::Speaker::Operator => "operator",
        super::transcript::Speaker::Channel => "channel",
    };
    let who = match &line.name {
        Some(name) => format!("{speaker}: <bdi>{}</bdi>", escaped(name)),
        None => speaker.to_owned(),
    };
    let full = frame.times.zoned(line.at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let text = if line.kind == "text" { "text" } else { "text aside" };
    put(
        body,
        format_args!(
            "<li class=\"{class}\"><p class=\"who\"><span>{who}</span><time datetime=\"{full}\">{}</time></p>\
             <p class=\"{text}\" dir=\"auto\">{}</p></li>",
            frame.times.clock(line.at),
            escaped(&line.text),
        ),
    );
}

fn link(body: &mut String, href: &str, text: &str) {
    put(body, format_args!("<nav><a href=\"{href}\">{text}</a></nav>"));
}

/// Writing into a string never fails.
fn put(body: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = body.write_fmt(text);
}

/// Text as HTML shows it literally, in elements and in quoted attributes. Characters no page may hold become a sign
/// that something was there.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(letter),
            control if control.is_control() => safe.push('\u{fffd}'),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::super::transcript::{Speaker, Subject};
    use super::super::words::Lang;
    use super::*;

    fn line(id: i64, author: Speaker, text: &str) -> Line {
        Line {
            id,
            at: 1_778_630_709_000 + id * 3_600_000,
            author,
            name: None,
            kind: "text".into(),
            text: text.into(),
            delivery: None,
        }
    }

    fn transcript(messages: Vec<Line>) -> Transcript {
        Transcript {
            conversation_id: 7,
            account: "Климатика <b>".into(),
            channel: "avito".into(),
            item: Some(Subject {
                title: "Сплит-система".into(), price: Some("27 900 ₽".into())
            }),
            contact: None,
            masked: true,
            messages,
            earlier: Some(5),
        }
    }

    #[test]
    fn whatever_was_written_stays_text() {
        let evil = "<script>alert(1)</script> \"' & \u{202e}abc\u{0}";
        let times = Times::of("Europe/Moscow").expect("a zone");
        let frame = Frame { words: Lang::Ru.words(), times: &times, expires_at: Some(0), is_earlier: true };
        let page = history(&transcript(vec![line(1, Speaker::Customer, evil)]), &frame);
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &quot;&#39; &amp; \u{202e}abc\u{fffd}"));
        assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
        assert!(page.contains("Климатика &lt;b&gt;") && page.contains("<a href=\"?before=5\">"));
    }

    #[test]
    fn a_page_reads_as_a_conversation() {
        let lines = vec![
            line(0, Speaker::Customer, "Здравствуйте, есть доставка?"),
            line(1, Speaker::Bot, "Да, по всей России."),
            line(30, Speaker::Operator, "Отправили сегодня."),
        ];
        let times = Times::of("Europe/Moscow").expect("a zone");
        let frame = Frame {
            words: Lang::Ru.words(),
            times: &times,
            expires_at: Some(1_779_000_000_000),
            is_earlier: false,
        };
        let page = history(&transcript(lines), &frame);
        let after_head = page.split("</head>").nth(1).expect("a body");
        let expected = "<h2>13\u{a0}мая 2026</h2><ol><li class=\"customer\"><p class=\"who\"><span>Клиент</span>\
                        <time datetime=\"2026-05-13T03:05:09+03:00\">03:05</time></p>\
                        <p class=\"text\" dir=\"auto\">Здравствуйте, есть доставка?</p></li>\
                        <li class=\"bot\"><p class=\"who\"><span>Бот</span>";
        assert!(after_head.contains(expected), "{after_head}");
        assert!(after_head.contains("<h2>14\u{a0}мая 2026</h2>"), "{after_head}");
        assert!(
            after_head.contains("Ссылка действует до 17\u{a0}мая 2026, 09:40. Часовой пояс: Europe/Moscow.")
        );
    }
}
