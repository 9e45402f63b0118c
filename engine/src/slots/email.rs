//! E-mail addresses, also spelled out: «иван собака mail точка ru».

use std::ops::Range;

use super::words::Word;

/// Longest address: RFC 5321.
const MAX: usize = 254;

/// Addresses in the text, left to right, in lower case.
pub(crate) fn find(text: &str, words: &[Word]) -> Vec<(Range<usize>, String)> {
    let signs = text.match_indices('@').filter_map(|(at, _)| around(text, at));
    let found: Vec<_> = signs.collect();
    if found.is_empty() { spelled(text, words).into_iter().collect() } else { found }
}

/// The whole text is an address.
pub(crate) fn whole(text: &str) -> Option<String> {
    let at = text.find('@')?;
    let (range, address) = around(text, at)?;
    (range == (0..text.len())).then_some(address)
}

fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || "._%+-".contains(c)
}

fn is_domain(c: char) -> bool {
    c.is_alphanumeric() || ".-".contains(c)
}

/// The address around an `@`; spaces beside the sign are forgiven.
fn around(text: &str, sign: usize) -> Option<(Range<usize>, String)> {
    let before = text.get(..sign)?.trim_end_matches(' ');
    let after = text.get(sign + 1..)?.trim_start_matches(' ');
    let local_start = before
        .rfind(|c| !is_local(c))
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let local = before.get(local_start..)?;
    let domain_end = after.find(|c| !is_domain(c)).unwrap_or(after.len());
    let domain = after.get(..domain_end)?.trim_end_matches(['.', '-']);
    let start = local_start;
    let end = text.len() - after.len() + domain.len();
    address(local, domain).map(|address| (start..end, address))
}

fn address(local: &str, domain: &str) -> Option<String> {
    let local = local.trim_matches('.');
    let (host, ending) = domain.rsplit_once('.')?;
    let good = !local.is_empty()
        && !host.is_empty()
        && !host.starts_with(['.', '-'])
        && !domain.contains("..")
        && !local.contains("..")
        && ending.chars().count() >= 2
        && ending.chars().all(char::is_alphabetic)
        && local.len() + domain.len() < MAX;
    good.then(|| format!("{local}@{domain}").to_lowercase())
}

/// «иван собака mail точка ru» with Latin parts.
fn spelled(text: &str, words: &[Word]) -> Option<(Range<usize>, String)> {
    let sign = words.iter().position(|word| matches!(word.folded.as_str(), "собака" | "собачка"))?;
    let part = |word: &Word| text.get(word.range.clone()).unwrap_or_default().to_lowercase();
    let latin = |word: &&Word| word.folded.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let is_dot = |word: &Word| word.folded == "точка";
    let mut start = sign.checked_sub(1)?;
    let mut local = part(words.get(start).filter(latin)?);
    while let Some(before) = start.checked_sub(2)
        && words.get(start - 1).is_some_and(is_dot)
        && let Some(more) = words.get(before).filter(latin)
    {
        local = format!("{}.{local}", part(more));
        start = before;
    }
    let mut end = sign + 1;
    let mut domain = part(words.get(end).filter(latin)?);
    // «mail.ru» stands as two words with a dot between.
    loop {
        let dotted = text.get(words.get(end)?.range.end..)?.starts_with('.');
        let step = if dotted { 1 } else { 2 };
        let more =
            words.get(end + step).filter(latin).filter(|_| dotted || words.get(end + 1).is_some_and(is_dot));
        let Some(more) = more else { break };
        domain = format!("{domain}.{}", part(more));
        end += step;
    }
    let range = words.get(start)?.range.start..words.get(end)?.range.end;
    Some((range, address(&local, &domain)?))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{super::words::words, *};

    #[rstest]
    #[case("ivan@mail.ru", &["ivan@mail.ru"])]
    #[case("Пишите на Ivan.Petrov+shop@Yandex.RU, спасибо", &["ivan.petrov+shop@yandex.ru"])]
    #[case("ivan @ mail.ru", &["ivan@mail.ru"])]
    #[case("почта ivan@mail.ru.", &["ivan@mail.ru"])]
    #[case("a@b.ru и c@d.com", &["a@b.ru", "c@d.com"])]
    #[case("info@пример.рф", &["info@пример.рф"])]
    #[case("ivan собака mail точка ru", &["ivan@mail.ru"])]
    #[case("ivan точка petrov собака mail.ru", &["ivan.petrov@mail.ru"])]
    #[case("@ivan в телеграме", &[])]
    #[case("ivan@mail", &[])]
    #[case("ivan@.ru", &[])]
    #[case("у меня собака", &[])]
    fn addresses(#[case] text: &str, #[case] wanted: &[&str]) {
        let found: Vec<String> = find(text, &words(text)).into_iter().map(|(_, address)| address).collect();
        assert_eq!(found, wanted);
    }
}
