//! A closed loop of HTTP clients: each keeps one connection and sends its next request when the
//! answer to the last one has arrived, so that a slow answer cannot hide behind fast ones.

use std::{
    io,
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

/// One answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    /// Header names in lower case, as they arrived.
    pub headers: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A connection that is kept.
pub struct Client {
    stream: TcpStream,
    /// What has arrived of the answer being read.
    buffer: Vec<u8>,
}

impl Client {
    pub async fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(256 << 10),
        })
    }

    /// Sends a whole request and reads the whole answer.
    pub async fn send(&mut self, request: &[u8]) -> io::Result<Answer> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let end = loop {
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
            self.read_more().await?;
        };
        let headers = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
        let status = headers
            .get(9..12)
            .and_then(|status| status.parse().ok())
            .ok_or_else(broken)?;
        let mut answer = Answer {
            status,
            headers,
            body: Vec::new(),
        };
        if answer
            .header("transfer-encoding")
            .is_some_and(|coding| coding == "chunked")
        {
            answer.body = self.read_chunks(end).await?;
        } else {
            let length = answer.header("content-length").map_or(Ok(0), str::parse);
            let length: usize = length.map_err(|_| broken())?;
            while self.buffer.len() < end + length {
                self.read_more().await?;
            }
            answer.body = self.buffer[end..end + length].to_vec();
        }
        Ok(answer)
    }

    async fn read_chunks(&mut self, mut at: usize) -> io::Result<Vec<u8>> {
        let mut body = Vec::with_capacity(64 << 10);
        loop {
            let line = loop {
                if let Some(length) = find(&self.buffer[at..], b"\r\n") {
                    break at + length;
                }
                self.read_more().await?;
            };
            let size = std::str::from_utf8(&self.buffer[at..line]).map_err(|_| broken())?;
            let size = usize::from_str_radix(size, 16).map_err(|_| broken())?;
            let begin = line + 2;
            while self.buffer.len() < begin + size + 2 {
                self.read_more().await?;
            }
            body.extend_from_slice(&self.buffer[begin..begin + size]);
            at = begin + size + 2;
            if size == 0 {
                return Ok(body);
            }
        }
    }

    async fn read_more(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the answer is not HTTP/1.1")
}

/// What many requests took.
#[derive(Clone, Debug)]
pub struct Load {
    /// Of each request, sorted.
    times: Vec<Duration>,
    lasted: Duration,
}

impl Load {
    pub fn requests(&self) -> usize {
        self.times.len()
    }

    /// Requests a second.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    pub fn rate(&self) -> f64 {
        self.times.len() as f64 / self.lasted.as_secs_f64()
    }

    /// Milliseconds within which so many of a hundred requests were answered.
    pub fn percentile(&self, percent: usize) -> f64 {
        let last = self.times.len() - 1;
        self.times[last * percent / 100].as_secs_f64() * 1000.0
    }
}

/// Sends one request over and over on so many connections, for at least so long.
///
/// # Errors
/// Where an answer has another status than expected: an error page is no page.
pub async fn load(
    address: SocketAddr,
    request: &[u8],
    status: u16,
    connections: usize,
    lasting: Duration,
) -> io::Result<Load> {
    let begun = Instant::now();
    let mut clients = JoinSet::new();
    for _ in 0..connections {
        let request = request.to_vec();
        clients.spawn(async move {
            let mut client = Client::connect(address).await?;
            let mut times = Vec::with_capacity(10_000);
            while begun.elapsed() < lasting {
                let sent = Instant::now();
                let answer = client.send(&request).await?;
                times.push(sent.elapsed());
                if answer.status != status {
                    return Err(io::Error::other(format!(
                        "{} where {status} was expected: {}",
                        answer.status,
                        answer.text()
                    )));
                }
            }
            Ok(times)
        });
    }
    let mut times = Vec::new();
    while let Some(client) = clients.join_next().await {
        times.append(&mut client.map_err(io::Error::other)??);
    }
    let lasted = begun.elapsed();
    times.sort_unstable();
    Ok(Load { times, lasted })
}
