//! The program: read the command line, do what it says.

use std::process::ExitCode;

use terrace::{cli, command_line};

/// What a wrong command line ends with, as by clap's own hand.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let line = match command_line::read(std::env::args_os()) {
        Ok(line) => line,
        Err(error) => match command_line::explain(&error) {
            Some(words) => {
                eprintln!("terrace: {words}");
                return ExitCode::from(USAGE);
            }
            None => error.exit(),
        },
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("terrace: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let done = runtime.block_on(cli::run(line));
    // Whatever is left was given its time: a thread that waits for the keyboard would wait for ever.
    runtime.shutdown_background();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("terrace: {error}");
            ExitCode::FAILURE
        }
    }
}
