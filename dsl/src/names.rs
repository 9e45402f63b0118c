//! Names that expressions and texts may use: one table for checks, hints and documentation.

use indexmap::IndexMap;

use crate::{
    expr::Type,
    flow::{Name, VarType, Variable},
};

/// Something a node computes; before that node its names have no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "named after the nodes that compute them")]
pub enum Computed {
    Intent,
    Search,
    Answer,
}

impl Computed {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Intent, Self::Search, Self::Answer];

    /// The first part of its names.
    pub fn root(self) -> &'static str {
        match self {
            Self::Intent => "intent",
            Self::Search => "search",
            Self::Answer => "answer",
        }
    }
}

/// One fixed name.
#[derive(Debug)]
pub struct NameInfo {
    /// Dotted path.
    pub path: &'static str,
    /// Type in expressions; `None` for what only texts can use (lists of objects).
    pub ty: Option<Type>,
    /// What must have run first.
    pub computed: Option<Computed>,
    /// Meaning in Russian.
    pub ru: &'static str,
    /// Meaning in English.
    pub en: &'static str,
}

macro_rules! names {
    ($($path:literal $ty:ident $(after $computed:ident)?, $ru:literal, $en:literal;)*) => {
        &[$(NameInfo {
            path: $path,
            ty: names!(@ty $ty),
            computed: names!(@computed $($computed)?),
            ru: $ru,
            en: $en,
        }),*]
    };
    (@ty Objects) => { None };
    (@ty $ty:ident) => { Some(Type::$ty) };
    (@computed) => { None };
    (@computed $computed:ident) => { Some(Computed::$computed) };
}

/// Every fixed name, by root.
pub const NAMES: &[NameInfo] = names! {
    "message.text" Text, "что написал клиент, все сообщения подряд через перевод строки", "what the customer wrote, messages of the burst joined by line breaks";
    "message.kind" Text, "вид последнего сообщения: text, image, voice, location, link, item, other", "kind of the last message: text, image, voice, location, link, item, other";
    "message.count" Number, "сколько сообщений клиент прислал подряд", "messages in the customer's burst";
    "message.images" Number, "сколько в них картинок", "images among them";
    "contact.id" Text, "клиент", "the customer";
    "contact.name" Text, "имя клиента", "the customer's name";
    "contact.phone" Text, "телефон клиента, если известен", "the customer's phone, if known";
    "contact.email" Text, "почта клиента, если известна", "the customer's e-mail, if known";
    "contact.tags" List, "метки клиента", "tags of the customer";
    "item.id" Text, "объявление, с которого начат разговор", "the listing the conversation is about";
    "item.title" Text, "название объявления", "title of the listing";
    "item.price" Number, "цена в объявлении, рубли", "price of the listing, roubles";
    "item.url" Text, "адрес объявления", "address of the listing";
    "item.city" Text, "город объявления", "city of the listing";
    "account.id" Text, "аккаунт компании", "the company's account";
    "account.name" Text, "название аккаунта", "name of the account";
    "account.channel" Text, "канал аккаунта: avito, telegram, web, …", "channel of the account: avito, telegram, web, …";
    "account.tags" List, "метки аккаунта", "tags of the account";
    "conversation.id" Text, "разговор", "the conversation";
    "conversation.turns" Number, "который это ход бота, считая с 1", "number of the bot's turn, from 1";
    "conversation.messages" Number, "сколько сообщений в разговоре", "messages in the conversation";
    "conversation.summary" Text, "краткое содержание разговора, если составлено", "summary of the conversation, if there is one";
    "conversation.handed_back" Bool, "оператор вернул разговор боту", "an operator gave the conversation back to the bot";
    "intent.name" Text after Intent, "интент; нет значения, если не подошёл ни один", "the intent; no value when none fits";
    "intent.confidence" Number after Intent, "вероятность, что интент определён верно, от 0 до 1", "probability that the intent is right, 0 to 1";
    "intent.asks_human" Bool, "клиент просит человека; известно всегда", "the customer asks for a person; always known";
    "search.best" Number after Search, "вероятность, что лучший отрывок отвечает на вопрос, от 0 до 1", "probability that the best passage answers, 0 to 1";
    "search.count" Number after Search, "сколько отрывков найдено", "passages found";
    "search.articles" List after Search, "статьи, в которых они найдены", "articles they come from";
    "search.hits" Objects after Search, "отрывки: article, title, text, score; только в текстах", "passages: article, title, text, score; in texts only";
    "answer.text" Text after Answer, "ответ, составленный узлом ai_response", "the reply written by ai_response";
    "answer.confidence" Number after Answer, "вероятность, что ответ верен, от 0 до 1", "probability that the reply is right, 0 to 1";
    "now.date" Text, "дата, как 2026-03-02", "date such as 2026-03-02";
    "now.time" Text, "время, как 14:05", "time such as 14:05";
    "now.hour" Number, "час от 0 до 23", "hour, 0 to 23";
    "now.weekday" Number, "день недели: 1 понедельник, 7 воскресенье", "day of the week: 1 is Monday, 7 Sunday";
};

/// What may be named at one place of a flow.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// Declared variables.
    pub variables: &'a IndexMap<Name, Variable>,
    /// Names the place can ask for; empty means all.
    pub roots: &'a [&'a str],
}

impl Scope<'_> {
    /// The fixed name `path`, if it may be used here.
    pub fn fixed(&self, path: &str) -> Option<&'static NameInfo> {
        NAMES.iter().find(|name| name.path == path && self.allows(root_of(path)))
    }

    /// The variable that `vars.<name>` means.
    pub fn variable(&self, path: &str) -> Option<(&Name, &Variable)> {
        let name = path.strip_prefix("vars.").filter(|_| self.allows("vars"))?;
        self.variables.get_key_value(name)
    }

    /// Type of a name in expressions.
    pub fn type_of(&self, path: &str) -> Option<Type> {
        match self.variable(path) {
            Some((_, variable)) => Some(type_of_variable(variable.ty)),
            None => self.fixed(path)?.ty,
        }
    }

    /// The name most like `path`, for hints.
    pub fn nearest(&self, path: &str) -> Option<String> {
        let fixed = NAMES.iter().map(|name| name.path.to_owned());
        let variables = self.variables.keys().map(|name| format!("vars.{name}"));
        let all: Vec<String> =
            fixed.chain(variables).filter(|name| name != path && self.allows(root_of(name))).collect();
        nearest(path, all.iter().map(String::as_str)).map(str::to_owned)
    }

    fn allows(&self, root: &str) -> bool {
        self.roots.is_empty() || self.roots.contains(&root)
    }
}

/// The part before the first dot.
pub fn root_of(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

/// How a variable looks in expressions.
pub fn type_of_variable(ty: VarType) -> Type {
    match ty {
        VarType::Number => Type::Number,
        VarType::Bool => Type::Bool,
        VarType::List => Type::List,
        VarType::Text | VarType::Date | VarType::Phone | VarType::Email | VarType::Choice => Type::Text,
    }
}

/// Longer words are no slips, and comparing them takes long.
const MAX_SLIP_BYTES: usize = 200;

/// The candidate closest to `word`, if close enough to be a slip.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    if word.len() > MAX_SLIP_BYTES {
        return None;
    }
    let score =
        |candidate: &str| strsim::damerau_levenshtein(&word.to_lowercase(), &candidate.to_lowercase());
    let (distance, found) =
        candidates.into_iter().map(|it| (score(it), it)).min_by_key(|(distance, _)| *distance)?;
    let allowed = (word.chars().count() / 3).max(1);
    (distance <= allowed).then_some(found)
}
