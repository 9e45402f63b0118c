//! Flows as a shop has them.

use std::fmt::Write as _;

/// A shop's flow of 30 nodes: intents, levels, six topics with a search, a choice, an answer and a text each.
pub fn flow(number: usize) -> String {
    let mut text = format!(
        "flow: shop_{number}\ntitle: Магазин {number}\nserves: {{channels: [avito]}}\n\
         defaults: {{temperature: 0.3, max_tokens: 400, timeout: 20s, on_error: trouble}}\n\
         variables:\n  city: {{type: text, default: Москва}}\n\
         always:\n  - {{when: intent.asks_human, next: operator}}\nnodes:\n\
         \x20 start: {{type: start, next: context}}\n  context: {{type: context, messages: 20, include: [item], next: intent}}\n\
         \x20 intent:\n    type: intent\n    intents:\n"
    );
    const TOPICS: [&str; 6] = ["delivery", "payment", "price", "stock", "returns", "choice"];
    // Writing to a String can't fail.
    for topic in TOPICS {
        let _ = write!(
            text,
            "      {topic}:\n        about: Вопросы про {topic} {number}\n        examples: ['Как {topic} {number}?', 'Расскажите о {topic}', 'Интересует {topic} сегодня', 'Есть ли {topic}?']\n"
        );
    }
    text += "    next: sure\n  sure:\n    type: confidence\n    of: intent\n    levels:\n      - {at_least: 0.8, next: topic}\n      - {at_least: 0.5, next: clarify}\n    else: operator\n  topic:\n    type: condition\n    branches:\n";
    for topic in TOPICS {
        let _ = writeln!(
            text,
            "      - {{when: 'intent.name == \"{topic}\" and intent.confidence >= 0.9', next: find_{topic}}}"
        );
    }
    text += "    else: clarify\n  clarify: {type: ai_response, mode: clarify, attempts: 2, next: intent, else: operator}\n";
    for (at, topic) in TOPICS.iter().enumerate() {
        let price = 500 + number + at;
        let _ = write!(
            text,
            "  # {topic}: сначала статьи, потом карточка\n  \
             find_{topic}: {{type: search, categories: [delivery, payment], top: 5, next: found_{topic}}}\n  \
             found_{topic}:\n    type: condition\n    branches:\n      \
             - {{when: 'search.best >= 0.4', next: answer_{topic}}}\n      \
             - {{when: 'item.price? and item.price * 0.9 > {price} and message.text contains \"скидк\"', next: say_{topic}}}\n    \
             else: operator\n  \
             answer_{topic}:\n    type: ai_response\n    grounded: true\n    prompt: |\n      \
             Ты менеджер магазина. Отвечай коротко, по делу, на «вы». Город клиента: {{{{ vars.city }}}}.\n    next: end\n  \
             say_{topic}:\n    type: message\n    text: 'На {{{{ item.title | default(\"товар\") }}}} действует скидка от {price} рублей.'\n    next: end\n"
        );
    }
    text + "  operator: {type: handoff, reason: low_confidence, say: Передаю вопрос менеджеру.}\n  trouble: {type: handoff, reason: technical_error, say: 'Передаю вопрос менеджеру, он ответит здесь.'}\n  end: {type: end}\n"
}
