//! Reading single values, and showing them without what is secret in them.

use std::{fmt::Display, net::SocketAddr, path::Path, str::FromStr};

use ipnet::IpNet;

use super::ConfigError;

/// A secret that lies in a file, as container engines hand them over.
pub fn read_secret(name: &'static str, file: &Path) -> Result<String, ConfigError> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(text.trim().to_owned()),
        Err(error) => Err(ConfigError {
            name,
            value: file.display().to_string(),
            allowed: format!("it takes a file that can be read ({error})"),
        }),
    }
}

/// Reads a number within bounds.
pub fn number<T: FromStr + PartialOrd + Display + Copy>(
    least: T,
    most: T,
) -> impl Fn(&str) -> Result<T, String> + Clone {
    move |text| match text.parse() {
        Ok(number) if least <= number && number <= most => Ok(number),
        _ => Err(format!("it takes a whole number from {least} to {most}")),
    }
}

/// Reads an address to listen on.
pub fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        "it takes an IP address and a port, such as 127.0.0.1:3000 or [::1]:3000".to_owned()
    })
}

/// Reads one of the networks of proxies.
pub fn network(text: &str) -> Result<IpNet, String> {
    text.trim()
        .parse()
        .map_err(|_| "it takes networks such as 10.0.0.0/8, separated by commas".to_owned())
}

/// What people write into a variable that is on or off.
pub fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" | "" => Ok(false),
        _ => Err("it takes true or false".to_owned()),
    }
}

/// A URL without what might be a secret: what stands before the host, and what stands behind the
/// path. Where it is not clear which is which, nothing is shown.
pub fn masked(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        let is_word = !url.contains([':', '=', '@', '?', ' ']);
        return if is_word { url } else { "***" }.to_owned();
    };
    let (place, more) = match rest.find(['?', '#']) {
        Some(end) => (&rest[..end], &rest[end..]),
        None => (rest, ""),
    };
    if more.contains('@') {
        return format!("{scheme}://***");
    }
    let place = match place.rfind('@') {
        Some(at) => format!("***{}", &place[at..]),
        None => place.to_owned(),
    };
    let more = if more.is_empty() { "" } else { "?***" };
    format!("{scheme}://{place}{more}")
}
