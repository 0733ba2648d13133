//! The program `terrace`: the console's pages from the crate `app`, served over HTTP, with a
//! PostgreSQL of its own where none is given. A library so that tests start it in-process.

pub mod check;
pub mod cli;
pub mod command_line;
pub mod config;
pub mod connections;
pub mod create_admin;
pub mod database;
pub mod embedded;
pub mod health;
pub mod rights;
pub mod router;
pub mod seed;
pub mod serve;
pub mod stop;
pub mod upkeep;

/// Rendering a page allocates many thousand small things, which the system's allocator spends a third
/// of the page's time with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
