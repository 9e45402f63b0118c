//! Uploads: one picture of a known kind, not too big (contract §4).

use reqwest::multipart::{Form, Part};
use rstest::rstest;
use serde_json::{Value, json};
use sufler_sandbox::Mode;

use crate::description::description;
use crate::stage::Stage;

fn png(width: u32, height: u32) -> Vec<u8> {
    let head = [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, b'I', b'H', b'D', b'R'];
    [&head[..], &width.to_be_bytes(), &height.to_be_bytes()].concat()
}

async fn upload(stage: &Stage, parts: Vec<(&'static str, Vec<u8>)>) -> (u16, Value) {
    let path = stage.account("v1", "/uploadImages");
    let form = parts
        .into_iter()
        .fold(Form::new(), |form, (name, bytes)| form.part(name, Part::bytes(bytes).file_name("photo.jpg")));
    let request = stage.http.post(stage.running.url() + &path).bearer_auth(&stage.token).multipart(form);
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let body = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    description().judge("POST", &path, status, Some(&body));
    (status, body)
}

#[tokio::test]
async fn an_uploaded_picture_can_be_sent_and_looked_at() {
    let stage = Stage::new(Mode::Spec).await;
    let bytes = png(640, 480);
    let (status, body) = upload(&stage, vec![("uploadfile[]", bytes.clone())]).await;
    assert_eq!(status, 200);
    let (image_id, sizes) = body.as_object().unwrap().iter().next().unwrap();
    let link = sizes["1280x960"].as_str().unwrap();
    assert_eq!(stage.http.get(link).send().await.unwrap().bytes().await.unwrap(), bytes);

    let path = stage.chat("v1", "/messages/image");
    let sent = stage.post(&path, json!({ "image_id": image_id })).await.ok();
    assert_eq!(sent["content"]["image"]["sizes"], *sizes);
    assert_eq!(sent["author_id"], stage.seller.user_id, "official for pictures in either mode");
    assert_eq!(stage.buyer_sees(), ["image"]);
    assert_eq!(stage.post(&path, json!({ "image_id": "1.nothing" })).await.status, 400);
}

#[rstest]
#[case::wrong_name(vec![("file", png(1, 1))])]
#[case::two(vec![("uploadfile[]", png(1, 1)), ("uploadfile[]", png(1, 1))])]
#[case::none(vec![])]
#[case::document(vec![("uploadfile[]", b"%PDF-1.7".to_vec())])]
#[case::too_many_pixels(vec![("uploadfile[]", png(10_000, 7_501))])]
#[case::too_large(vec![("uploadfile[]", [png(1, 1), vec![0; 24 * 1024 * 1024]].concat())])]
#[tokio::test]
async fn anything_else_is_refused(#[case] parts: Vec<(&'static str, Vec<u8>)>) {
    let stage = Stage::new(Mode::Observed).await;
    let (status, body) = upload(&stage, parts).await;
    assert_eq!(status, 400, "{body}");
}
