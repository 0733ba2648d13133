//! Everything the console answers to: pages and server functions of the app, exports, probes and
//! files; and the layers that every request passes.

use std::{path::Path, sync::Arc, time::Duration};

use app::{
    App, paths,
    server::{Console, answer, headers, origin, request, sessions},
    shell,
};
use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Request},
    handler::HandlerWithoutStateExt,
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderValue, StatusCode, header};
use leptos::{config::LeptosOptions, prelude::provide_context};
use leptos_axum::{LeptosRoutes, generate_route_list, render_app_async_with_context};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, CompressionLevel},
    services::{ServeDir, ServeFile},
    timeout::TimeoutLayer,
    trace::TraceLayer,
};
use tracing::Span;

use crate::health;

/// Nothing a person waits for may take longer.
const REQUEST_DEADLINE: Duration = Duration::from_secs(30);
/// Files with a hash in their name never change.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// The whole service.
pub fn router(console: Console, site_root: &Path) -> Router {
    let options = options(site_root);
    let pages = pages(&console, &options);
    let probes = Router::new()
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready).with_state(console.clone()));
    let everything = pages.merge(files(site_root)).merge(probes);
    guard(everything, console, REQUEST_DEADLINE)
}

/// The layers that every request passes, the outermost last: what browsers are told about an
/// answer holds for those that come of a deadline or a panic as well.
fn guard(everything: Router, console: Console, deadline: Duration) -> Router {
    everything
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            deadline,
        ))
        .layer(CatchPanicLayer::custom(|_| {
            (StatusCode::INTERNAL_SERVER_ERROR, "something broke\n").into_response()
        }))
        .layer(from_fn_with_state(console.clone(), headers::protect))
        // The span of `identify` is enough; that of this layer would log queries, tokens included.
        .layer(TraceLayer::new_for_http().make_span_with(|_: &Request| Span::none()))
        .layer(from_fn_with_state(console, request::identify))
}

/// What depends on who is asking.
fn pages(console: &Console, options: &LeptosOptions) -> Router {
    let context = {
        let console = console.clone();
        move || provide_context(console.clone())
    };
    let app = {
        let options = options.clone();
        move || shell(options.clone())
    };
    let render = render_app_async_with_context(context.clone(), app.clone());
    let render: answer::RenderPage = Arc::new(render);
    let fallback = {
        let render = render.clone();
        move |request: Request<Body>| render(request)
    };
    let exports = Router::new()
        .route(
            paths::ORGANIZATIONS_CSV,
            get(app::auth::organizations::export::export_csv),
        )
        .route(paths::USERS_CSV, get(app::auth::users::export::export_csv))
        .route(
            paths::AUDIT_LOGS_CSV,
            get(app::system::audit_logs::export_csv),
        )
        .route(
            paths::AUDIT_LOGS_JSONL,
            get(app::system::audit_logs::export_jsonl),
        )
        .route("/healthz", get(health::stores))
        .with_state(console.clone());
    // The page of what is nowhere is the fallback's: as a route it would answer GET alone.
    let routes = generate_route_list(App)
        .into_iter()
        .filter(|route| !route.path().contains('*'))
        .collect();
    Router::new()
        .leptos_routes_with_context(options, routes, context, app)
        .fallback(fallback)
        .with_state(options.clone())
        .merge(exports)
        .layer(from_fn_with_state(
            answer::Forms {
                console: console.clone(),
                render,
            },
            answer::forms,
        ))
        .layer(from_fn_with_state(console.clone(), request::recognise))
        .layer(sessions::layer(console))
        .layer(from_fn_with_state(console.clone(), origin::require_own))
        .layer(DefaultBodyLimit::max(answer::MAX_FORM_BYTES))
        .layer(tower_http::limit::RequestBodyLimitLayer::new(
            answer::MAX_FORM_BYTES,
        ))
}

/// Files of the build, compressed when they were built.
fn files(site_root: &Path) -> Router {
    let folder = |name: &str| {
        ServeDir::new(site_root.join(name))
            .precompressed_br()
            .precompressed_gzip()
    };
    let missing = || async { StatusCode::NOT_FOUND };
    Router::new()
        .nest_service("/pkg", folder("pkg").fallback(missing.into_service()))
        .layer(from_fn(|request: Request, next: Next| {
            kept(FOREVER, request, next)
        }))
        .merge(
            Router::new()
                .nest_service("/fonts", folder("fonts").fallback(missing.into_service()))
                .route_service(
                    "/favicon.ico",
                    ServeFile::new(site_root.join("favicon.ico")),
                )
                .route_service(
                    "/favicon.svg",
                    ServeFile::new(site_root.join("favicon.svg")),
                )
                .layer(from_fn(|request: Request, next: Next| {
                    kept(A_DAY, request, next)
                })),
        )
}

async fn kept(how_long: HeaderValue, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status().is_success() {
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, how_long);
    }
    response
}

/// How the build named its files. Under `cargo leptos watch` the environment says; otherwise the
/// names carry hashes where the list of them lies beside the program.
fn options(site_root: &Path) -> LeptosOptions {
    if let Ok(config) = leptos::config::get_configuration(None)
        && std::env::var_os("LEPTOS_OUTPUT_NAME").is_some()
    {
        return config.leptos_options;
    }
    let has_hashes = std::env::current_exe()
        .ok()
        .and_then(|program| Some(program.parent()?.join("hash.txt")))
        .is_some_and(|list| list.exists());
    LeptosOptions::builder()
        .output_name("terrace")
        .site_root(site_root.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .hash_files(has_hashes)
        .build()
}

#[cfg(test)]
mod tests {
    use app::server::Settings;
    use sqlx::PgPool;
    use tower::ServiceExt;

    use super::*;

    fn console() -> Console {
        let settings = Settings {
            public_url: "https://terrace.test".to_owned(),
            trusted_proxies: Vec::new(),
            argon2: (8, 1, 1),
            session_lifetime: Duration::from_hours(1),
            link_lifetime: Duration::from_hours(1),
            development: false,
            demo: false,
        };
        let pool = PgPool::connect_lazy("postgres://nobody@127.0.0.1:1/none").unwrap();
        Console::new(pool, settings, None)
    }

    async fn panics() {
        panic!("as it happens");
    }

    async fn dawdles() {
        tokio::time::sleep(Duration::from_secs(10)).await;
    }

    #[tokio::test]
    async fn what_went_wrong_is_guarded_as_well() {
        let routes = Router::new()
            .route("/panics", get(panics))
            .route("/dawdles", get(dawdles));
        let service = guard(routes, console(), Duration::from_millis(50));
        for (path, status) in [("/panics", 500), ("/dawdles", 503), ("/absent", 404)] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let answer = service.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.status().as_u16(), status, "{path}");
            for name in [
                "content-security-policy",
                "x-content-type-options",
                "x-frame-options",
                "strict-transport-security",
                "x-request-id",
            ] {
                assert!(answer.headers().contains_key(name), "{name} of {path}");
            }
            assert_eq!(answer.headers()["cache-control"], "no-store", "{path}");
        }
    }
}
