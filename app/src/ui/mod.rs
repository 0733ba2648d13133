//! The kit: the pieces that pages are made of. It knows no domain.

mod icons;

pub use icons::*;

/// A piece of text in the reader's language.
pub type Words = std::borrow::Cow<'static, str>;
