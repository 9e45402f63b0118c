//! Profile and listings (contract §4).

use rstest::rstest;
use serde_json::json;
use sufler_sandbox::{Mode, NewItem};

use crate::stage::Stage;

#[tokio::test]
async fn the_profile_tells_the_number_of_all_paths() {
    let stage = Stage::new(Mode::Spec).await;
    let body = stage.get("/core/v1/accounts/self").await.ok();
    assert_eq!((&body["id"], &body["name"]), (&json!(stage.seller.user_id), &json!("Климатика")));
}

#[tokio::test]
async fn listings_are_paged_and_filtered_by_status() {
    let stage = Stage::new(Mode::Spec).await;
    let own = |status: &str| NewItem {
        status: status.into(),
        price: None,
        ..NewItem::titled(stage.seller.user_id, "Старое", 1)
    };
    let old = stage.control().add_item(own("old")).unwrap().id;
    let removed = stage.control().add_item(own("removed")).unwrap().id;
    for (query, expected) in [
        ("", vec![stage.item_id]),
        ("?status=old", vec![old]),
        ("?status=active,old", vec![stage.item_id, old]),
        ("?status=active,old,removed&per_page=2&page=2", vec![removed]),
        ("?updatedAtFrom=2099-01-01", vec![]),
    ] {
        let body = stage.get(&format!("/core/v1/items{query}")).await.ok();
        let ids: Vec<i64> =
            body["resources"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()).collect();
        assert_eq!(ids, expected, "{query}");
    }
}

#[rstest]
#[case("?per_page=100")]
#[case("?per_page=0")]
#[case("?page=0")]
#[case("?status=sold")]
#[case("?per_page=ten")]
#[case("?updatedAtFrom=yesterday")]
#[tokio::test]
async fn a_bad_question_about_listings_gets_their_own_kind_of_error(#[case] query: &str) {
    let stage = Stage::new(Mode::Observed).await;
    let answer = stage.get(&format!("/core/v1/items{query}")).await;
    assert_eq!((answer.status, &answer.body["code"]), (400, &json!("400")));
}

#[tokio::test]
async fn the_state_of_a_listing_is_told_without_its_title() {
    let stage = Stage::new(Mode::Spec).await;
    let (stranger, _) = stage.another_seller().await;
    let theirs = stage.control().add_item(NewItem::titled(stranger.user_id, "Чужое", 1)).unwrap().id;
    for (id, status) in [(stage.item_id, "active"), (theirs, "another_user"), (1, "not_found")] {
        let path = format!("/core/v1/accounts/{}/items/{id}/", stage.seller.user_id);
        let body = stage.get(&path).await.ok();
        assert_eq!(body["status"], status);
        assert!(body.get("title").is_none() && body.get("price").is_none());
    }
}
