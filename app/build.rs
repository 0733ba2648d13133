//! Writes the words of both languages as Rust: each key a type, so that a page that asks for a
//! word which is not there does not compile. The parser and generator of `leptos_i18n` are used
//! as they are; its own build crate would compile the sources of ICU besides, for formats that no
//! text of ours uses.

use std::{env, error::Error, fs, path::Path};

use leptos_i18n_parser::parse_locales::{
    options::{Config, ParseOptions},
    parse_locales,
};

/// One file a language and domain: `locales/en/users.json`.
const DOMAINS: [&str; 9] = [
    "ui",
    "frame",
    "home",
    "sessions",
    "organizations",
    "users",
    "groups",
    "access",
    "audit",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let config = Config::new("en")
        .and_then(|config| config.add_locale("zh-CN"))
        .and_then(|config| config.add_namespaces(DOMAINS))
        .map_err(|error| error.to_string())?
        .parse_options(ParseOptions::new().interpolate_display(true));
    let words = parse_locales(None, config).map_err(|error| error.to_string())?;
    let code = leptos_i18n_codegen::gen_code(&words, None, false, None, false)
        .map_err(|error| error.to_string())?;
    fs::write(
        Path::new(&env::var("OUT_DIR")?).join("i18n.rs"),
        code.to_string(),
    )?;
    Ok(())
}
