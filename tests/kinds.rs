//! Collect, call, wait and subflow through the whole product: a lead is collected on Avito, given to a CRM exactly
//! once, and the customer is reminded exactly once, whatever happens to the server.

use rstest::rstest;
use serde_json::json;
use sufler_tests::{Backend, Buyer, Service, Setup, Stage, wait::holds};

const QUESTIONS: [&str; 2] = ["В какой город?", "Ваш телефон?"];
const THANKS: &str = "Заявка 17 принята.";
const REMINDER: &str = "Ждём вас!";
const TO_A_PERSON: &str = "Передаю вопрос менеджеру.";

async fn start(backend: Backend, failpoint: Option<&str>) -> Option<(Stage, Service)> {
    let service = Service::start().await;
    let url = service.base_url();
    let setup = Setup::flow("lead").on(backend.open().await?).settings(|it| it.connector_url = Some(url));
    let setup = match failpoint {
        Some(failpoint) => setup.dies_at(failpoint),
        None => setup,
    };
    Some((setup.start().await, service))
}

/// The buyer answers all questions.
async fn tells_everything(stage: &Stage, buyer: &Buyer) {
    buyer.says("Хочу заказать");
    stage.hears(buyer, &QUESTIONS[..1]).await;
    buyer.says("в Тверь");
    stage.hears(buyer, &QUESTIONS).await;
    buyer.says("8 (900) 123-45-67");
}

fn heard<'a>(after: &[&'a str]) -> Vec<&'a str> {
    QUESTIONS.into_iter().chain(after.iter().copied()).collect()
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_lead_is_collected_sent_and_followed_up(#[case] backend: Backend) {
    let Some((stage, service)) = start(backend, None).await else { return };
    let buyer = stage.buyer("Вера");
    tells_everything(&stage, &buyer).await;
    stage.hears(&buyer, &heard(&[THANKS, REMINDER])).await;
    let asked = service.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].line, "POST /api/leads");
    assert_eq!(asked[0].body, json!({"city": "Тверь", "phone": "+79001234567", "source": "avito"}));
    assert_eq!(asked[0].authorization, "test-key", "the key comes from the environment");
    assert!(asked[0].key.starts_with("sufler-"), "{}", asked[0].key);
    stage.settles().await;
    assert_eq!(buyer.hears(), heard(&[THANKS, REMINDER]), "nothing is said twice");
    assert!(!stage.server.log().contains("9001234567"), "personal data stays out of the log");
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_customer_who_writes_in_time_is_not_reminded(#[case] backend: Backend) {
    let Some((stage, _service)) = start(backend, None).await else { return };
    let buyer = stage.buyer("Вера");
    tells_everything(&stage, &buyer).await;
    stage.hears(&buyer, &heard(&[THANKS])).await;
    buyer.says("Спасибо");
    stage
        .until("the bot answers", async || {
            let heard = buyer.hears();
            holds(heard.len() > 3, heard)
        })
        .await;
    // A busy machine may need more than the second that the flow waits; then the reminder came first.
    let answered = buyer.hears();
    stage.settles().await;
    if answered.last().is_some_and(|last| last == "Рады помочь.") {
        assert_eq!(buyer.hears(), heard(&[THANKS, "Рады помочь."]));
    }
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_timer_survives_a_restart(#[case] backend: Backend) {
    let Some((mut stage, _service)) = start(backend, None).await else { return };
    let buyer = stage.buyer("Вера");
    tells_everything(&stage, &buyer).await;
    stage.hears(&buyer, &heard(&[THANKS])).await;
    stage.server.ask_to_stop();
    stage.server.ended("it stops as it is told").await;
    stage.server.start(None).await;
    stage.hears(&buyer, &heard(&[THANKS, REMINDER])).await;
    stage.settles().await;
    assert_eq!(buyer.hears(), heard(&[THANKS, REMINDER]), "once");
}

// With PostgreSQL a dead node's conversation is taken up when its lease has run out, which takes minutes.
#[tokio::test]
async fn a_timer_fires_once_although_the_server_dies() {
    let Some((mut stage, service)) = start(Backend::Sqlite, Some("timer.due")).await else { return };
    let buyer = stage.buyer("Вера");
    tells_everything(&stage, &buyer).await;
    stage.server.ended("it dies as the timer comes due").await;
    assert_eq!(buyer.hears(), heard(&[THANKS]));
    stage.server.start(None).await;
    stage.hears(&buyer, &heard(&[THANKS, REMINDER])).await;
    stage.server.kill();
    stage.server.start(None).await;
    let fresh = stage.buyer("Пётр");
    fresh.says("Здравствуйте");
    stage.hears(&fresh, &QUESTIONS[..1]).await;
    assert_eq!(buyer.hears(), heard(&[THANKS, REMINDER]), "once");
    assert_eq!(service.asked().len(), 1);
}

#[rstest]
#[case::before_it_is_made("call.noted", 0, TO_A_PERSON)]
#[case::before_the_outcome_is_kept("call.performed", 1, TO_A_PERSON)]
#[case::after_the_outcome_is_kept("call.journaled", 1, THANKS)]
#[tokio::test]
async fn a_call_is_never_made_twice(#[case] failpoint: &str, #[case] calls: usize, #[case] reply: &str) {
    let Some((mut stage, service)) = start(Backend::Sqlite, Some(failpoint)).await else { return };
    let buyer = stage.buyer("Вера");
    tells_everything(&stage, &buyer).await;
    stage.server.ended("it dies beside the call").await;
    stage.server.start(None).await;
    stage
        .until("the customer gets an outcome", async || {
            let heard = buyer.hears();
            holds(heard.get(2).is_some_and(|third| third == reply), heard)
        })
        .await;
    assert_eq!(service.asked().len(), calls);
}
