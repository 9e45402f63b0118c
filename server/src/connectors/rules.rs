//! `allow`: which methods and paths a connector may be asked.

use std::str::FromStr;

use sufler_dsl::nodes::Method;

/// One line of `allow`, such as `GET /orders/*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    /// `None` allows every method.
    method: Option<String>,
    segments: Vec<String>,
}

impl FromStr for Rule {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (method, path) =
            text.trim().split_once(' ').ok_or("нужны метод и путь, например GET /orders/*")?;
        let known = ["GET", "POST", "PUT", "PATCH", "DELETE", "*"];
        if !known.contains(&method) {
            return Err("метод это GET, POST, PUT, PATCH, DELETE или *");
        }
        let path = path.trim().strip_prefix('/').ok_or("путь начинается с «/»")?;
        let segments: Vec<String> = path.split('/').map(str::to_owned).collect();
        if segments.iter().rev().skip(1).any(|segment| segment == "**") {
            return Err("«**» стоит только в конце пути");
        }
        Ok(Self { method: (method != "*").then(|| method.to_owned()), segments })
    }
}

impl Rule {
    /// `*` stands for one segment, `**` at the end for any number of them.
    pub(crate) fn allows(&self, method: Method, path: &str) -> bool {
        if self.method.as_ref().is_some_and(|wanted| wanted != method.name()) {
            return false;
        }
        let Some(path) = path.strip_prefix('/') else { return false };
        let mut parts = path.split('/');
        for segment in &self.segments {
            match (segment.as_str(), parts.next()) {
                ("**", _) => return true,
                ("*", Some(part)) if !part.is_empty() => {}
                (wanted, Some(part)) if wanted == part => {}
                _ => return false,
            }
        }
        parts.next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("GET /orders/*", Method::Get, "/orders/42", true)]
    #[case("GET /orders/*", Method::Post, "/orders/42", false)]
    #[case("GET /orders/*", Method::Get, "/orders", false)]
    #[case("GET /orders/*", Method::Get, "/orders/42/items", false)]
    #[case("GET /orders/*", Method::Get, "/orders/", false)]
    #[case("* /leads", Method::Post, "/leads", true)]
    #[case("GET /**", Method::Get, "/any/thing", true)]
    #[case("GET /a/**", Method::Get, "/b", false)]
    fn rules(#[case] rule: &str, #[case] method: Method, #[case] path: &str, #[case] allowed: bool) {
        assert_eq!(rule.parse::<Rule>().map(|rule| rule.allows(method, path)), Ok(allowed));
    }

    #[rstest]
    #[case("/orders")]
    #[case("FETCH /orders")]
    #[case("GET orders")]
    #[case("GET /**/a")]
    fn what_is_no_rule(#[case] rule: &str) {
        assert!(rule.parse::<Rule>().is_err());
    }
}
