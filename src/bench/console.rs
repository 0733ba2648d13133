//! The console under test as its visitors meet it: started, signed in to, opened for the first
//! time.

use std::{io, net::SocketAddr, path::PathBuf, time::Duration};

use super::{
    Failure,
    cases::Reach,
    client::{Answer, Client},
    process::Server,
};

/// The password of everyone in the cast, and so of everyone in the large demo.
const PASSWORD: &str = "terrace-demo-2026";

/// Where the console under test lies.
pub struct Files {
    pub program: PathBuf,
    pub site: PathBuf,
    pub database_url: String,
}

impl Files {
    /// Starts it; returns how long it took until it was ready.
    pub async fn start(&self) -> io::Result<(Server, Duration)> {
        let site = self.site.to_string_lossy();
        let environment = [
            ("TERRACE_DATABASE_URL", self.database_url.as_str()),
            ("TERRACE_SITE_ROOT", &*site),
            ("TERRACE_LOG", "warn"),
        ];
        Server::start(&self.program, &["serve"], &environment, "/readyz").await
    }

    /// Starts the bare handlers, which are in this very program.
    pub async fn start_bare(&self) -> io::Result<Server> {
        let environment = [("TERRACE_DATABASE_URL", self.database_url.as_str())];
        let program = std::env::current_exe()?;
        Ok(Server::start(&program, &["--bare"], &environment, "/ready")
            .await?
            .0)
    }
}

/// A request for a page, as a browser asks for it.
pub fn get(address: SocketAddr, path: &str, more: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {address}\r\naccept: text/html\r\n{more}\r\n")
        .into_bytes()
}

/// A form as a browser without JavaScript sends it.
fn post(address: SocketAddr, path: &str, form: &str, more: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\n\
         accept: text/html\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n{more}\r\n{form}",
        form.len()
    )
    .into_bytes()
}

/// The request that signs somebody in; 303 is the answer.
pub fn sign_in(address: SocketAddr, reach: Reach) -> Vec<u8> {
    let username = reach.username();
    let form = format!("form[username]={username}&form[password]={PASSWORD}&form[next]=/");
    post(address, "/api/sign_in", &form, "referer: /sign-in\r\n")
}

/// Signs in and returns the header line that says who asks.
pub async fn cookie(address: SocketAddr, reach: Reach) -> Result<String, Failure> {
    let mut client = Client::connect(address).await?;
    let cookie = cookie_of(&client.send(&sign_in(address, reach)).await?)?;
    if reach == Reach::Own {
        return Ok(cookie);
    }
    let switch = post(
        address,
        "/api/switch_organization",
        "form[every]=true",
        &cookie,
    );
    cookie_of(&client.send(&switch).await?)
}

fn cookie_of(answer: &Answer) -> Result<String, Failure> {
    let cookie = answer
        .header("set-cookie")
        .and_then(|cookie| cookie.split(';').next());
    match (answer.status, cookie) {
        (303, Some(cookie)) => Ok(format!("cookie: {cookie}\r\n")),
        _ => Err(format!("not signed in: {} {}", answer.status, answer.text()).into()),
    }
}

/// What a first visit to the list of people brings: the page and the files that it names, by
/// kind, in bytes as sent.
pub async fn first_visit(
    address: SocketAddr,
    cookie: &str,
) -> Result<Vec<(String, usize)>, Failure> {
    let mut client = Client::connect(address).await?;
    let more = format!("{cookie}accept-encoding: br\r\n");
    let page = client.send(&get(address, "/users", &more)).await?;
    let plain = client.send(&get(address, "/users", cookie)).await?;
    let mut kinds = vec![("html".to_owned(), page.headers.len() + page.body.len())];
    for path in files_of(&plain.text()) {
        let file = client.send(&get(address, &path, &more)).await?;
        if file.status != 200 {
            return Err(format!("{path} is {}", file.status).into());
        }
        let bytes = file.headers.len() + file.body.len();
        let kind = path.rsplit_once('.').map_or("", |(_, kind)| kind);
        match kinds.iter_mut().find(|(name, _)| name == kind) {
            Some((_, sum)) => *sum += bytes,
            None => kinds.push((kind.to_owned(), bytes)),
        }
    }
    Ok(kinds)
}

/// The built files that a page names.
fn files_of(html: &str) -> Vec<String> {
    let mut files: Vec<String> = html
        .split('"')
        .filter(|text| text.starts_with("/pkg/") && !text.contains(char::is_whitespace))
        .map(str::to_owned)
        .collect();
    files.sort();
    files.dedup();
    files
}
