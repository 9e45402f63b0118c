//! Who sends: a key pair of our own, told to browsers, and a signed token for push services (RFC 8292).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;
use sufler_store::{Millis, Store};
use url::Url;

/// Name of the key in the store.
const NAME: &str = "vapid";
/// Services refuse tokens that live longer than a day.
const LIFE_S: i64 = 12 * 60 * 60;

/// Our key pair.
pub(crate) struct Vapid {
    pair: EcdsaKeyPair,
    /// Whom a push service may write to.
    subject: String,
    random: SystemRandom,
}

impl Vapid {
    /// The pair that is kept in the store, encrypted; made at the first start.
    pub(crate) async fn load(store: &Store, public_url: &str) -> anyhow::Result<Self> {
        let random = SystemRandom::new();
        let broken = |_| anyhow::anyhow!("система не даёт ключ для уведомлений браузера");
        let fresh =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).map_err(broken)?;
        let kept = store.own_key(NAME, fresh.as_ref().to_vec()).await?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &kept, &random)
            .map_err(|_| anyhow::anyhow!("ключ уведомлений браузера в базе повреждён"))?;
        Ok(Self { pair, subject: public_url.to_owned(), random })
    }

    /// The public half, as browsers take it.
    pub(crate) fn public_key(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.pair.public_key().as_ref())
    }

    /// `Authorization` of a push to this address.
    pub(super) fn authorization(&self, endpoint: &Url, now: Millis) -> Option<String> {
        let head = json!({ "typ": "JWT", "alg": "ES256" });
        let claims = json!({
            "aud": endpoint.origin().ascii_serialization(),
            "exp": now / 1000 + LIFE_S,
            "sub": self.subject,
        });
        let encoded = |part: &serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", encoded(&head), encoded(&claims));
        let signature = self.pair.sign(&self.random, signed.as_bytes()).ok()?;
        let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
        Some(format!("vapid t={token}, k={}", self.public_key()))
    }
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use sufler_store::EncryptionKey;

    use super::*;

    #[tokio::test]
    async fn the_pair_stays_and_signs_for_one_service() {
        let dir = tempfile::tempdir().expect("a folder");
        let key = EncryptionKey::generate().expect("a key");
        let url = format!("sqlite:{}", dir.path().join("a.db").display());
        let store = Store::open(&url, &key).await.expect("a store");
        let vapid = Vapid::load(&store, "https://help.example.ru").await.expect("a pair");
        let again = Vapid::load(&store, "https://help.example.ru").await.expect("a pair");
        assert_eq!(vapid.public_key(), again.public_key());

        let endpoint = "https://push.example.com/send/abc?x=1".parse().expect("an address");
        let header = vapid.authorization(&endpoint, 1_790_000_000_000).expect("signed");
        let token =
            header.strip_prefix("vapid t=").and_then(|rest| rest.split(", k=").next()).expect("a token");
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64");
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, vapid.pair.public_key().as_ref())
            .verify(signed.as_bytes(), &signature)
            .expect("our signature");
        let claims = URL_SAFE_NO_PAD.decode(signed.split('.').nth(1).expect("claims")).expect("base64");
        let claims: serde_json::Value = serde_json::from_slice(&claims).expect("json");
        let expected = json!({ "aud": "https://push.example.com", "exp": 1_790_043_200, "sub": "https://help.example.ru" });
        assert_eq!(claims, expected);
    }
}
