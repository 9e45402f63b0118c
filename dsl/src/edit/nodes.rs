//! Operations on nodes and edges, in terms of fields.

use super::{
    error::{EditError, Reason},
    fresh::Fresh,
    op::Op,
    path::{Path, Segment},
    references::{self, Named},
    session::Session,
    value::Value,
};
use crate::{
    diagnostic::Words,
    names::nearest,
    nodes::{KINDS, Kind},
    shape::{NameRule, Shape, is_name, places::of_flow},
    source::Span,
    write::{Quote, key},
    yaml::Node,
};

impl Session {
    /// Carries out one operation.
    pub(super) fn run(&mut self, op: &Op) -> Result<(), EditError> {
        match op {
            Op::Set { path, value } => self.set(path, value),
            Op::Unset { path } => self.remove(path),
            Op::Insert { path, value } => self.insert_item(path, value),
            Op::Move { path, to } => self.shift(path, *to),
            Op::AddNode { id, node, after } => self.add_node(id, node, after.as_deref()),
            Op::RemoveNode { id, to } => self.remove_node(id, to.as_deref()),
            Op::RenameNode { from, to } => self.rename_node(from, to),
            Op::RenameVariable { from, to } => self.rename_variable(from, to),
            Op::RenameIntent { from, to } => self.rename_intent(from, to),
            Op::DuplicateNode { id, copy, after } => self.duplicate_node(id, copy, after.as_deref()),
            Op::MoveNode { id, after } => self.move_node(id, after.as_deref()),
            Op::Connect { from, exit, to } => {
                self.node_index(to)?;
                let path = self.exit(from.as_deref(), exit)?;
                self.set(&path, &Value::from(to.as_str()))
            }
            Op::Disconnect { from, exit } => {
                let path = self.exit(from.as_deref(), exit)?;
                self.remove(&path)
            }
            Op::InsertOnEdge { from, exit, id, node } => self.insert_on_edge(from.as_deref(), exit, id, node),
            Op::Comment { path, text, place } => {
                let text = text.as_deref().filter(|text| !text.trim().is_empty());
                self.comment(path, text, *place)
            }
        }
    }

    fn insert_item(&mut self, path: &Path, value: &Value) -> Result<(), EditError> {
        let Some((at, Segment::Index(index))) = path.split_last() else {
            return Err(EditError::bad_op(Words::new(
                format!("«{path}» не место в списке: допишите номер, например [0]"),
                format!("`{path}` is no place in a list: add a number such as [0]"),
            )));
        };
        let index = *index;
        let (chain, depth) = self.doc.walk(&at);
        let length =
            chain.node().and_then(Node::as_seq).filter(|_| depth == at.segments().len()).map(<[Node]>::len);
        match length {
            Some(length) if index <= length && length > 0 => self.insert(&at, index, None, value),
            Some(length) if index > length => Err(EditError::not_found(
                format!("в списке «{at}» записей {length}, места {index} в нём нет"),
                format!("the list `{at}` has {length} entries, no position {index}"),
            )),
            _ => self.set(path, value),
        }
    }

    fn add_node(&mut self, id: &str, node: &Value, after: Option<&str>) -> Result<(), EditError> {
        self.check_new(id)?;
        check_is_map(id, node)?;
        let nodes = Path::of_keys(&["nodes"]);
        let there = self.doc.root.get("nodes").and_then(Node::as_map).map_or(0, <[_]>::len);
        if there == 0 {
            return match after {
                Some(after) => self.node_index(after).map(drop),
                None => self.set(&nodes.key(id), node),
            };
        }
        let index = match after {
            Some(after) => self.node_index(after)? + 1,
            None => there,
        };
        self.insert(&nodes, index, Some(id), node)
    }

    fn remove_node(&mut self, id: &str, to: Option<&str>) -> Result<(), EditError> {
        self.node_index(id)?;
        if let Some(to) = to {
            self.node_index(to)?;
            if to == id {
                return Err(EditError::bad_op(Words::new(
                    format!("узел «{id}» удаляется, вести в него нельзя"),
                    format!("the node `{id}` is being removed, nothing can lead to it"),
                )));
            }
            let own = Path::of_keys(&["nodes", id]);
            let mut changes = references::in_flow(&self.doc.root, Named::Node, id, to);
            changes.retain(|(path, _)| !path.segments().starts_with(own.segments()));
            self.replace_all(&changes)?;
        }
        self.remove(&Path::of_keys(&["nodes", id]))
    }

    fn rename_node(&mut self, from: &str, to: &str) -> Result<(), EditError> {
        self.node_index(from)?;
        if from == to {
            return Ok(());
        }
        self.check_new(to)?;
        let changes = references::in_flow(&self.doc.root, Named::Node, from, to);
        self.replace_all(&changes)?;
        self.rename_key(&Path::of_keys(&["nodes", from]), to)
    }

    fn rename_variable(&mut self, from: &str, to: &str) -> Result<(), EditError> {
        let path = Path::of_keys(&["variables", from]);
        self.doc.find(&path)?;
        if from == to {
            return Ok(());
        }
        check_name(to, NameRule::Identifier)?;
        if self.doc.root.get("variables").is_some_and(|it| it.get(to).is_some()) {
            return Err(exists("переменная", "variable", to));
        }
        let changes = references::in_flow(&self.doc.root, Named::Variable, from, to);
        let keys = references::keys_of_variable(&self.doc.root, from);
        self.replace_all(&changes)?;
        keys.iter().try_for_each(|key| self.rename_key(key, to))?;
        self.rename_key(&path, to)
    }

    fn rename_intent(&mut self, from: &str, to: &str) -> Result<(), EditError> {
        let lists: Vec<Path> = of_flow(&self.doc.root)
            .into_iter()
            .filter(|place| matches!(place.path.segments(), [_, _, Segment::Key(last)] if last == "intents"))
            .filter(|place| place.node.get(from).is_some())
            .map(|place| place.path)
            .collect();
        if lists.is_empty() {
            return Err(EditError::not_found(
                format!("интента «{from}» нет"),
                format!("there is no intent `{from}`"),
            ));
        }
        if from == to {
            return Ok(());
        }
        check_name(to, NameRule::Word)?;
        for list in &lists {
            if self.doc.find(list)?.node().is_some_and(|it| it.get(to).is_some()) {
                return Err(exists("интент", "intent", to));
            }
        }
        let changes = references::in_flow(&self.doc.root, Named::Intent, from, to);
        self.replace_all(&changes)?;
        lists.iter().try_for_each(|list| self.rename_key(&list.key(from), to))
    }

    fn duplicate_node(&mut self, id: &str, copy: &str, after: Option<&str>) -> Result<(), EditError> {
        let index = self.node_index(id)?;
        self.check_new(copy)?;
        let before = after.map_or(Ok(index), |after| self.node_index(after))? + 1;
        let path = Path::of_keys(&["nodes"]);
        let chain = self.doc.find(&path)?;
        let Some((container, node)) = chain.node().and_then(|nodes| Some((nodes, nodes.get(id)?))) else {
            return Ok(());
        };
        let value = Value::of(node);
        let raw = self.raw_copy(container, index, copy).unwrap_or_default();
        if !raw.is_empty() && self.insert_fresh(&path, before, Some(copy), &value, &Fresh::Raw(raw)).is_ok() {
            return Ok(());
        }
        self.insert(&path, before, Some(copy), &value)
    }

    /// The text of an entry under another key, its anchors left out.
    fn raw_copy(&self, container: &Node, index: usize, copy: &str) -> Option<Vec<String>> {
        let pair = super::doc::pair(container, index)?;
        let doc = &self.doc;
        let start = super::doc::start_of(&pair.key);
        let mut cuts = vec![(pair.key.span, key(copy, Quote::None))];
        super::twins::visit(&pair.value, &mut Vec::new(), &mut |_, node| {
            if let Some(anchor) = node.anchor.filter(|_| node.alias.is_none()) {
                let blanks = doc.slice(anchor.end, doc.line_end(anchor.end));
                let after = blanks.len() - blanks.trim_start_matches(' ').len();
                cuts.push((Span::new(anchor.start, anchor.end + after), String::new()));
            }
        });
        let lines = if super::doc::is_flow(container) {
            vec![doc.slice(start, super::doc::end_of(&pair.value)).to_owned()]
        } else {
            doc.raw_lines(container, index).ok()?
        };
        // A copy that an alias shows holds the anchors of its original once more.
        cuts.sort_unstable();
        cuts.dedup();
        // Each line knows where it comes from by its end, which indentation does not move.
        let first = doc.source.line_index(start);
        let mut out = Vec::new();
        for (offset, line) in lines.iter().enumerate() {
            let line_end = if lines.len() == 1 && super::doc::is_flow(container) {
                start + line.len()
            } else {
                doc.source.line_span(first + offset).start + doc.source.line(first + offset).len()
            };
            let mut text = line.clone();
            let begin = line_end - line.len();
            let mut here: Vec<_> =
                cuts.iter().filter(|(span, _)| begin <= span.start && span.end <= line_end).collect();
            here.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
            for (span, new) in here {
                text.replace_range(span.start - begin..span.end - begin, new);
            }
            out.push(text.trim_end_matches(' ').to_owned());
        }
        Some(out)
    }

    fn move_node(&mut self, id: &str, after: Option<&str>) -> Result<(), EditError> {
        let from = self.node_index(id)?;
        let before = after.map_or(Ok(0), |after| self.node_index(after).map(|index| index + 1))?;
        if after == Some(id) {
            return Ok(());
        }
        let to = if before > from { before - 1 } else { before };
        self.shift(&Path::of_keys(&["nodes", id]), to)
    }

    fn insert_on_edge(
        &mut self,
        from: Option<&str>,
        exit: &Path,
        id: &str,
        node: &Value,
    ) -> Result<(), EditError> {
        self.check_new(id)?;
        check_is_map(id, node)?;
        let path = self.exit(from, exit)?;
        let Some(target) = self.doc.find(&path)?.node().and_then(Node::as_text).map(str::to_owned) else {
            return Err(EditError::not_found(
                format!("выход «{exit}» никуда не ведёт"),
                format!("the exit `{exit}` leads nowhere"),
            ));
        };
        let node = leading_to(id, node, &target)?;
        self.set(&path, &Value::from(id))?;
        let after = from.filter(|_| self.doc.root.get("nodes").is_some());
        self.add_node(id, &node, after)
    }

    /// Path of an exit, if the node or the flow can have it.
    fn exit(&self, from: Option<&str>, exit: &Path) -> Result<Path, EditError> {
        let Some(from) = from else {
            let first = references::first_key(exit);
            if first == "always" || exit.to_string() == "defaults.on_error" {
                return Ok(exit.clone());
            }
            return Err(EditError::bad_op(Words::new(
                format!("у сценария нет выхода «{exit}»: бывают always[0].next и defaults.on_error"),
                format!("a flow has no exit `{exit}`: there are always[0].next and defaults.on_error"),
            )));
        };
        self.node_index(from)?;
        let path = Path::of_keys(&["nodes", from]).join(exit);
        let node = self.doc.find(&Path::of_keys(&["nodes", from]))?;
        let kind = node.node().and_then(|it| it.get("type")?.as_text()).and_then(Kind::find);
        match kind {
            Some(kind) if !can_exit(kind, exit) => {
                let mut all = kind.exits();
                all.push("on_error".to_owned());
                let all = all.join(", ");
                Err(EditError::bad_op(Words::new(
                    format!("у узла «{from}» ({}) нет выхода «{exit}»: бывают {all}", kind.name),
                    format!("the node `{from}` ({}) has no exit `{exit}`: there are {all}", kind.name),
                )))
            }
            _ => Ok(path),
        }
    }

    /// Number of an existing node.
    fn node_index(&self, id: &str) -> Result<usize, EditError> {
        let nodes = self.doc.root.get("nodes");
        let pairs = nodes.and_then(Node::as_map).unwrap_or_default();
        let found = pairs.iter().position(|pair| pair.key.key_text() == Some(id));
        found.ok_or_else(|| {
            let error = EditError::not_found(format!("узла «{id}» нет"), format!("there is no node `{id}`"));
            match nearest(id, pairs.iter().filter_map(|pair| pair.key.key_text())) {
                Some(near) => error.with_help(Words::new(
                    format!("может быть, «{near}»?"),
                    format!("did you mean `{near}`?"),
                )),
                None => error,
            }
        })
    }

    fn check_new(&self, id: &str) -> Result<(), EditError> {
        check_name(id, NameRule::Word)?;
        if self.node_index(id).is_ok() {
            return Err(exists("узел", "node", id));
        }
        Ok(())
    }
}

fn exists(ru: &str, en: &str, name: &str) -> EditError {
    EditError::new(
        Reason::Exists,
        Words::new(format!("{ru} «{name}» уже есть"), format!("the {en} `{name}` is there already")),
    )
}

fn check_name(name: &str, rule: NameRule) -> Result<(), EditError> {
    if is_name(name, rule) {
        return Ok(());
    }
    Err(EditError::bad_op(Words::new(
        format!("«{name}» не годится в имена: нужны буквы, цифры, «_» и «-», сначала буква, до 64 знаков"),
        format!(
            "`{name}` cannot be a name: letters, digits, `_` and `-`, a letter first, at most 64 characters"
        ),
    )))
}

fn check_is_map(id: &str, node: &Value) -> Result<(), EditError> {
    if matches!(node, Value::Map(_)) && !node.is_empty() {
        return Ok(());
    }
    Err(EditError::bad_op(Words::new(
        format!("узел «{id}» должен быть набором полей, например {{\"type\": \"end\"}}"),
        format!("the node `{id}` must be a mapping such as {{\"type\": \"end\"}}"),
    )))
}

fn can_exit(kind: &Kind, exit: &Path) -> bool {
    let plain: String = exit
        .segments()
        .iter()
        .enumerate()
        .map(|(at, segment)| match segment {
            Segment::Index(_) => "[]".to_owned(),
            Segment::Key(key) if at == 0 => key.clone(),
            Segment::Key(key) => format!(".{key}"),
        })
        .collect();
    let common = kind
        .groups()
        .into_iter()
        .flatten()
        .any(|field| matches!(field.shape, Shape::Node) && field.name == plain);
    common || kind.exits().contains(&plain)
}

/// The new node with its main exit leading to `target`, unless it says otherwise.
fn leading_to(id: &str, node: &Value, target: &str) -> Result<Value, EditError> {
    let Some(kind) = node.get("type").and_then(Value::as_text).and_then(Kind::find) else {
        let all = KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ");
        return Err(EditError::bad_op(Words::new(
            format!("у узла «{id}» нет известного вида: впишите type, одно из {all}"),
            format!("the node `{id}` has no known kind: write a type, one of {all}"),
        )));
    };
    let exits = kind.exits();
    let main = ["next", "else"].into_iter().find(|name| exits.iter().any(|exit| exit == name));
    let Some(main) = main else {
        return Err(EditError::bad_op(Words::new(
            format!("узел вида {} никуда не ведёт, на связь его не поставить", kind.name),
            format!("a node of kind {} leads nowhere, it cannot stand on an edge", kind.name),
        )));
    };
    let mut node = node.clone();
    if node.get(main).is_none()
        && let Value::Map(entries) = &mut node
    {
        entries.push((main.to_owned(), Value::from(target)));
    }
    Ok(node)
}
