//! Search: looks into the knowledge base.

use std::sync::Arc;

use sufler_dsl::{flow::Node, nodes::Search};

use super::probability;
use crate::{
    Effect, EffectId, HitRef, Name, SearchResult, What, effect,
    machine::{Machine, Went},
};

pub(super) fn enter(machine: &mut Machine<'_>, node: &Node, kind: &Search) -> Went {
    let query = match &kind.query {
        Some(text) => match machine.render(text) {
            Ok(query) => query,
            Err(failure) => return failure.into(),
        },
        None => Arc::clone(&machine.run.text),
    };
    Went::Await(Effect::Search(effect::Search {
        id: machine.next_id(),
        node: machine.label(&node.id),
        query,
        categories: kind.categories.as_slice().into(),
        top: kind.top,
    }))
}

pub(super) fn resume(
    machine: &mut Machine<'_>,
    kind: &Search,
    effect: EffectId,
    result: &SearchResult,
) -> Went {
    let best = probability(result.best);
    let hits = result.hits.iter().map(|hit| HitRef {
        article: Name::clone(&hit.article),
        version: Name::clone(&hit.version),
        score: hit.score,
    });
    let what = What::Search { effect, hits: hits.collect(), best };
    machine.state.memory.search = Some(Arc::new(SearchResult { hits: Arc::clone(&result.hits), best }));
    Went::next(what, kind.next)
}
