//! Values as YAML text: what edits insert and what the formatter prints.

mod block;
mod scalar;
mod wrap;

pub(crate) use self::{
    block::{Layout, block_lines, entry_lines, fits_flow, flow, flow_entry, has_long_text},
    scalar::{Quote, key, literal, quoted},
    wrap::folded,
};
