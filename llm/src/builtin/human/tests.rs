use super::*;

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Seven lists; what docs/quality.md says of unseen wordings is the first recall of the later ones.
#[test]
fn requests_are_heard() {
    let asked: Vec<&str> = lines(include_str!("requests.txt")).collect();
    let missed: Vec<&str> = asked.iter().copied().filter(|text| !asks_human(text)).collect();
    assert!(
        asked.len() >= 100 && missed.len() * 100 <= asked.len(),
        "{} of {}: {missed:#?}",
        missed.len(),
        asked.len()
    );
}

#[test]
fn talk_about_people_and_lively_colours_is_no_request() {
    let asked: Vec<&str> = lines(include_str!("no_requests.txt")).collect();
    let wrong: Vec<&str> = asked.iter().copied().filter(|text| asks_human(text)).collect();
    assert!(asked.len() >= 60 && wrong.is_empty(), "{wrong:#?}");
}
