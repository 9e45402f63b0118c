//! Telegram's HTML: a few tags, each closed, and three entities.

/// Tags the API knows, those with attributes aside.
const KNOWN: [&str; 10] = ["b", "strong", "i", "em", "u", "s", "code", "pre", "blockquote", "a"];

/// The text without its markup; `None` when the API would not parse it.
pub(super) fn plain(html: &str) -> Option<String> {
    let mut text = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, marked) = rest.split_at(at);
        text.push_str(before);
        if marked.starts_with('&') {
            let (letter, after) = entity(marked)?;
            text.push(letter);
            rest = after;
            continue;
        }
        let (tag, after) = marked.get(1..)?.split_once('>')?;
        match tag.strip_prefix('/') {
            Some(closed) if open.pop() != Some(closed) => return None,
            Some(_) => {}
            None => {
                let name = tag.split_whitespace().next()?;
                open.push(KNOWN.iter().find(|known| **known == name)?);
            }
        }
        rest = after;
    }
    text.push_str(rest);
    open.is_empty().then_some(text)
}

fn entity(text: &str) -> Option<(char, &str)> {
    [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')]
        .into_iter()
        .find_map(|(written, letter)| Some((letter, text.strip_prefix(written)?)))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::plain;

    #[rstest]
    #[case("<b>Кто-то</b> ждёт", Some("Кто-то ждёт"))]
    #[case("5 &lt; 6 &amp; 7", Some("5 < 6 & 7"))]
    #[case("<a href=\"https://x\">сюда</a>", Some("сюда"))]
    #[case("<b>без конца", None)]
    #[case("<b><i>накрест</b></i>", None)]
    #[case("<script>x</script>", None)]
    #[case("5 < 6", None)]
    #[case("рок & ролл", None)]
    fn markup_is_read_as_the_api_reads_it(#[case] html: &str, #[case] text: Option<&str>) {
        assert_eq!(plain(html).as_deref(), text);
    }
}
