//! Many accounts at once: a sick one never slows the rest, tokens end without anybody noticing, the past is imported
//! without being answered.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test says why")]

use std::time::Duration;

use futures::future::join_all;
use serde_json::{Value, json};
use sufler_sandbox::{
    Action, Content, Fault, NewApplication, NewFault, NewMessage, Operation, SellerPatch, Side,
};
use sufler_store::{Author, Delivery, Owner};
use sufler_tests::{Buyer, PATIENCE, Setup, Stage, wait::holds};

/// Shorter than the time-out of one call to Avito: whoever waits for a sick account's call is later than this.
const NORMAL: Duration = Duration::from_secs(8);

/// How the simulator counts requests that it left without an answer.
const NEVER: u16 = 0;

/// The buyer writes and is answered in normal time.
async fn answered_in_time(stage: &Stage, buyer: &Buyer, text: &str) {
    buyer.says(text);
    let reply = format!("Вы написали: {text}");
    stage
        .within(NORMAL, "a reply in normal time", async || {
            holds(buyer.hears().contains(&reply), buyer.hears())
        })
        .await;
}

/// Token requests of an account.
fn token_requests(stage: &Stage, user_id: i64) -> u64 {
    let stats = stage.control().stats();
    stats.accounts[&user_id].by_operation.get(&Operation::GetAccessToken).copied().unwrap_or(0)
}

/// Requests of an account that were answered with this status.
fn answered_with(stage: &Stage, user_id: i64, status: u16) -> u64 {
    stage.control().stats().accounts[&user_id].by_status.get(&status).copied().unwrap_or(0)
}

async fn failed_messages(stage: &Stage) -> Vec<sufler_store::Message> {
    let bad = |delivery| matches!(delivery, Some(Delivery::Failed | Delivery::Unknown | Delivery::Cancelled));
    stage.api.changes(0).await.messages.into_iter().filter(|message| bad(message.delivery)).collect()
}

fn status(status: u16, retry_after_s: Option<u32>) -> Action {
    Action::Status { status, retry_after_s, message: None }
}

/// Makes four accounts sick, each in its way.
fn fall_ill(stage: &Stage) -> Vec<Fault> {
    let control = stage.control();
    let id = |n: usize| stage.sellers[n].view.user_id;
    control.change_seller(id(0), &SellerPatch { paid: Some(false), ..SellerPatch::default() }).unwrap();
    control.change_seller(id(1), &SellerPatch { revoke_access: true, ..SellerPatch::default() }).unwrap();
    let storm = NewFault { probability: 0.8, ..NewFault::always(status(429, Some(1))) };
    vec![
        control.add_fault(NewFault::always(status(401, None)).on(Operation::GetAccessToken).account(id(1))),
        control.add_fault(storm.on(Operation::PostSendMessage).account(id(2))),
        control.add_fault(NewFault::always(Action::HangBefore).on(Operation::PostSendMessage).account(id(3))),
    ]
}

#[tokio::test]
async fn four_sick_accounts_do_not_slow_the_other_six_and_recover_without_a_loss() {
    let stage = Setup::flow("echo").sellers(10).start().await;
    let control = stage.control();
    fall_ill(&stage);
    let buyers: Vec<Buyer> =
        stage.sellers.iter().map(|seller| stage.shop.add_buyer(seller, "Вера")).collect();
    buyers[..4].iter().for_each(|buyer| drop(buyer.says("Ещё продаёте?")));
    let id = |n: usize| stage.sellers[n].view.user_id;
    let mut round = 0;
    while round < 4 || answered_with(&stage, id(2), 429) < 2 || answered_with(&stage, id(3), NEVER) == 0 {
        round += 1;
        let text = format!("Вопрос {round}");
        join_all(buyers[4..].iter().map(|buyer| answered_in_time(&stage, buyer, &text))).await;
    }
    for (title, code, words) in
        [("Магазин 1", "payment_required", "подписк"), ("Магазин 2", "unauthorized", "ключ")]
    {
        let account = stage
            .until("the admin reads what is wrong", async || {
                let account = stage.api.account(title).await;
                holds(account.status == "problem", &account).map(|()| account)
            })
            .await;
        let problem = account.problem.unwrap();
        assert_eq!(problem.code, code, "{title}");
        assert!(problem.message.to_lowercase().contains(words), "{title}: {}", problem.message);
    }
    let health =
        stage.server.health_becomes("two accounts in trouble", |h| h["accounts"]["problem"] == 2).await;
    assert_eq!(health["status"], "degraded");

    control.change_seller(id(0), &SellerPatch { paid: Some(true), ..SellerPatch::default() }).unwrap();
    control.clear_faults();
    for buyer in &buyers[..4] {
        stage
            .within(PATIENCE * 2, "a waiting reply leaves after recovery", async || {
                holds(buyer.hears() == ["Вы написали: Ещё продаёте?"], buyer.hears())
            })
            .await;
    }
    stage.server.health_becomes("all accounts work again", |health| health["accounts"]["problem"] == 0).await;
    stage.settles().await;
    assert!(buyers[..4].iter().all(|buyer| buyer.hears().len() == 1), "nothing was sent twice");
    assert_eq!(failed_messages(&stage).await, []);
}

#[tokio::test]
async fn tokens_that_end_in_the_middle_are_renewed_once_an_account_and_no_message_fails() {
    const BUYERS: usize = 12;
    let stage = Setup::flow("echo").sellers(3).start().await;
    let buyers: Vec<Buyer> =
        (0..BUYERS).map(|n| stage.shop.add_buyer(&stage.sellers[n % 3], "Вера")).collect();
    buyers.iter().for_each(|buyer| drop(buyer.says("Первое")));
    join_all(buyers.iter().map(|buyer| stage.hears(buyer, &["Вы написали: Первое"]))).await;
    let before: Vec<u64> =
        stage.sellers.iter().map(|seller| token_requests(&stage, seller.view.user_id)).collect();

    stage.control().travel(Duration::from_secs(25 * 60 * 60));
    buyers.iter().for_each(|buyer| drop(buyer.says("Второе")));
    join_all(buyers.iter().map(|buyer| stage.hears(buyer, &["Вы написали: Первое", "Вы написали: Второе"])))
        .await;
    assert!(stage.control().stats().anonymous[&401] >= 3, "every account's token had ended");
    for (seller, before) in stage.sellers.iter().zip(before) {
        let id = seller.view.user_id;
        assert_eq!(token_requests(&stage, id), before + 1, "one renewal for {}", seller.view.name);
    }
    assert_eq!(failed_messages(&stage).await, []);
}

#[tokio::test]
async fn short_lived_tokens_are_renewed_before_they_end() {
    let lifetime = Duration::from_secs(4);
    let stage = Setup::flow("echo").simulator(|simulator| simulator.access_ttl = lifetime).start().await;
    let (buyer, id) = (stage.buyer("Вера"), stage.seller().view.user_id);
    let mut asked = 0;
    while token_requests(&stage, id) < 4 {
        asked += 1;
        answered_in_time(&stage, &buyer, &format!("Вопрос {asked}.")).await;
    }
    assert_eq!(stage.control().stats().anonymous.get(&401), None, "no call met an ended token");
    assert_eq!(buyer.hears().len(), asked);
}

/// The admin connects an account through Avito's consent page; its id.
async fn connect_by_consent(stage: &Stage) -> i64 {
    let keys = stage.control().add_application(NewApplication::default()).unwrap();
    let account = json!({ "channel": "avito", "title": "Через согласие",
        "client_id": keys.client_id, "client_secret": keys.client_secret });
    let account: Value = stage.api.post("accounts", &account).await.unwrap();
    let id = account["id"].as_i64().unwrap();
    let consent = stage.api.redirect(&format!("{}/api/v1/accounts/{id}/oauth", stage.server.url())).await;
    assert!(consent.starts_with(&stage.shop.url()), "the consent page is Avito's: {consent}");
    let back = stage.api.redirect(&consent).await;
    assert_eq!(stage.api.redirect(&back).await, format!("/accounts?connected={id}"));
    stage.until_connected().await;
    id
}

#[tokio::test]
async fn an_account_connected_by_consent_keeps_its_rotated_tokens_over_restarts() {
    let mut stage = Setup::flow("echo").unconnected().start().await;
    let id = connect_by_consent(&stage).await;
    let buyer = stage.buyer("Вера");
    answered_in_time(&stage, &buyer, "Первое").await;
    for round in ["Второе", "Третье"] {
        // The access token ends while nobody looks; only the refresh token kept last can buy the next pair.
        stage.control().travel(Duration::from_secs(25 * 60 * 60));
        stage.server.kill();
        stage.server.start(None).await;
        answered_in_time(&stage, &buyer, round).await;
    }
    let account = stage.api.account("Через согласие").await;
    assert_eq!((account.id, account.status.as_str(), account.problem), (id, "ok", None));
}

#[tokio::test]
async fn a_seller_who_withdraws_the_consent_is_shown_to_the_admin_in_words() {
    let stage = Setup::flow("echo").unconnected().start().await;
    connect_by_consent(&stage).await;
    let gone = SellerPatch { revoke_access: true, revoke_refresh: true, ..SellerPatch::default() };
    stage.control().change_seller(stage.seller().view.user_id, &gone).unwrap();
    stage.buyer("Вера").says("Есть кто?");
    let account = stage
        .until("the admin reads that access is gone", async || {
            let account = stage.api.account("Через согласие").await;
            holds(account.problem.is_some(), &account).map(|()| account)
        })
        .await;
    assert_eq!(account.problem.unwrap().code, "unauthorized");
}

/// A chat of last week: the buyer asked, the seller answered in the app, the buyer asked again.
fn old_chat(stage: &Stage, name: &str, messages: usize) -> Buyer {
    let buyer = stage.buyer(name);
    let start = stage.control().now_ms() / 1000 - 7 * 24 * 60 * 60;
    for n in 0..messages {
        let from = if n % 2 == 0 { Side::Buyer } else { Side::Seller };
        let text = Content::text(format!("{name}: сообщение {n}"));
        let created = Some(start + i64::try_from(n).unwrap() * 60);
        buyer.posts(NewMessage { from, created, silent: true, ..NewMessage::buyer(text) });
    }
    buyer
}

#[tokio::test]
async fn the_past_is_imported_without_being_answered_and_without_delaying_live_messages() {
    // Avito's own limits: 100 requests a minute, of which an import may take a part.
    let stage =
        Setup::flow("echo").unconnected().settings(|settings| settings.budget_per_minute = 100).start().await;
    let mut chats: Vec<(Buyer, usize)> =
        (0..14).map(|n| (old_chat(&stage, &format!("Давний {n}"), 3), 3)).collect();
    chats.push((old_chat(&stage, "Разговорчивый", 131), 131));
    let keys = &stage.seller().view;
    let account = json!({ "channel": "avito", "title": keys.name, "client_id": keys.client_id, "client_secret": keys.client_secret });
    stage.api.post::<Value>("accounts", &account).await.unwrap();
    stage.until_connected().await;

    let live = stage.buyer("Живой");
    for round in 1..=3 {
        answered_in_time(&stage, &live, &format!("Вопрос {round}")).await;
    }
    stage
        .within(PATIENCE * 2, "every old chat is imported", async || {
            let stored = stage.api.changes(0).await.messages.len();
            let wanted = chats.iter().map(|(_, count)| count).sum::<usize>() + 6;
            holds(stored == wanted, (stored, wanted))
        })
        .await;
    stage.settles().await;
    for (buyer, count) in &chats {
        let said_by_seller = (*count) / 2;
        assert_eq!(buyer.hears().len(), said_by_seller, "nobody answered what was long ago");
        let conversation = stage.conversation(buyer).await;
        assert!(stage.api.turns(conversation.id).await.is_empty(), "the bot did not even think");
        assert_eq!(conversation.owner, Owner::Bot, "an old answer in the app takes nothing over");
    }
    let (buyer, _) = &chats[0];
    let stored: Vec<(Author, String)> =
        stage.stored(buyer).await.into_iter().map(|m| (m.author, m.text)).collect();
    let wanted = [Author::Contact, Author::Native, Author::Contact].into_iter().zip(0..);
    let wanted: Vec<_> = wanted.map(|(author, n)| (author, format!("Давний 0: сообщение {n}"))).collect();
    assert_eq!(stored, wanted);
    assert_eq!(stage.control().stats().violations.len(), 0, "the budget held");
}

#[tokio::test]
async fn a_customer_of_an_imported_chat_who_writes_again_is_answered() {
    let stage = Setup::flow("echo").unconnected().start().await;
    let buyer = old_chat(&stage, "Давний", 3);
    let keys = &stage.seller().view;
    let account = json!({ "channel": "avito", "title": keys.name, "client_id": keys.client_id, "client_secret": keys.client_secret });
    stage.api.post::<Value>("accounts", &account).await.unwrap();
    stage.until_connected().await;
    answered_in_time(&stage, &buyer, "Я снова здесь").await;
}

#[tokio::test]
async fn a_text_too_long_for_avito_leaves_in_whole_sentences_and_in_order() {
    let stage = Setup::flow("echo").start().await;
    let sentence = |n: usize| format!("Это предложение номер {n}, в нём ровно столько слов, сколько нужно.");
    let mut long: String = (0..14).map(sentence).collect::<Vec<_>>().join(" ");
    while long.chars().count() < 996 {
        long.push_str(" Да.");
    }
    assert!(
        long.chars().count() <= 1000,
        "the buyer's own text fits, the reply with its first words does not"
    );
    let buyer = stage.buyer("Вера");
    buyer.says(&long);
    stage
        .until("the bot's reply arrives in parts", async || holds(buyer.hears().len() == 2, buyer.hears()))
        .await;
    assert_eq!(buyer.hears().join(" "), format!("Вы написали: {long}"));

    let conversation = stage.conversation(&buyer).await.id;
    let longer: String = (0..40).map(sentence).collect::<Vec<_>>().join(" ");
    stage.api.send(conversation, "long", &longer, None).await.unwrap();
    stage
        .until("the operator's text arrives in parts", async || {
            let heard = buyer.hears();
            holds(heard.get(2..).unwrap_or_default().join(" ") == longer, heard)
        })
        .await;
    assert!(buyer.hears().iter().all(|part| part.chars().count() <= 1000 && part.ends_with('.')));
}
