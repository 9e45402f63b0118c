//! What readers of node kinds work with.

use std::{collections::HashMap, sync::Arc};

use super::{Variables, outline::Outline, texts};
use crate::{
    diagnostic::{Code, Diagnostic},
    expr::{Expr, Type},
    flow::{ModelSettings, NodeIx, Text},
    graph::Use,
    names::{Computed, Scope},
    shape::{check::head, read::Fields},
    source::{Source, Span},
    template::Escape,
    yaml::Node,
};

/// Roots that `serves.when` may ask: known before the flow runs.
pub(super) const SERVES_ROOTS: &[&str] = &["account", "item", "contact", "conversation"];

/// What is known of the whole file while its parts are read.
pub(crate) struct Context<'b> {
    pub(super) source: &'b Source,
    pub(super) outline: &'b Outline<'b>,
    pub(super) variables: &'b Variables,
    pub(super) defaults: &'b ModelSettings,
    /// `defaults.on_error`.
    pub(super) on_error: Option<NodeIx>,
    pub(super) found: Vec<Diagnostic>,
    /// Computed values that nodes rely on.
    pub(super) uses: Vec<Use>,
    pub(super) compiled: Compiled,
}

/// What was compiled of a file, by place, so that the linter need not do it again.
#[derive(Default)]
pub(crate) struct Compiled {
    pub(crate) expressions: HashMap<Span, Expr>,
    pub(crate) texts: HashMap<Span, Text>,
}

impl<'b> Context<'b> {
    pub(super) fn new(
        source: &'b Source,
        outline: &'b Outline<'b>,
        variables: &'b Variables,
        defaults: &'b ModelSettings,
        on_error: Option<NodeIx>,
        found: Vec<Diagnostic>,
    ) -> Self {
        Self {
            source,
            outline,
            variables,
            defaults,
            on_error,
            found,
            uses: Vec::new(),
            compiled: Compiled::default(),
        }
    }

    /// The node that a field names.
    pub(super) fn target(&self, node: &Node) -> Option<NodeIx> {
        self.outline.find(node.as_text()?)
    }

    /// Compiles a condition over these roots; an empty list allows all.
    pub(super) fn condition_over(&mut self, node: &Node, roots: &[&str]) -> Option<Expr> {
        let scope = Scope { variables: self.variables, roots };
        let expr = texts::condition(self.source, node, scope, &self.outline.intents, &mut self.found)?;
        self.compiled.expressions.insert(node.span, expr.clone());
        Some(expr)
    }
}

/// One node being read.
pub(crate) struct NodeReader<'c, 'b> {
    context: &'c mut Context<'b>,
    fields: Fields<'c>,
    ix: NodeIx,
}

impl<'c, 'b> NodeReader<'c, 'b> {
    pub(super) fn new(context: &'c mut Context<'b>, fields: Fields<'c>, ix: NodeIx) -> Self {
        Self { context, fields, ix }
    }

    pub(crate) fn fields(&self) -> Fields<'c> {
        self.fields
    }

    /// Model settings of the flow.
    pub(crate) fn defaults(&self) -> &'b ModelSettings {
        self.context.defaults
    }

    pub(crate) fn report(&mut self, found: Diagnostic) {
        self.context.found.push(found);
    }

    /// The place to show for the node as a whole.
    pub(crate) fn head(&self) -> Span {
        head(self.fields.node())
    }

    /// Place of a key that is written.
    pub(crate) fn key_span(&self, name: &str) -> Option<Span> {
        let pairs = self.fields.node().as_map()?;
        pairs.iter().find(|pair| pair.key.key_text() == Some(name)).map(|pair| pair.key.span)
    }

    /// The node that the field `name` leads to.
    pub(crate) fn exit(&self, name: &str) -> Option<NodeIx> {
        self.target(self.fields.get(name)?)
    }

    pub(crate) fn target(&self, node: &Node) -> Option<NodeIx> {
        self.context.target(node)
    }

    /// Says that this node relies on something computed before it; `code` if it may not be.
    pub(crate) fn needs(&mut self, computed: Computed, code: Code, span: Span, name: &str) {
        self.context.uses.push(Use { node: self.ix, computed, code, span, name: name.to_owned() });
    }

    /// Compiles a condition and notes what it relies on.
    pub(crate) fn condition(&mut self, node: &Node) -> Option<Expr> {
        let expr = self.context.condition_over(node, &[])?;
        for (computed, name, span) in texts::needs_of_condition(&expr) {
            let place = node.place_of(self.context.source, span);
            self.needs(computed, crate::diagnostic::codes::MAYBE_MISSING, place, name);
        }
        Some(expr)
    }

    /// Compiles an expression of this type and notes what it relies on.
    pub(crate) fn expression(&mut self, node: &Node, wanted: Type) -> Option<Expr> {
        let scope = Scope { variables: self.context.variables, roots: &[] };
        let expr = texts::expression(self.context.source, node, scope, wanted, &mut self.context.found)?;
        self.context.compiled.expressions.insert(node.span, expr.clone());
        for (computed, name, span) in texts::needs_of_condition(&expr) {
            let place = node.place_of(self.context.source, span);
            self.needs(computed, crate::diagnostic::codes::MAYBE_MISSING, place, name);
        }
        Some(expr)
    }

    /// Declared variables.
    pub(crate) fn variables(&self) -> &'b Variables {
        self.context.variables
    }

    /// The text of a required field.
    pub(crate) fn template(&mut self, name: &str) -> Option<Text> {
        self.text_at(self.fields.get(name)?, Escape::None)
    }

    /// A text with places that stands here.
    pub(crate) fn text_at(&mut self, node: &Node, escape: Escape) -> Option<Text> {
        let scope = Scope { variables: self.context.variables, roots: &[] };
        let template = texts::template(self.context.source, node, scope, escape, &mut self.context.found)?;
        for (computed, name) in texts::needs_of_template(&template) {
            let place = texts::place_in_template(self.context.source, node, &template, name);
            self.needs(computed, crate::diagnostic::codes::TEMPLATE_MAYBE_MISSING, place, name);
        }
        let template = Arc::new(template);
        self.context.compiled.texts.insert(node.span, Arc::clone(&template));
        Some(template)
    }

    /// The text of an optional field: `Some(None)` when absent, `None` when wrong.
    #[expect(clippy::option_option, reason = "absent and wrong differ")]
    pub(crate) fn optional_template(&mut self, name: &str) -> Option<Option<Text>> {
        match self.fields.get(name) {
            Some(_) => self.template(name).map(Some),
            None => Some(None),
        }
    }
}
