//! Everything the pages of Terrace are made of, shared by the server that renders them and the
//! browser that brings them to life. The `mod` lines are the table of contents.

#![recursion_limit = "512"]

pub mod auth;
pub mod error;
pub mod facts;
pub mod home;
pub mod layout;
pub mod list;
mod lowercase;
pub mod moment;
pub mod nav;
pub mod paths;
pub mod permission;
mod routes;
pub mod search;
pub mod secret_fields;
#[cfg(feature = "ssr")]
pub mod server;
mod shell;
pub mod system;
pub mod ui;
pub mod usage;
pub mod validate;

/// The words of both languages, written by the build script.
#[allow(
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::expect_used
)]
mod words {
    include!(concat!(env!("OUT_DIR"), "/i18n.rs"));
}

pub use routes::App;
pub use shell::shell;
pub use words::i18n;
