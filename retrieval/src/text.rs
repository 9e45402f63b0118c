//! Russian text made comparable.
