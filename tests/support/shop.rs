//! The simulated Avito with sellers, listings and buyers who write.

use sufler_sandbox::{
    Config, Content, Control, MessageView, NewBuyer, NewChat, NewItem, NewMessage, NewSeller, Running,
    SellerView, Simulator,
};

/// The simulator at work.
#[derive(Debug)]
pub struct Shop {
    running: Running,
}

/// Somebody who sells, with one listing.
#[derive(Debug, Clone)]
pub struct Seller {
    /// Keys and number.
    pub view: SellerView,
    /// The listing buyers ask about.
    pub item_id: i64,
}

/// A buyer in a chat of their own about a seller's listing.
#[derive(Debug, Clone)]
pub struct Buyer {
    /// The chat.
    pub chat_id: String,
    /// The person.
    pub user_id: i64,
    seller_id: i64,
    control: Control,
}

impl Shop {
    /// Opens an empty world.
    ///
    /// # Panics
    /// It can't listen.
    pub async fn open(config: Config) -> Self {
        Self { running: Simulator::start(config).await.expect("the simulator starts") }
    }

    /// Where its API is.
    pub fn url(&self) -> String {
        self.running.url()
    }

    /// Faults, counters and everything else.
    pub fn control(&self) -> Control {
        self.running.control()
    }

    /// A seller with a listing.
    ///
    /// # Panics
    /// The simulator refuses.
    pub fn add_seller(&self, name: &str) -> Seller {
        self.add(NewSeller::named(name))
    }

    /// A seller as described, with a listing.
    ///
    /// # Panics
    /// The simulator refuses.
    pub fn add(&self, seller: NewSeller) -> Seller {
        let control = self.control();
        let view = control.add_seller(seller).expect("a new seller");
        let item =
            control.add_item(NewItem::titled(view.user_id, "Конвектор", 4_500)).expect("a new listing");
        Seller { view, item_id: item.id }
    }

    /// A buyer who has opened a chat with the seller.
    ///
    /// # Panics
    /// The simulator refuses.
    pub fn add_buyer(&self, seller: &Seller, name: &str) -> Buyer {
        let control = self.control();
        let user_id = control.add_buyer(NewBuyer::named(name)).expect("a new buyer").user_id;
        let chat = control.open_chat(&NewChat::about(seller.item_id, user_id)).expect("a new chat");
        Buyer { chat_id: chat.id, user_id, seller_id: seller.view.user_id, control }
    }
}

impl Buyer {
    /// Writes; answers the message's id.
    ///
    /// # Panics
    /// The simulator refuses.
    pub fn says(&self, text: &str) -> String {
        self.posts(NewMessage::buyer(Content::text(text)))
    }

    /// Posts anything into the chat; answers the message's id.
    ///
    /// # Panics
    /// The simulator refuses.
    pub fn posts(&self, message: NewMessage) -> String {
        self.control.say(&self.chat_id, message).expect("a message in the chat").id
    }

    /// The seller answers in the native app; answers the message's id.
    ///
    /// # Panics
    /// The simulator refuses.
    pub fn is_answered_in_the_app(&self, text: &str) -> String {
        self.posts(NewMessage::seller(Content::text(text)))
    }

    /// Everything in the chat, oldest first.
    ///
    /// # Panics
    /// The chat is gone.
    pub fn thread(&self) -> Vec<MessageView> {
        self.control.messages(&self.chat_id).expect("the chat")
    }

    /// What the seller's side wrote, by us or in the app, oldest first.
    pub fn hears(&self) -> Vec<String> {
        let from_seller = self.thread().into_iter().filter(|message| message.author_id == self.seller_id);
        from_seller.map(|message| text_of(&message.content)).collect()
    }
}

/// The words of a message; its type in brackets where it has none.
pub fn text_of(content: &Content) -> String {
    match content {
        Content::Text { text } => text.clone(),
        other => format!("[{}]", other.type_name()),
    }
}
