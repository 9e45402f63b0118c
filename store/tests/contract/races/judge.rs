//! The laws, and what is known of a case when they are applied.

use std::collections::{HashMap, HashSet};

use sufler_store::{Author, Conversation, Delivery, Id, Message, Owner};

/// Something that was seen to happen; `round` is the round in which its `Ok` came.
#[derive(Debug, Clone)]
pub(super) enum Fact {
    /// A person took the conversation or answered in it.
    Person { round: usize },
    /// A turn that began in one round was saved in another.
    Saved { began: usize, round: usize, processed: Vec<Id>, replies: Vec<Id> },
    /// The last look let a message go.
    LetGo { round: usize, message: Id },
    /// The channel took a message to the buyer.
    Left { message: Id },
    /// An operator's message was accepted.
    Accepted { operator: usize, client_id: String, expected: Option<i64>, message: Id },
    /// A person decided to repeat or to withdraw a message.
    Decided { message: Id },
}

/// No message of the bot waits once a person leads.
pub(super) fn state(conversation: &Conversation, messages: &[Message], facts: &[Fact]) -> Result<(), String> {
    let by_person = match conversation.owner {
        Owner::Bot => false,
        Owner::Operator { .. } => true,
        // What the bot said while giving the conversation away still leaves.
        Owner::Queue => conversation.handoff.as_ref().is_some_and(|card| card["reason"] != "bot"),
    };
    let waits =
        |message: &&Message| message.author == Author::Bot && message.delivery == Some(Delivery::Queued);
    match messages.iter().filter(|message| !decided(facts, message.id)).find(waits) {
        Some(message) if by_person => {
            Err(format!("the bot's {} waits to be sent while {:?} leads", message.id, conversation.owner))
        }
        _ => Ok(()),
    }
}

/// Laws on what happened, whenever it did.
pub(super) fn history(facts: &[Fact]) -> Result<(), String> {
    after_a_person(facts)?;
    once_each(facts)?;
    one_leader(facts)
}

/// What the bot had thought or said before a person came does not come after.
fn after_a_person(facts: &[Fact]) -> Result<(), String> {
    let persons = || {
        facts.iter().filter_map(|fact| if let Fact::Person { round } = fact { Some(*round) } else { None })
    };
    let said: HashMap<Id, usize> = facts
        .iter()
        .filter_map(|fact| {
            if let Fact::Saved { round, replies, .. } = fact { Some((*round, replies)) } else { None }
        })
        .flat_map(|(round, replies)| replies.iter().map(move |reply| (*reply, round)))
        .collect();
    for fact in facts {
        match fact {
            Fact::Saved { began, round, .. } => {
                if let Some(person) = persons().find(|person| began < person && person < round) {
                    return Err(format!(
                        "a turn of round {began} was saved in {round}, after a person in {person}"
                    ));
                }
            }
            Fact::LetGo { round, message } if !decided(facts, *message) => {
                let Some(said) = said.get(message) else { continue };
                if let Some(person) = persons().find(|person| said < person && person < round) {
                    return Err(format!(
                        "the bot's {message} of round {said} left in {round}, after a person in {person}"
                    ));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Each question is answered by one turn, each message reaches the buyer once.
fn once_each(facts: &[Fact]) -> Result<(), String> {
    let (mut answered, mut left, mut written) = (HashSet::new(), HashSet::new(), HashMap::new());
    for fact in facts {
        match fact {
            Fact::Saved { processed, .. } => {
                if let Some(twice) = processed.iter().find(|id| !answered.insert(**id)) {
                    return Err(format!("two turns dealt with the buyer's {twice}"));
                }
            }
            Fact::Left { message } if !left.insert(*message) && !decided(facts, *message) => {
                return Err(format!("{message} reached the buyer twice"));
            }
            Fact::Accepted { operator, client_id, message, .. } => {
                let first = *written.entry((operator, client_id)).or_insert(*message);
                if first != *message {
                    return Err(format!("operator {operator} asked once and wrote {first} and {message}"));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Of two operators who saw the same, one answers.
fn one_leader(facts: &[Fact]) -> Result<(), String> {
    let mut leaders = HashMap::new();
    for fact in facts {
        let Fact::Accepted { operator, expected: Some(epoch), .. } = fact else { continue };
        if leaders.insert(epoch, operator).is_some_and(|other| other != operator) {
            return Err(format!("both operators answered what they saw at epoch {epoch}"));
        }
    }
    Ok(())
}

/// At the end nothing is on its way, and the thread holds every message once.
pub(super) fn end(
    messages: &[Message],
    facts: &[Fact],
    in_the_app: usize,
    by_buyer: usize,
) -> Result<(), String> {
    let moving = [Some(Delivery::Queued), Some(Delivery::Sending)];
    if let Some(message) = messages.iter().find(|message| moving.contains(&message.delivery)) {
        return Err(format!("{} never comes to rest: {:?}", message.id, message.delivery));
    }
    let count = |author: Author| messages.iter().filter(|message| message.author == author).count();
    if count(Author::Contact) != by_buyer {
        return Err(format!("the buyer wrote {by_buyer} and {} are stored", count(Author::Contact)));
    }
    // The echo of a message that a person withdrew is a message of its own.
    let nobodys = count(Author::Native).saturating_sub(in_the_app);
    let given_up = |message: &&Message| {
        decided(facts, message.id) || matches!(message.delivery, Some(Delivery::Failed | Delivery::Cancelled))
    };
    if nobodys > messages.iter().filter(given_up).count() || count(Author::Native) < in_the_app {
        return Err(format!(
            "{in_the_app} written in the app, {} stored: {messages:#?}",
            count(Author::Native)
        ));
    }
    Ok(())
}

fn decided(facts: &[Fact], id: Id) -> bool {
    facts.iter().any(|fact| matches!(fact, Fact::Decided { message } if *message == id))
}
