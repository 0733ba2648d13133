//! The command line: what the program can be told, and what it answers where that is wrong.

use std::{ffi::OsString, fmt::Write, path::PathBuf};

use clap::{
    Arg, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum,
    error::{ContextKind, ContextValue, ErrorKind},
};

use crate::config::{Options, yes_or_no};

/// The console of an AI middle platform.
#[derive(Debug, Parser)]
#[command(name = "terrace", version, about, disable_help_subcommand = true)]
pub struct CommandLine {
    /// Without one the program serves.
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    pub options: Options,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the console: what is done without a command. Without a database URL it starts a
    /// private PostgreSQL under the data folder and migrates it
    Serve {
        /// Load the demo into an empty database and name its accounts on the sign-in page
        #[arg(long, env = "TERRACE_DEMO", value_parser = yes_or_no)]
        demo: bool,
    },
    /// Bring the database's schema up to date, with the owner's URL, and create the server's role
    Migrate {
        /// Let the server's role sign in by itself, with this password
        #[arg(long, env = "TERRACE_SERVER_PASSWORD", hide_env_values = true)]
        server_password: Option<String>,
        /// File that holds that password
        #[arg(
            long,
            env = "TERRACE_SERVER_PASSWORD_FILE",
            conflicts_with = "server_password"
        )]
        server_password_file: Option<PathBuf>,
    },
    /// Create a superuser; the password is read from standard input
    CreateAdmin {
        /// What they sign in with: letters of any script, digits and . _ - @ +
        #[arg(long)]
        username: String,
        /// Their e-mail address
        #[arg(long)]
        email: String,
        /// Name of the organization, created where there is none of this name
        #[arg(long)]
        organization: String,
    },
    /// Load the demo: a believable bilingual company, the same every time
    SeedDemo {
        /// How much of it
        #[arg(long, value_enum, default_value_t = Scale::Normal)]
        scale: Scale,
    },
    /// Ask the console that runs at the configured address whether it is alive, ready and whole
    Check,
}

/// How much demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scale {
    /// A dozen people and what they work on
    Normal,
    /// Besides: 100,000 users, a million datasets, ten million audit rows, for measuring
    Large,
}

/// Reads the command line. Without a command the word `serve` is added, so that what that command
/// reads from the environment counts.
pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<CommandLine, clap::Error> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    let mut command = described();
    let mut matches = command.try_get_matches_from_mut(&arguments)?;
    if matches.subcommand_name().is_none() {
        arguments.push("serve".into());
        matches = command.try_get_matches_from_mut(&arguments)?;
    }
    CommandLine::from_arg_matches_mut(&mut matches)
}

impl CommandLine {
    /// The command and the settings it is to work with.
    pub fn split(self) -> (Command, Options) {
        let command = self.command.unwrap_or(Command::Serve { demo: false });
        (command, self.options)
    }
}

/// The definition, with a help that leaves nothing to a second question: below the commands and the
/// settings it lists what the commands themselves take.
pub fn described() -> clap::Command {
    let mut built = CommandLine::command();
    built.build();
    let mut details = "Arguments of the commands:".to_owned();
    for subcommand in built.get_subcommands() {
        for argument in own_arguments(subcommand) {
            // Writing to a string does not fail.
            let _ = write!(
                details,
                "\n  {} {argument}{}",
                subcommand.get_name(),
                facts(argument)
            );
        }
    }
    details.push('\n');
    CommandLine::command().after_help(details)
}

fn own_arguments(command: &clap::Command) -> impl Iterator<Item = &Arg> {
    command
        .get_arguments()
        .filter(|argument| !argument.is_global_set() && argument.get_long() != Some("help"))
}

/// What an argument is, and below that where else it comes from and what it may be, in clap's own
/// form.
fn facts(argument: &Arg) -> String {
    let joined = |values: Vec<&str>| (!values.is_empty()).then(|| values.join(", "));
    let possible = argument.get_possible_values();
    let takes_values = argument.get_action().takes_values();
    let or_none = |facts: Vec<&str>| if takes_values { joined(facts) } else { None };
    let defaults = argument.get_default_values().iter();
    let facts = [
        (
            "env",
            argument
                .get_env()
                .and_then(|name| joined(name.to_str().into_iter().collect())),
        ),
        (
            "default",
            or_none(defaults.filter_map(|value| value.to_str()).collect()),
        ),
        (
            "possible values",
            or_none(possible.iter().map(|value| value.get_name()).collect()),
        ),
    ];
    let mut facts: Vec<String> = facts
        .into_iter()
        .filter_map(|(what, value)| Some(format!("[{what}: {}]", value?)))
        .collect();
    if argument.is_required_set() {
        facts.push("[required]".to_owned());
    }
    let help = argument.get_help().map(ToString::to_string);
    help.into_iter()
        .chain((!facts.is_empty()).then(|| facts.join(" ")))
        .fold(String::new(), |lines, line| lines + "\n          " + &line)
}

/// A wrong setting in the words of all settings: by its variable, its value and what is allowed.
/// `None` where clap's own words say it all.
pub fn explain(error: &clap::Error) -> Option<String> {
    let mut command = described();
    command.build();
    match error.kind() {
        ErrorKind::ValueValidation | ErrorKind::InvalidValue => {
            let argument = find(&command, text(error, ContextKind::InvalidArg)?)?;
            let value = match text(error, ContextKind::InvalidValue)? {
                "" => "empty",
                _ if argument.is_hide_env_values_set() => "***",
                value => value,
            };
            let allowed = match error.get(ContextKind::ValidValue) {
                Some(ContextValue::Strings(values)) if !values.is_empty() => {
                    format!("it takes {}", values.join(" or "))
                }
                _ => std::error::Error::source(error)?.to_string(),
            };
            Some(format!("{} is {value}: {allowed}", name(argument)))
        }
        ErrorKind::ArgumentConflict => {
            let one = find(&command, text(error, ContextKind::InvalidArg)?)?;
            let other = find(&command, text(error, ContextKind::PriorArg)?)?;
            Some(format!(
                "{} and {} say the same thing: set one of them",
                name(one),
                name(other)
            ))
        }
        _ => None,
    }
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text),
        ContextValue::Strings(texts) => texts.first().map(String::as_str),
        _ => None,
    }
}

/// An argument by the form in which errors name it, such as `--address <ADDRESS>`.
fn find<'a>(command: &'a clap::Command, shown: &str) -> Option<&'a Arg> {
    std::iter::once(command)
        .chain(command.get_subcommands())
        .flat_map(clap::Command::get_arguments)
        .find(|argument| argument.to_string() == shown)
}

fn name(argument: &Arg) -> String {
    let flag = format!("--{}", argument.get_long().unwrap_or_default());
    match argument.get_env() {
        Some(variable) => format!("{} ({flag})", variable.to_string_lossy()),
        None => flag,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<CommandLine, String> {
        let arguments = [&["terrace"], arguments].concat();
        read(arguments.into_iter().map(OsString::from))
            .map_err(|error| explain(&error).unwrap_or_else(|| error.to_string()))
    }

    #[test]
    fn a_wrong_setting_is_named_with_its_value_and_what_is_allowed() {
        for (arguments, words) in [
            (
                &["--address", "nowhere"][..],
                "TERRACE_ADDRESS (--address) is nowhere: it takes an IP address and a port, such as \
                 127.0.0.1:3000 or [::1]:3000",
            ),
            (
                &["serve", "--argon2-lanes", "0"],
                "TERRACE_ARGON2_LANES (--argon2-lanes) is 0: it takes a whole number from 1 to 16",
            ),
            (
                &["--log-format", "xml"],
                "TERRACE_LOG_FORMAT (--log-format) is xml: it takes text or json",
            ),
            (
                &["--trusted-proxies", "10.0.0.0/8,proxy"],
                "TERRACE_TRUSTED_PROXIES (--trusted-proxies) is proxy: it takes networks such as \
                 10.0.0.0/8, separated by commas",
            ),
            (
                &["seed-demo", "--scale", "huge"],
                "--scale is huge: it takes normal or large",
            ),
            (
                &[
                    "migrate",
                    "--server-password",
                    "a",
                    "--server-password-file",
                    "b",
                ],
                "TERRACE_SERVER_PASSWORD (--server-password) and TERRACE_SERVER_PASSWORD_FILE \
                 (--server-password-file) say the same thing: set one of them",
            ),
        ] {
            assert_eq!(parse(arguments).unwrap_err(), words);
        }
    }

    #[test]
    fn without_a_command_it_serves() {
        let (command, options) = parse(&["--link-hours", "5"]).unwrap().split();
        assert!(
            matches!(command, Command::Serve { demo: false }),
            "{command:?}"
        );
        assert_eq!(options.link_hours, 5);
    }

    #[test]
    fn the_help_names_every_command_argument_default_and_variable() {
        let mut command = described();
        let help = command.render_help().to_string();
        // Where a line ends depends on the terminal.
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        command.build();
        let arguments = command
            .get_subcommands()
            .chain([&command])
            .flat_map(clap::Command::get_arguments);
        for argument in arguments {
            let long = argument.get_long().unwrap();
            assert!(help.contains(&format!("--{long}")), "{long}");
            if let Some(variable) = argument.get_env() {
                let variable = variable.to_str().unwrap();
                assert!(help.contains(&format!("[env: {variable}")), "{variable}");
            }
            if argument.get_action().takes_values() {
                for value in argument.get_default_values() {
                    let value = value.to_str().unwrap();
                    assert!(
                        help.contains(&format!("[default: {value}]")),
                        "{long}: {value}"
                    );
                }
            }
        }
        for subcommand in command.get_subcommands() {
            assert!(help.contains(&format!(" {} ", subcommand.get_name())));
        }
        assert!(
            help.contains("create-admin --organization <ORGANIZATION>"),
            "{help}"
        );
    }
}
