//! `terrace check`: whether the console at the configured address is alive, ready and whole. It
//! is what a container's health check runs, so it needs nothing but the program itself.

use std::{io::Write, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::{cli::CommandError, config::Config};

/// Patience for one answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks for the probes, the sign-in page and the files that page names.
pub async fn run(config: &Config) -> Result<(), CommandError> {
    let mut address = config.options.address;
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    let mut out = std::io::stdout();
    let mut page = String::new();
    for path in ["/livez", "/readyz", "/sign-in"] {
        page = ask(address, path).await?;
        writeln!(out, "{path}: fine")?;
    }
    let files = files_of(&page);
    if files.is_empty() {
        return Err(CommandError::Refused(
            "the sign-in page names no style sheet".to_owned(),
        ));
    }
    for file in files {
        ask(address, &file).await?;
        writeln!(out, "{file}: fine")?;
    }
    Ok(())
}

/// The files under `/pkg/` that a page links to.
fn files_of(page: &str) -> Vec<String> {
    let mut files: Vec<String> = page
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with("/pkg/"))
        .map(str::to_owned)
        .collect();
    files.sort_unstable();
    files.dedup();
    files
}

async fn ask(address: std::net::SocketAddr, path: &str) -> Result<String, CommandError> {
    let refused = |why: String| CommandError::Refused(format!("{path}: {why}"));
    let answer = timeout(PATIENCE, async {
        let mut stream = TcpStream::connect(address).await?;
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: */*\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream
            .take(16 * 1024 * 1024)
            .read_to_end(&mut answer)
            .await?;
        Ok::<_, std::io::Error>(String::from_utf8_lossy(&answer).into_owned())
    })
    .await
    .map_err(|_| refused("no answer in time".to_owned()))?
    .map_err(|error| refused(error.to_string()))?;
    let status = answer.split(' ').nth(1).unwrap_or_default();
    if status == "200" {
        Ok(answer)
    } else {
        Err(refused(format!("answered {status}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_files_of_a_page() {
        let page = r#"<link href="/pkg/a.css"><link href="/pkg/a.js"><a href="/x"><link href="/pkg/a.js">"#;
        assert_eq!(files_of(page), ["/pkg/a.css", "/pkg/a.js"]);
    }
}
