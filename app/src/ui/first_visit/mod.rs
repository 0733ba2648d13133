//! The first page of a visit. The server writes it whole, and its links and forms work as they are,
//! so that a browser needs nothing of its program to show it: it loads what every page needs, and
//! the page's own piece only when somebody touches what the piece is for. Until then the page is
//! asleep.
//!
//! Waking takes over the HTML that is there (hydration); what somebody did meanwhile that only the
//! piece answers is done again, and what they typed stays typed. What the page had loaded on the
//! server lies beside its HTML, in the order in which it was asked for.
//!
//! Forms that the piece sends in place say `data-in-place`, and controls that only the piece answers
//! `data-by-code`: what is done with them waits until the page is awake.

#[cfg(not(feature = "ssr"))]
mod browser;
#[cfg(feature = "ssr")]
mod server;
#[cfg(not(feature = "ssr"))]
mod touch;

#[cfg(not(feature = "ssr"))]
pub use browser::{arrived, keep, preload, show};
#[cfg(feature = "ssr")]
pub use server::{arrived, keep, preload, show};
