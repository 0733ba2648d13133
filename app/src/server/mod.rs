//! What only the server has: who is asking, the database behind its two walls, passwords,
//! sessions, the audit trail, and the layers that every request passes.

pub mod access;
pub mod answer;
pub mod audit;
pub mod console;
pub mod context;
pub mod database;
pub mod export;
pub mod headers;
pub mod keyset;
pub mod one_time_links;
pub mod origin;
pub mod passwords;
pub mod request;
pub mod sessions;
pub mod sign_in_delays;
pub mod span;
#[cfg(test)]
pub mod testing;
pub mod turns;

pub use console::{Console, Settings};
pub use context::{Caller, Ctx};
