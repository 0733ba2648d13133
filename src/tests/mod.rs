//! Tests of the whole program over HTTP, in one binary: each on a database of its own with the
//! named cast, behind the same router and the same role as in production.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failing test may panic"
)]

mod bad_input;
mod catalogue;
mod console;
mod headers;
mod pages;
mod second_wall;
mod server_functions;
mod sign_in;
mod without_script;
mod dump;
