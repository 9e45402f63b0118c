//! What control calls take and give.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::avito::wire;
use crate::content::Content;
use crate::world::{Buyer, Chat, ChatKind, Item, Message, Seller, Side, World};

/// A seller to add. What is absent is made up.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NewSeller {
    /// Shown name.
    pub name: String,
    /// Number of the account.
    pub user_id: Option<i64>,
    /// Key.
    pub client_id: Option<String>,
    /// Key's secret.
    pub client_secret: Option<String>,
    /// Where the authorize page may return to; absent: anywhere.
    pub redirect_uri: Option<String>,
    /// Budget; absent: the simulator's.
    pub per_minute: Option<u32>,
}

impl NewSeller {
    /// A seller with everything but the name made up.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}

/// A seller and the keys to the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are what they are called")]
pub struct SellerView {
    pub user_id: i64,
    pub name: String,
    pub client_id: String,
    pub client_secret: String,
    pub paid: bool,
    pub per_minute: u32,
    pub subscriptions: Vec<String>,
}

impl SellerView {
    pub(super) fn of(seller: &Seller) -> Self {
        Self {
            user_id: seller.user_id,
            name: seller.name.clone(),
            client_id: seller.client_id.clone(),
            client_secret: seller.client_secret.clone(),
            paid: seller.is_paid(),
            per_minute: seller.per_minute.load(std::sync::atomic::Ordering::Relaxed),
            subscriptions: seller.subscriptions().iter().map(|one| one.url.to_string()).collect(),
        }
    }
}

/// Changes to a seller.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SellerPatch {
    /// `false`: messenger calls end in 402.
    pub paid: Option<bool>,
    /// Budget.
    pub per_minute: Option<u32>,
    /// Forget all access tokens: the next call ends in 401.
    pub revoke_access: bool,
    /// Forget all refresh tokens: the seller withdrew the permission.
    pub revoke_refresh: bool,
    /// Forget this webhook address, as if somebody removed it.
    pub unsubscribe: Option<String>,
}

/// An application to add.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NewApplication {
    /// Key; made up when absent.
    pub client_id: Option<String>,
    /// Key's secret; made up when absent.
    pub client_secret: Option<String>,
    /// Where the authorize page may return to; absent: anywhere.
    pub redirect_uri: Option<String>,
}

/// Keys of an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are what they are called")]
pub struct ApplicationView {
    pub client_id: String,
    pub client_secret: String,
}

/// A buyer to add.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NewBuyer {
    /// Shown name.
    pub name: String,
    /// Number of the person; made up when absent.
    pub user_id: Option<i64>,
    /// Colour of the avatar, degrees; made from the number when absent.
    pub hue: Option<u16>,
}

impl NewBuyer {
    /// A buyer with everything but the name made up.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}

/// A buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are what they are called")]
pub struct BuyerView {
    pub user_id: i64,
    pub name: String,
    pub avatar: String,
}

impl BuyerView {
    pub(super) fn of(world: &World, buyer: &Buyer) -> Self {
        Self { user_id: buyer.user_id, name: buyer.name.clone(), avatar: wire::avatar(world, buyer.user_id) }
    }
}

/// A listing to put up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewItem {
    /// Whose.
    pub seller_id: i64,
    /// Number; made up when absent.
    #[serde(default)]
    pub id: Option<i64>,
    /// Title.
    pub title: String,
    /// Whole roubles; absent: no price given.
    #[serde(default)]
    pub price: Option<i64>,
    /// What the seller says about it; the API does not show it.
    #[serde(default)]
    pub description: String,
    /// Address of the listing.
    #[serde(default = "shop_address")]
    pub address: String,
    /// Category's name.
    #[serde(default = "climate")]
    pub category: String,
    /// active, removed, old, blocked or rejected.
    #[serde(default = "active")]
    pub status: String,
    /// Which drawing stands for the picture: ac, mobile, convector, fan, humidifier, purifier, curtain, heater.
    #[serde(default = "any_picture")]
    pub picture: String,
}

impl NewItem {
    /// A listing with a title and a price in whole roubles.
    #[must_use]
    pub fn titled(seller_id: i64, title: &str, price: i64) -> Self {
        Self {
            seller_id,
            id: None,
            title: title.to_owned(),
            price: Some(price),
            description: String::new(),
            address: shop_address(),
            category: climate(),
            status: active(),
            picture: any_picture(),
        }
    }
}

fn shop_address() -> String {
    "Казань, улица Техническая, 17".to_owned()
}

fn climate() -> String {
    "Бытовая техника".to_owned()
}

fn active() -> String {
    "active".to_owned()
}

fn any_picture() -> String {
    "ac".to_owned()
}

/// A listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are what they are called")]
pub struct ItemView {
    pub id: i64,
    pub seller_id: i64,
    pub title: String,
    pub price: Option<i64>,
    pub price_string: String,
    pub description: String,
    pub status: String,
    pub url: String,
    pub image: String,
}

impl ItemView {
    pub(super) fn of(world: &World, item: &Item) -> Self {
        Self {
            id: item.id,
            seller_id: item.seller_id,
            title: item.title.clone(),
            price: item.price,
            price_string: item.price_string(),
            description: item.description.clone(),
            status: item.status.clone(),
            url: wire::item_url(world, item),
            image: wire::item_picture(world, item),
        }
    }
}

/// A chat to open.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NewChat {
    /// Who asks.
    pub buyer_id: i64,
    /// Over which listing; absent for chats between people.
    pub item_id: Option<i64>,
    /// With whom; needed when there is no listing.
    pub seller_id: Option<i64>,
    /// What kind of chat.
    pub kind: ChatKind,
    /// Id; made up when absent.
    pub id: Option<String>,
    /// Opens another chat even if the two have one.
    pub always_new: bool,
}

impl NewChat {
    /// The usual chat: a buyer asks about a listing.
    #[must_use]
    pub fn about(item_id: i64, buyer_id: i64) -> Self {
        Self { buyer_id, item_id: Some(item_id), ..Self::default() }
    }
}

/// A chat as the buyer sees it in the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are what they are called")]
pub struct ChatView {
    pub id: String,
    pub kind: ChatKind,
    pub seller_id: i64,
    pub seller_name: String,
    pub buyer_id: i64,
    pub item_id: Option<i64>,
    pub updated_ms: i64,
    pub last_message: Option<MessageView>,
    /// Messages of the seller that the buyer has not seen.
    pub unread_by_buyer: usize,
    /// Messages of the buyer that the seller has not seen.
    pub unread_by_seller: usize,
    pub blacklisted: bool,
}

impl ChatView {
    pub(super) fn of(world: &World, chat: &Chat) -> Self {
        let summary = chat.summary();
        Self {
            id: chat.id.clone(),
            kind: chat.kind,
            seller_id: chat.seller_id,
            seller_name: world.people.seller(chat.seller_id).map(|s| s.name.clone()).unwrap_or_default(),
            buyer_id: chat.buyer_id,
            item_id: chat.item_id,
            updated_ms: summary.updated_ms,
            last_message: summary.last.map(|message| MessageView::of(world, &message)),
            unread_by_buyer: summary.unread_by_buyer,
            unread_by_seller: summary.unread_by_seller,
            blacklisted: chat.is_blacklisted(),
        }
    }
}

/// Something to say in a chat.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewMessage {
    /// Who says it; the seller writes from the native app.
    #[serde(default)]
    pub from: Side,
    /// What.
    pub content: Content,
    /// Unix seconds; now when absent.
    #[serde(default)]
    pub created: Option<i64>,
    /// Id of the message answered to.
    #[serde(default)]
    pub quote: Option<String>,
    /// No webhook: history from before somebody connected.
    #[serde(default)]
    pub silent: bool,
}

impl NewMessage {
    /// The buyer writes.
    #[must_use]
    pub fn buyer(content: Content) -> Self {
        Self { from: Side::Buyer, content, created: None, quote: None, silent: false }
    }

    /// The seller writes from the native app.
    #[must_use]
    pub fn seller(content: Content) -> Self {
        Self { from: Side::Seller, ..Self::buyer(content) }
    }
}

/// A message as the buyer sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are what they are called")]
pub struct MessageView {
    pub id: String,
    pub author_id: i64,
    pub created_ms: i64,
    #[serde(flatten)]
    pub content: Content,
    /// When the one it was written to read it.
    pub read_ms: Option<i64>,
    /// Came through the API.
    pub by_api: bool,
    pub quote_id: Option<String>,
    /// Links of a picture by size, otherwise null.
    pub sizes: Value,
}

impl MessageView {
    pub(super) fn of(world: &World, message: &Message) -> Self {
        let sizes = match &message.content {
            Content::Image { image_id } => wire::picture_sizes(world, image_id),
            _ => Value::Null,
        };
        Self {
            id: message.id.clone(),
            author_id: message.author_id,
            created_ms: message.created_ms,
            content: message.content.clone(),
            read_ms: message.read_ms,
            by_api: message.by_api,
            quote_id: message.quote.as_ref().map(|quote| quote.id.clone()),
            sizes,
        }
    }
}
