//! The connections that requests come over: HTTP/1.1 and HTTP/2 without encryption, so many at a
//! time, each with a deadline for what it asks, and a clean end for all of them.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{Router, extract::ConnectInfo};
use http::Request;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{
        conn::auto::Builder,
        graceful::{GracefulShutdown, Watcher},
    },
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tower::ServiceExt;

/// How often an HTTP/2 peer must show that it is there.
const PING: Duration = Duration::from_secs(20);

/// What one server grants those who connect to it.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at a time; more wait to be accepted.
    pub connections: usize,
    /// A connection says within this time what it asks for next, or it ends.
    pub headers: Duration,
    /// Requests in flight get this long to finish once the server is told to stop.
    pub grace: Duration,
}

/// Answers whoever connects, until told to stop and nothing is in flight any more.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    // Makes every route ready now, and not once a request.
    let router = router.with_state(());
    let server = server(limits.headers);
    let places = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, peer, place) = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let (server, router, watcher) = (server.clone(), router.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _place = place;
            answer(&server, stream, peer, router, watcher, limits.headers).await;
        });
    }
    drop(listener);
    tracing::info!(connections = graceful.count(), "stopping");
    if tokio::time::timeout(limits.grace, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some requests did not finish in time");
    }
}

fn server(headers: Duration) -> Builder<TokioExecutor> {
    let mut server = Builder::new(TokioExecutor::new());
    server
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(headers);
    server
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING);
    server
}

/// The next connection, once there is a place for it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, OwnedSemaphorePermit) {
    loop {
        let Ok(place) = places.clone().acquire_owned().await else {
            return std::future::pending().await;
        };
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, place),
            Err(error) => {
                // Mostly there are too many open files, which only time mends.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

/// Answers the requests of one connection.
async fn answer(
    server: &Builder<TokioExecutor>,
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    watcher: Watcher,
    patience: Duration,
) {
    // An answer is written as a whole: nothing is gained by waiting for more of it.
    let _ = stream.set_nodelay(true);
    let has_asked = Arc::new(AtomicBool::new(false));
    let noted = has_asked.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        noted.store(true, Ordering::Relaxed);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let connection = watcher.watch(server.serve_connection(TokioIo::new(stream), service));
    let mut connection = std::pin::pin!(connection);
    // The deadlines of HTTP/1.1 begin where it is clear that it is HTTP/1.1, and HTTP/2 has none.
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = tokio::time::sleep(patience) => {
            if !has_asked.load(Ordering::Relaxed) {
                return;
            }
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "a connection ended early");
    }
}

#[cfg(test)]
mod tests {
    use std::{net::IpAddr, time::Instant};

    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        sync::oneshot,
        task::JoinHandle,
        time::{sleep, timeout},
    };

    use super::*;

    const LIMITS: Limits = Limits {
        connections: 2,
        headers: Duration::from_millis(300),
        grace: Duration::from_secs(5),
    };
    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";
    const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    struct Server {
        address: SocketAddr,
        stop: oneshot::Sender<()>,
        ended: JoinHandle<()>,
    }

    async fn start() -> Server {
        let whoami =
            |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() };
        let slow = || async {
            sleep(Duration::from_millis(600)).await;
            "done"
        };
        let router = Router::new()
            .route("/", get(whoami))
            .route("/slow", get(slow));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let ended = tokio::spawn(serve(listener, router, LIMITS, async {
            let _ = stopped.await;
        }));
        Server {
            address,
            stop,
            ended,
        }
    }

    async fn connect(server: &Server, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        stream
    }

    /// What comes until the other side closes, or the time is over.
    async fn read(stream: &mut TcpStream, within: Duration) -> (String, bool) {
        let mut bytes = Vec::new();
        let mut piece = [0; 4096];
        let until = Instant::now() + within;
        loop {
            match timeout(until - Instant::now().min(until), stream.read(&mut piece)).await {
                Ok(Ok(0) | Err(_)) => return (String::from_utf8_lossy(&bytes).into_owned(), true),
                Ok(Ok(n)) => bytes.extend_from_slice(&piece[..n]),
                Err(_) => return (String::from_utf8_lossy(&bytes).into_owned(), false),
            }
        }
    }

    #[tokio::test]
    async fn requests_know_who_connected_and_the_connection_stays_open_for_a_while() {
        let server = start().await;
        let mut stream = connect(&server, REQUEST).await;
        let (text, is_closed) = read(&mut stream, Duration::from_millis(150)).await;
        let me: IpAddr = "127.0.0.1".parse().unwrap();
        assert!(text.ends_with(&format!("\r\n\r\n{me}")), "{text}");
        assert!(!is_closed);
        stream.write_all(REQUEST).await.unwrap();
        let (text, is_closed) = read(&mut stream, Duration::from_secs(3)).await;
        assert!(text.contains("200 OK"), "{text}");
        assert!(is_closed, "an idle connection ends");
    }

    #[tokio::test]
    async fn who_does_not_say_what_they_want_is_shown_out() {
        let server = start().await;
        for beginning in [&b""[..], b"PRI", b"GET / HTTP/1.1\r\nhost: x\r\n", PREFACE] {
            let mut stream = connect(&server, beginning).await;
            let (_, is_closed) = read(&mut stream, Duration::from_secs(3)).await;
            assert!(is_closed, "{:?}", String::from_utf8_lossy(beginning));
        }
    }

    #[tokio::test]
    async fn http_2_is_spoken_as_well() {
        let server = start().await;
        // The preface and an empty SETTINGS frame (RFC 9113, sections 3.4 and 6.5).
        let hello = [PREFACE, &[0, 0, 0, 4, 0, 0, 0, 0, 0]].concat();
        let mut stream = connect(&server, &hello).await;
        let mut frame = [0; 9];
        stream.read_exact(&mut frame).await.unwrap();
        assert_eq!(frame[3], 4, "the server answers with its own settings");
    }

    #[tokio::test]
    async fn who_finds_no_place_waits_for_one() {
        let server = start().await;
        let slow = b"GET /slow HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        let _first = connect(&server, slow).await;
        let _second = connect(&server, slow).await;
        let mut third = connect(&server, REQUEST).await;
        let (text, _) = read(&mut third, Duration::from_millis(200)).await;
        assert_eq!(text, "");
        let (text, _) = read(&mut third, Duration::from_secs(1)).await;
        assert!(text.contains("200 OK"), "{text}");
    }

    #[tokio::test]
    async fn what_is_in_flight_is_finished_and_nothing_new_begun() {
        let server = start().await;
        let mut idle = connect(&server, REQUEST).await;
        let mut slow = connect(&server, b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await;
        sleep(Duration::from_millis(100)).await;
        server.stop.send(()).unwrap();
        let (text, is_closed) = read(&mut slow, Duration::from_secs(3)).await;
        assert!(text.ends_with("done") && is_closed, "{text}");
        let (_, is_closed) = read(&mut idle, Duration::from_secs(1)).await;
        assert!(is_closed);
        server.ended.await.unwrap();
        assert!(TcpStream::connect(server.address).await.is_err());
    }
}
