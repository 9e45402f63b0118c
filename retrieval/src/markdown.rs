//! As much Markdown as knowledge articles use, reduced to plain text.

/// A part of a text between blank lines.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Block {
    Heading(String),
    Paragraph(String),
    /// List items or table rows, one a line.
    Lines(Vec<String>),
}

/// The blocks of a text, in order.
pub(crate) fn blocks(body: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    body.lines().for_each(|line| reader.line(line));
    reader.close();
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    /// An open block; headings are never open.
    open: Option<Block>,
    columns: Vec<String>,
    in_comment: bool,
}

impl Reader {
    fn line(&mut self, raw: &str) {
        let line = raw.trim();
        if self.in_comment || line.starts_with("<!--") {
            self.in_comment = !line.ends_with("-->");
        } else if line.is_empty() || line.starts_with("```") {
            self.close();
        } else if let Some(title) = heading(line) {
            self.close();
            self.blocks.push(Block::Heading(plain(title)));
        } else if line.starts_with('|') {
            self.row(line);
        } else if let Some(item) = list_item(line) {
            self.push_line(item);
        } else {
            self.prose(line, raw.starts_with([' ', '\t']));
        }
    }

    fn close(&mut self) {
        self.columns.clear();
        self.blocks.extend(self.open.take());
    }

    fn push_line(&mut self, line: String) {
        match &mut self.open {
            Some(Block::Lines(lines)) => lines.push(line),
            _ => {
                self.blocks.extend(self.open.take());
                self.open = Some(Block::Lines(vec![line]));
            }
        }
    }

    fn prose(&mut self, line: &str, indented: bool) {
        let text = plain(line.trim_start_matches('>').trim());
        match &mut self.open {
            Some(Block::Lines(lines)) if indented => {
                if let Some(item) = lines.last_mut() {
                    item.push(' ');
                    item.push_str(&text);
                }
            }
            Some(Block::Paragraph(paragraph)) => {
                paragraph.push(' ');
                paragraph.push_str(&text);
            }
            _ => {
                self.close();
                self.open = Some(Block::Paragraph(text));
            }
        }
    }

    /// A table row reads `first cell — Column: cell; Column: cell`, so that it stands on its own.
    fn row(&mut self, line: &str) {
        let cells: Vec<String> = line.trim_matches('|').split('|').map(|cell| plain(cell.trim())).collect();
        let is_rule =
            cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':')));
        if is_rule {
            return;
        }
        if self.columns.is_empty() {
            self.columns = cells;
            return;
        }
        let named = cells.iter().zip(&self.columns).skip(1).filter(|(cell, _)| !cell.is_empty());
        let rest: Vec<String> =
            named.map(|(cell, column)| format!("{}: {cell}", column.to_lowercase())).collect();
        let first = cells.first().map_or("", String::as_str);
        self.push_line(format!("• {first} — {}", rest.join("; ")));
    }
}

fn heading(line: &str) -> Option<&str> {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    ((1..=6).contains(&level) && title.starts_with(' ')).then(|| title.trim().trim_end_matches('#').trim())
}

fn list_item(line: &str) -> Option<String> {
    if let Some(item) = ["- ", "* ", "+ "].iter().find_map(|mark| line.strip_prefix(mark)) {
        return Some(format!("• {}", plain(item.trim())));
    }
    let (number, item) = line.split_once(". ")?;
    let is_number = !number.is_empty() && number.len() <= 3 && number.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| format!("{number}. {}", plain(item.trim())))
}

/// A line without emphasis marks; links and images keep their words.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find('[') {
        let (before, link) = rest.split_at(at);
        let Some((words, after)) = link_words(link) else {
            out.push_str(before);
            out.push('[');
            rest = link.get(1..).unwrap_or_default();
            continue;
        };
        out.push_str(before.strip_suffix('!').unwrap_or(before));
        out.push_str(words);
        rest = after;
    }
    out.push_str(rest);
    ["**", "__", "`"].iter().fold(out, |text, mark| text.replace(mark, ""))
}

/// Splits `[words](address)rest` into words and rest.
fn link_words(link: &str) -> Option<(&str, &str)> {
    let (words, tail) = link.strip_prefix('[')?.split_once("](")?;
    let (_, rest) = tail.split_once(')')?;
    Some((words, rest))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("**500 ₽** до `ТК`", "500 ₽ до ТК")]
    #[case("см. [правила](https://example.com/a) и ![фото](b.png)", "см. правила и фото")]
    #[case("цена [по запросу]", "цена [по запросу]")]
    fn marks_are_dropped(#[case] line: &str, #[case] expected: &str) {
        assert_eq!(plain(line), expected);
    }

    #[rstest]
    #[case("## Сроки ##", Some("Сроки"))]
    #[case("#тег", None)]
    #[case("Просто строка", None)]
    fn headings_need_a_space(#[case] line: &str, #[case] expected: Option<&str>) {
        assert_eq!(heading(line), expected);
    }

    #[test]
    fn a_row_names_its_columns() {
        let table = "| Модель | Цена |\n|---|---:|\n| AC-07 | 25 900 ₽ |";
        assert_eq!(blocks(table), [Block::Lines(vec!["• AC-07 — цена: 25 900 ₽".to_owned()])]);
    }
}
