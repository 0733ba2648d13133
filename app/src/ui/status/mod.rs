//! The HTTP status of a page that shows an error.

#[cfg(not(feature = "ssr"))]
mod browser;
#[cfg(feature = "ssr")]
mod server;

#[cfg(not(feature = "ssr"))]
pub use browser::answer_with;
#[cfg(feature = "ssr")]
pub use server::answer_with;
