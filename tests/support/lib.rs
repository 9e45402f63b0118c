//! What the whole-product stories share.
