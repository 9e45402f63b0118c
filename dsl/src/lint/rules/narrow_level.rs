//! F608: levels so close that chance decides between them.

use crate::lint::{Findings, paths::borders, rule::rule, subject::Subject};

/// Smallest distance that says something.
const MIN_DISTANCE: f64 = 0.05;

rule! {
    "F608" "narrow-level" Warning in Nodes {
        ru: "Границы двух уровней отличаются меньше чем на 0,05. Уверенность не измеряется так точно: какой уровень сработает, решит случай.",
        en: "The borders of two levels are less than 0.05 apart. Confidence is not that exact: chance decides which level applies.",
        wrong: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка}, b: {about: Цена}}, next: sure}\nsure: {type: confidence, levels: [{at_least: 0.72, next: end}, {at_least: 0.7, next: hello}], else: operator}\nhello: {type: message, text: Здравствуйте!, next: end}\n",
        right: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка}, b: {about: Цена}}, next: sure}\nsure: {type: confidence, levels: [{at_least: 0.8, next: end}, {at_least: 0.5, next: hello}], else: operator}\nhello: {type: message, text: Здравствуйте!, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.of_kind("confidence") {
        let mut all = borders(node);
        all.sort_by(|one, two| two.0.total_cmp(&one.0));
        for ((high, _), (low, place)) in all.iter().zip(all.iter().skip(1)) {
            let distance = high - low;
            // The same border twice is an overlap.
            if distance <= 0.0 || distance >= MIN_DISTANCE - 1e-9 {
                continue;
            }
            found
                .add(
                    place.span,
                    format!("уровни {high} и {low} почти не отличаются"),
                    format!("levels {high} and {low} hardly differ"),
                )
                .help(
                    "разведите границы или оставьте один уровень",
                    "set the borders further apart, or keep one level",
                );
        }
    }
}
