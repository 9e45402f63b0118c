//! Which code a misfit has in which kind of file.

use crate::diagnostic::{Code, codes};

/// Codes of one kind of file.
#[derive(Debug)]
pub(crate) struct Family {
    /// Nodes of called flows may be named.
    pub(crate) inner_nodes: bool,
    pub(crate) missing_field: Code,
    pub(crate) unknown_field: Code,
    pub(crate) unknown_node: Code,
    pub(crate) unknown_variable: Code,
    pub(crate) wrong_type: Code,
    pub(crate) out_of_range: Code,
    pub(crate) bad_time: Code,
    pub(crate) bad_name: Code,
    pub(crate) unknown_value: Code,
    pub(crate) empty_value: Code,
    pub(crate) bad_pattern: Code,
}

/// Codes of flow files.
pub(crate) const FLOW: Family = Family {
    inner_nodes: false,
    missing_field: codes::MISSING_FIELD,
    unknown_field: codes::UNKNOWN_FIELD,
    unknown_node: codes::UNKNOWN_NODE,
    unknown_variable: codes::UNKNOWN_VARIABLE,
    wrong_type: codes::WRONG_TYPE,
    out_of_range: codes::OUT_OF_RANGE,
    bad_time: codes::BAD_DURATION,
    bad_name: codes::BAD_NAME,
    unknown_value: codes::UNKNOWN_VALUE,
    empty_value: codes::EMPTY_VALUE,
    bad_pattern: codes::BAD_PATTERN,
};

/// Codes of dialog files.
pub(crate) const DIALOG: Family = Family {
    inner_nodes: true,
    missing_field: codes::DIALOG_MISSING_FIELD,
    unknown_field: codes::DIALOG_UNKNOWN_FIELD,
    unknown_node: codes::DIALOG_UNKNOWN_NODE,
    unknown_variable: codes::DIALOG_UNKNOWN_VARIABLE,
    wrong_type: codes::DIALOG_WRONG_TYPE,
    out_of_range: codes::DIALOG_OUT_OF_RANGE,
    bad_time: codes::DIALOG_BAD_TIME,
    bad_name: codes::DIALOG_BAD_NAME,
    unknown_value: codes::DIALOG_UNKNOWN_VALUE,
    empty_value: codes::DIALOG_EMPTY_VALUE,
    bad_pattern: codes::DIALOG_BAD_PATTERN,
};
