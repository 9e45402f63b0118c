//! Splits, indexes and ranks knowledge articles.
//!
//! Everything here is pure: text in, values out. The caller reads the files, keeps the [`Index`]
//! (immutable, cheap to share behind an `Arc`) and builds a new one when an article changes.
//!
//! ```
//! use sufler_retrieval::{Article, Index};
//!
//! let article = Article::parse(
//!     "delivery/regions.md",
//!     "---\ntitle: Доставка по России\n---\nОтправляем СДЭК и ПЭК. До терминала 500 ₽.\n",
//! )?;
//! let index = Index::build([article]);
//! let hits = index.search("доставка есть?", &["delivery"], 3);
//! assert_eq!(hits.first().map(|hit| &*hit.article), Some("delivery/regions"));
//! # Ok::<(), sufler_retrieval::ArticleError>(())
//! ```

pub mod article;
mod bm25;
pub mod calibration;
pub mod index;
mod markdown;
mod query;
mod signals;
pub mod split;
pub mod text;
mod typo;

pub use article::{Article, ArticleError};
pub use index::{Hit, Index};
pub use split::{Passage, split};
