//! Everything the pages of Terrace are made of, shared by the server that renders them and the
//! browser that brings them to life. The `mod` lines are the table of contents.

#![recursion_limit = "512"]

pub mod auth;
pub mod error;
pub mod facts;
pub mod home;
pub mod list;
pub mod moment;
pub mod nav;
pub mod paths;
pub mod permission;
#[cfg(feature = "ssr")]
pub mod server;
pub mod system;
pub mod ui;
pub mod validate;

// The build script that replaces this macro compiles the sources of ICU's data for formats that
// no text of ours uses.
#[expect(deprecated)]
mod words {
    leptos_i18n::load_locales!();
}
pub use words::i18n;
