//! Message encryption for Web Push: RFC 8291 over the `aes128gcm` coding of RFC 8188, one record.

use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::hmac::{HMAC_SHA256, Key, sign};
use ring::rand::{SecureRandom, SystemRandom};

/// Uncompressed point of P-256.
const POINT: usize = 65;
const AUTH: usize = 16;
const SALT: usize = 16;
/// Push services take at least this much, header included.
const RECORD: u32 = 4096;
/// Header, delimiter and tag around the text.
const OVERHEAD: usize = SALT + 4 + 1 + POINT + 1 + 16;
/// Longest text that fits a record.
pub(super) const LONGEST: usize = RECORD as usize - OVERHEAD;

/// What a browser gave to encrypt for it.
pub(super) struct Recipient {
    point: [u8; POINT],
    auth: [u8; AUTH],
}

impl Recipient {
    /// Reads both keys; `None` when they are no such keys.
    pub(super) fn read(p256dh: &str, auth: &str) -> Option<Self> {
        let point: [u8; POINT] = base64url(p256dh)?.try_into().ok()?;
        let auth = base64url(auth)?.try_into().ok()?;
        (point.first() == Some(&4)).then_some(Self { point, auth })
    }
}

/// Whether these may be a browser's keys.
pub(crate) fn readable(p256dh: &str, auth: &str) -> bool {
    Recipient::read(p256dh, auth).is_some()
}

/// Both alphabets of padding are seen in the wild.
fn base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()
}

/// The body of a push; `None` when the text is too long or the browser's key is no point of the curve.
pub(super) fn encrypt(text: &[u8], to: &Recipient) -> Option<Vec<u8>> {
    if text.len() > LONGEST {
        return None;
    }
    let random = SystemRandom::new();
    let mut salt = [0; SALT];
    random.fill(&mut salt).ok()?;
    let ours = EphemeralPrivateKey::generate(&ECDH_P256, &random).ok()?;
    let point: [u8; POINT] = ours.compute_public_key().ok()?.as_ref().try_into().ok()?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, to.point);
    agree_ephemeral(ours, &theirs, |shared| seal(text, to, &point, &salt, shared)).ok()?
}

fn seal(
    text: &[u8],
    to: &Recipient,
    ours: &[u8; POINT],
    salt: &[u8; SALT],
    shared: &[u8],
) -> Option<Vec<u8>> {
    let info = [b"WebPush: info\0".as_slice(), &to.point, ours].concat();
    let secret = derived(&to.auth, shared, &info);
    let key = derived(salt, &secret, b"Content-Encoding: aes128gcm\0");
    let nonce = derived(salt, &secret, b"Content-Encoding: nonce\0");
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, key.get(..16)?).ok()?);
    let nonce = Nonce::assume_unique_for_key(nonce.get(..12)?.try_into().ok()?);
    // The delimiter of the last record.
    let mut sealed = [text, &[2]].concat();
    key.seal_in_place_append_tag(nonce, Aad::empty(), &mut sealed).ok()?;
    let length = u8::try_from(POINT).ok()?;
    Some([salt.as_slice(), &RECORD.to_be_bytes(), &[length], ours, &sealed].concat())
}

/// HKDF-SHA256 (RFC 5869) of at most one block.
fn derived(salt: &[u8], secret: &[u8], info: &[u8]) -> Vec<u8> {
    let extracted = sign(&Key::new(HMAC_SHA256, salt), secret);
    sign(&Key::new(HMAC_SHA256, extracted.as_ref()), &[info, &[1]].concat()).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes<const N: usize>(text: &str) -> [u8; N] {
        base64url(text).expect("base64").try_into().expect("the length")
    }

    /// Section 5 and appendix A of RFC 8291.
    #[test]
    fn the_example_of_the_standard_comes_out() {
        let to = Recipient::read(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "BTBZMqHH6r4Tts7J_aSIgg",
        );
        let ours =
            bytes("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
        let sealed = seal(
            b"When I grow up, I want to be a watermelon",
            &to.expect("keys"),
            &ours,
            &bytes("DGv6ra1nlYgDCS1FRnbzlw"),
            &bytes::<32>("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs"),
        );
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLoc\
                        InmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLV\
                        WGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(URL_SAFE_NO_PAD.encode(sealed.expect("sealed")), expected);
    }

    #[test]
    fn nothing_comes_out_twice_and_nothing_too_long() {
        let random = SystemRandom::new();
        let theirs = EphemeralPrivateKey::generate(&ECDH_P256, &random).expect("a key");
        let point = URL_SAFE_NO_PAD.encode(theirs.compute_public_key().expect("a point"));
        let to = Recipient::read(&point, "AAAAAAAAAAAAAAAAAAAAAA").expect("keys");
        let [one, two] = [(); 2].map(|()| encrypt(b"same", &to).expect("sealed"));
        assert_ne!(one, two);
        assert_eq!(encrypt(&vec![b'x'; LONGEST], &to).map(|body| body.len()), Some(RECORD as usize));
        assert!(encrypt(&vec![b'x'; LONGEST + 1], &to).is_none());
    }

    #[test]
    fn keys_of_no_browser_are_refused() {
        let no_point = URL_SAFE_NO_PAD.encode([4; POINT]);
        let to = Recipient::read(&no_point, "AAAAAAAAAAAAAAAAAAAAAA").expect("looks like keys");
        assert!(encrypt(b"text", &to).is_none(), "not on the curve");
        assert!(Recipient::read("AAAA", "AAAAAAAAAAAAAAAAAAAAAA").is_none());
        assert!(Recipient::read(&no_point, "AAAA").is_none());
        assert!(Recipient::read("?", "?").is_none());
    }
}
