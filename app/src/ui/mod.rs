//! The kit: the pieces that pages are made of. It knows no domain.

mod announce;
mod badge;
mod button;
mod card;
mod diff;
mod field;
mod filter;
mod form;
mod icons;
mod image_field;
mod kit_page;
mod page;
mod palette;
mod person;
mod pick;
mod problem;
mod shortcuts;
mod state;
mod status;
mod table;
mod text;
mod toast;

pub use announce::Announcer;
pub use badge::*;
pub use button::*;
pub use card::*;
pub use diff::*;
pub use field::*;
pub use filter::*;
pub use form::*;
pub use icons::*;
pub use image_field::*;
pub use kit_page::KitPage;
pub use page::*;
pub use palette::{Found, Palette};
pub use person::*;
pub use pick::*;
pub use problem::*;
pub use shortcuts::Shortcuts;
pub use state::*;
pub use table::*;
pub use text::*;
pub use toast::*;

/// A piece of text in the reader's language.
pub type Words = std::borrow::Cow<'static, str>;
