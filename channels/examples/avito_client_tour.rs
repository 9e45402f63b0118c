//! Makes every call of the Avito client once, in a sensible order, and prints what came of each. Meant for a
//! simulator, a validating proxy, or a first look at a real account (it sends a message and deletes it).
//!
//! ```text
//! BASE_URL=http://127.0.0.1:8080 CLIENT_ID=… CLIENT_SECRET=… cargo run -p sufler-channels --example avito_client_tour
//! ```
//!
//! `CHAT_ID` chooses the chat (else the newest). `AUTH_CODE` is a code to exchange; without it, and with
//! `AUTHORIZE_URL` set, the page there is asked for one (a simulator may grant at once). `REDIRECT_URI` and
//! `WEBHOOK_URL` have defaults. The exit code is 1 when a call failed that should not have.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use std::error::Error;
use std::fmt::Debug;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use secrecy::SecretString;
use sufler_channels::avito::{Account, ChatFilter, Client, Config, Credentials, TokenSet};
use sufler_channels::history::Page;
use sufler_channels::{AdapterError, AdapterErrorKind, MessageKind};
use url::Url;

/// The smallest PNG: one transparent point.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
\0\0\0\x0bIDATx\xdac`\0\x02\0\0\x05\0\x01\xe9\xfa\xdc\xd8\0\0\0\0IEND\xaeB`\x82";
const FIRST: Page = Page { limit: 100, offset: 0 };

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    rustls::crypto::ring::default_provider().install_default().map_err(|_| "TLS was set up twice")?;
    let mut tour = Tour { failed: 0 };
    tour.run().await?;
    println!("{}", if tour.failed == 0 { "all calls passed" } else { "some calls failed" });
    Ok(if tour.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Tour {
    failed: u32,
}

impl Tour {
    async fn run(&mut self) -> Result<(), Box<dyn Error>> {
        let base = Url::parse(&required("BASE_URL")?)?;
        let authorize =
            optional("AUTHORIZE_URL").map_or_else(|| base.join("/oauth"), |url| Url::parse(&url))?;
        let client = Client::new(Config::new(base, authorize.clone()))?;
        let credentials = Credentials {
            client_id: required("CLIENT_ID")?,
            client_secret: SecretString::from(required("CLIENT_SECRET")?),
        };
        let Some(tokens) = self.note("getAccessToken", client.token(&credentials, now_ms()).await) else {
            return Ok(());
        };
        self.code_grant(&client, &credentials, authorize).await?;
        let token = Arc::new(tokens.access_token);
        let Some(profile) = self.note("getUserInfoSelf", client.profile(token.as_ref()).await) else {
            return Ok(());
        };
        let account = client.account(profile.user_id, token);
        self.note("getItemsInfo", account.items(1, &["active"]).await);
        self.subscriptions(&account).await;
        self.chat(&account).await;
        Ok(())
    }

    /// The two grants that need a seller's consent.
    async fn code_grant(
        &mut self,
        client: &Client,
        credentials: &Credentials,
        authorize: Url,
    ) -> Result<(), Box<dyn Error>> {
        let redirect =
            optional("REDIRECT_URI").unwrap_or_else(|| "https://shop.example/oauth/avito".to_owned());
        let redirect = Url::parse(&redirect)?;
        let page = client.authorize_url(&credentials.client_id, "tour", &redirect);
        let code = match optional("AUTH_CODE") {
            Some(code) => Some(code),
            None if optional("AUTHORIZE_URL").is_some() => code_of(page).await?,
            None => None,
        };
        let Some(code) = code else {
            println!("skip getAccessToken (code, refresh): no AUTH_CODE, and none granted at {authorize}");
            return Ok(());
        };
        let pair = client.exchange_code(credentials, &code, &redirect, now_ms()).await;
        let pair: Option<TokenSet> = self.note("getAccessToken (code)", pair);
        match pair.and_then(|pair| pair.refresh_token) {
            Some(refresh) => {
                self.note("getAccessToken (refresh)", client.refresh(credentials, &refresh, now_ms()).await);
            }
            None => println!("skip getAccessToken (refresh): the code brought no refresh token"),
        }
        Ok(())
    }

    async fn subscriptions(&mut self, account: &Account) {
        let url =
            optional("WEBHOOK_URL").unwrap_or_else(|| "https://shop.example/webhook/avito/tour".to_owned());
        self.note("postWebhookV3", account.subscribe(&url).await);
        self.note("getSubscriptions", account.subscriptions().await);
        self.note("postWebhookUnsubscribe", account.unsubscribe(&url).await);
    }

    async fn chat(&mut self, account: &Account) {
        let chats = self.note("getChatsV2", account.chats(&ChatFilter::default(), FIRST).await);
        let newest = chats.and_then(|page| page.chats.into_iter().next()).map(|chat| chat.chat_id);
        let Some(chat) = optional("CHAT_ID").or(newest) else {
            println!("FAIL no chat to go on with: set CHAT_ID, or let a buyer write first");
            self.failed += 1;
            return;
        };
        self.note("getChatByIdV2", account.chat(&chat).await);
        let history = self.note("getMessagesV3", account.messages(&chat, FIRST).await);
        self.note("chatRead", account.mark_read(&chat).await);
        let voices = history.map(|page| page.messages).unwrap_or_default();
        let voices = voices.iter().filter(|message| message.kind == MessageKind::Voice);
        let voice_id = voices.filter_map(|message| message.content.get("voice_id")?.as_str()).next();
        let links = account.voice_urls(&[voice_id.unwrap_or("none").to_owned()]).await;
        // Whether an unknown voice is an error or an empty answer is not documented.
        let unknown_is_fine = voice_id.is_none();
        self.note_or("getVoiceFiles", links, |error| unknown_is_fine && is_refusal(error));
        let sent = self.note("postSendMessage", account.send_text(&chat, "Проверка связи").await);
        if let Some(sent) = sent {
            self.note("deleteMessage", account.delete_message(&chat, &sent.external_id).await);
        }
        if let Some(image) = self.note("uploadImages", account.upload_image(Bytes::from_static(PNG)).await) {
            self.note("postSendImageMessage", account.send_image(&chat, &image.image_id).await);
        }
    }

    fn note<T: Debug>(&mut self, operation: &str, outcome: Result<T, AdapterError>) -> Option<T> {
        self.note_or(operation, outcome, |_| false)
    }

    fn note_or<T: Debug>(
        &mut self,
        operation: &str,
        outcome: Result<T, AdapterError>,
        is_fine: impl Fn(&AdapterError) -> bool,
    ) -> Option<T> {
        match outcome {
            Ok(value) => {
                let shown: String = format!("{value:?}").chars().take(160).collect();
                println!("ok   {operation}: {shown}");
                Some(value)
            }
            Err(error) if is_fine(&error) => {
                println!("ok   {operation}: {error} (expected here)");
                None
            }
            Err(error) => {
                println!("FAIL {operation}: {error}\n     {}", error.admin_message_ru());
                self.failed += 1;
                None
            }
        }
    }
}

fn is_refusal(error: &AdapterError) -> bool {
    matches!(error.kind, AdapterErrorKind::NotFound | AdapterErrorKind::Invalid { .. })
}

/// Asks the page for a code the way a browser would, without following it back to us.
async fn code_of(page: Url) -> Result<Option<String>, Box<dyn Error>> {
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let answer = browser.get(page).send().await?;
    let Some(location) = answer.headers().get(reqwest::header::LOCATION) else { return Ok(None) };
    let back = Url::parse(location.to_str()?)?;
    Ok(back.query_pairs().find(|(name, _)| name == "code").map(|(_, code)| code.into_owned()))
}

fn required(name: &str) -> Result<String, String> {
    optional(name).ok_or_else(|| format!("set the environment variable {name}"))
}

fn optional(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
