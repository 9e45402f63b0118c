//! Bodies, queries and paths whose refusals are [`ApiError`]s that name the field.

use axum::body::HttpBody;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use super::body;
use super::error::ApiError;

/// A JSON body.
pub(crate) struct ApiJson<T>(pub T);

/// A query.
pub(crate) struct ApiQuery<T>(pub T);

/// Parts of the path.
pub(crate) struct ApiPath<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for ApiJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "request.not_json",
                "Тело запроса должно быть JSON с заголовком Content-Type: application/json.",
            ));
        }
        let body = body::read(request.into_body(), body::JSON_LIMIT).await?;
        parse(&body).map(Self)
    }
}

/// A JSON body that may be left out.
pub(crate) struct OptionalJson<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for OptionalJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !request.headers().contains_key(header::CONTENT_TYPE) && request.body().is_end_stream() {
            return Ok(Self(T::default()));
        }
        ApiJson::from_request(request, state).await.map(|ApiJson(value)| Self(value))
    }
}

/// Reads JSON; the error names the place and never repeats the value.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if inner.is_data() { wrong_shape(&path, &inner.to_string()) } else { malformed(&inner) }
    })?;
    json.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|text| text.split(';').next()).unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

fn malformed(error: &serde_json::Error) -> ApiError {
    ApiError::new(
        StatusCode::BAD_REQUEST,
        "request.malformed_json",
        format!("Тело запроса не является JSON: строка {}, столбец {}.", error.line(), error.column()),
    )
    .with("line", error.line())
    .with("column", error.column())
}

/// Serde says what is wrong in English; the kinds of it are few.
fn wrong_shape(path: &str, problem: &str) -> ApiError {
    let quoted = problem.split('`').nth(1).unwrap_or_default();
    if problem.starts_with("missing field") {
        return ApiError::field(&nested(path, quoted), "обязательно для заполнения");
    }
    if problem.starts_with("unknown field") {
        return ApiError::field(&nested(path, quoted), "такого поля нет");
    }
    if problem.starts_with("unknown variant") {
        let known = problem.split("expected ").nth(1).unwrap_or_default().replace("one of ", "");
        let known = known.split(" at line").next().unwrap_or_default().replace('`', "");
        return ApiError::field(path, format!("допустимы {}", known.replace(" or ", ", ")));
    }
    ApiError::field(if path == "." { "тело запроса" } else { path }, "значение не того вида")
}

/// Name of a field inside `path`; serde's path ends above a missing field and at an unknown one.
fn nested(path: &str, field: &str) -> String {
    match path {
        "." | "" => field.to_owned(),
        _ if path == field || path.ends_with(&format!(".{field}")) => path.to_owned(),
        _ => format!("{path}.{field}"),
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let query = Query::from_request_parts(parts, state).await.map_err(wrong_query)?;
        Ok(Self(query.0))
    }
}

/// Axum writes `<intro>: <field>: <problem>`.
fn wrong_query(rejection: QueryRejection) -> ApiError {
    let text = rejection.body_text();
    let mut parts = text.splitn(3, ": ").skip(1);
    let (first, rest) = (parts.next().unwrap_or_default(), parts.next());
    match rest {
        Some(problem) => wrong_shape(first, problem),
        None => wrong_shape(".", first),
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for ApiPath<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = Path::from_request_parts(parts, state).await;
        path.map(|Path(value)| Self(value)).map_err(|_: PathRejection| ApiError::not_found("page"))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only its shape matters")]
    struct Sample {
        count: i64,
        inner: Option<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "only its shape matters")]
    struct Inner {
        kind: Kind,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Big,
        Small,
    }

    #[rstest]
    #[case::malformed(br#"{"count": "#, 400, "request.malformed_json", "строка 1, столбец 10")]
    #[case::empty(b"", 400, "request.malformed_json", "строка 1")]
    #[case::two_values(br#"{"count":1} {}"#, 400, "request.malformed_json", "столбец 13")]
    #[case::not_utf8(b"{\"count\":\"\xff\"}", 400, "request.malformed_json", "строка 1")]
    #[case::not_an_object(b"[1]", 422, "request.invalid", "«тело запроса»")]
    #[case::missing(b"{}", 422, "request.invalid", "«count»: обязательно")]
    #[case::unknown(br#"{"count":1,"cuont":2}"#, 422, "request.invalid", "«cuont»: такого поля нет")]
    #[case::wrong_type(br#"{"count":"many"}"#, 422, "request.invalid", "«count»: значение не того вида")]
    #[case::nested_missing(br#"{"count":1,"inner":{}}"#, 422, "request.invalid", "«inner.kind»")]
    #[case::variant(br#"{"count":1,"inner":{"kind":"x"}}"#, 422, "request.invalid", "big")]
    fn a_refusal_names_the_place(
        #[case] body: &[u8],
        #[case] status: u16,
        #[case] code: &str,
        #[case] needle: &str,
    ) {
        let error = parse::<Sample>(body).expect_err("refused");
        assert_eq!((error.status().as_u16(), error.code()), (status, code));
        assert!(error.message().contains(needle), "{}", error.message());
    }

    #[test]
    fn depth_is_bounded() {
        let body = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let error = parse::<serde_json::Value>(body.as_bytes()).expect_err("refused");
        assert_eq!(error.code(), "request.malformed_json");
    }
}
