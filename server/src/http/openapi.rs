//! The API described by itself: `GET /openapi.json`, committed as `schemas/openapi.json`.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::routes::{
    accounts, articles, changes, channels, conversations, drafts, export, flows, health, images, messages,
    metrics, notes, oauth, ownership, pauses, push, quick_replies, search, session, shared, shares, snooze,
    telegram, turns, unsent, users, webhooks,
};
use crate::auth::{COOKIE, CSRF_HEADER};
use crate::live::{ChangeEvent, Hello, PresenceEvent, Resync, UnsentEvent};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Sufler",
        description = "Operators' messenger and administration. Times are UTC milliseconds, ids are numbers \
                       below 2^53. Live events over Socket.IO (`hello`, `change`, `resync`, `unsent`) carry \
                       `Hello`, `ChangeEvent`, `Resync` and `UnsentEvent`.",
    ),
    paths(
        session::login, session::logout, session::me, session::password,
        conversations::list, conversations::one, search::find,
        messages::list, messages::send, messages::retry, messages::cancel, images::send,
        ownership::take_over, ownership::hand_back, ownership::close, ownership::read,
        ownership::assign, ownership::colleagues, ownership::team, ownership::presence, pauses::list, pauses::pause, pauses::resume,
        drafts::ask, drafts::report, notes::list, notes::add, notes::edit, notes::delete,
        snooze::snooze, unsent::list, unsent::put, channels::list,
        shares::list, shares::create, shares::revoke, shared::page, export::export,
        push::settings, push::subscribe, push::unsubscribe, push::look, telegram::status, telegram::test,
        turns::list, turns::of_message, turns::dialog, changes::since,
        accounts::list, accounts::create, accounts::update, accounts::delete, accounts::check,
        oauth::start, oauth::finish,
        quick_replies::list, quick_replies::create, quick_replies::update, quick_replies::delete,
        quick_replies::used,
        users::list, users::create, users::update,
        flows::list, flows::preview, articles::list,
        webhooks::avito, health::health, metrics::metrics, document,
    ),
    components(schemas(
        Hello, ChangeEvent, Resync, PresenceEvent, UnsentEvent,
        conversations::TabName, conversations::StatusName, conversations::SortName, search::LedBy,
        export::ExportFormat, crate::share::Lang,
    )),
    modifiers(&Session),
)]
struct Api;

/// Every call but the public ones needs the session, and what changes something its CSRF token.
struct Session;

impl Modify for Session {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let components = api.components.get_or_insert_default();
        components
            .add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(COOKIE))));
        components.add_security_scheme(
            "csrf",
            SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new(CSRF_HEADER))),
        );
        let both = SecurityRequirement::new("session", [] as [&str; 0]).add("csrf", [] as [&str; 0]);
        api.security = Some(vec![both]);
    }
}

/// The document, pretty-printed, with a line end.
pub fn json() -> String {
    let mut text = Api::openapi().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

static DOCUMENT: LazyLock<String> = LazyLock::new(json);

/// This document.
#[utoipa::path(get, operation_id = "openapi", path = "/openapi.json", tag = "outside", security(()), responses((status = 200, body = Object)))]
pub async fn document() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_document_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/openapi.json");
        if std::env::var_os("SUFLER_UPDATE").is_some() {
            std::fs::write(path, json()).expect("written");
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == json(), "schemas/openapi.json is stale: run this test with SUFLER_UPDATE=1");
    }

    #[test]
    fn operations_have_names_of_their_own() {
        let text = json();
        let names: Vec<_> = text.lines().filter(|line| line.contains("\"operationId\"")).collect();
        let unique: std::collections::HashSet<_> = names.iter().collect();
        assert!(names.len() > 30 && unique.len() == names.len(), "{names:?}");
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let text = json();
        let api: serde_json::Value = serde_json::from_str(&text).expect("json");
        for name in text.split("#/components/schemas/").skip(1) {
            let name = name.split('"').next().expect("a name");
            assert!(api["components"]["schemas"][name].is_object(), "{name} is not described");
        }
    }
}
