//! Tests of the whole program over HTTP, in one binary: each on a database of its own with the
//! named cast, behind the same router and the same role as in production.
#![allow(
    clippy::match_same_arms,
    reason = "a table of cases is one line a case"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failing test may panic"
)]

mod bad_input;
mod catalogue;
mod console;
mod demo;
mod exports;
mod headers;
mod log;
mod pages;
mod program;
mod second_wall;
mod server_functions;
mod sign_in;
mod upkeep;
mod without_script;
