//! Probes: `/livez` says that the process answers, `/readyz` that it can do its work, `/healthz`
//! lists the stores by name to those who administer them.

use std::time::Instant;

use app::{
    permission::Permission,
    server::{Console, Ctx, answer},
};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{Extensions, StatusCode};
use serde_json::json;

use crate::database::MIGRATIONS;

/// Touches nothing.
pub async fn live() -> &'static str {
    "alive\n"
}

/// Asks PostgreSQL, and whether it has every migration of this program.
pub async fn ready(State(console): State<Console>) -> Response {
    let newest = MIGRATIONS
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or_default();
    let has_newest: Result<bool, _> = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM public._sqlx_migrations WHERE version = $1 AND success)",
    )
    .bind(newest)
    .fetch_one(&console.pool)
    .await;
    match has_newest {
        Ok(true) => "ready\n".into_response(),
        Ok(false) => (StatusCode::SERVICE_UNAVAILABLE, "the schema is behind\n").into_response(),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "PostgreSQL does not answer\n",
        )
            .into_response(),
    }
}

/// The stores by name, for those who administer them.
pub async fn stores(State(console): State<Console>, extensions: Extensions) -> Response {
    if let Err(error) = Ctx::of(&extensions, console.clone(), Permission::ViewStore) {
        return answer::plain(&error);
    }
    let asked = Instant::now();
    let is_up = app::server::database::ping(&console.pool).await.is_ok();
    let milliseconds = asked.elapsed().as_secs_f64() * 1000.0;
    Json(json!({ "stores": [{
        "name": "PostgreSQL",
        "state": if is_up { "up" } else { "down" },
        "milliseconds": (milliseconds * 10.0).round() / 10.0,
    }] }))
    .into_response()
}
