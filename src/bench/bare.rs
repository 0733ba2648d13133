//! What a list costs at the least: the same SQL, made by the same functions, behind a bare axum
//! handler that fills a plain string. No session, no layers, no components.

use std::{fmt::Write, net::SocketAddr, sync::Arc, time::Duration};

use app::{
    auth::users,
    error::AppError,
    list::ListQuery,
    permission::{PermissionSet, Role},
    server::{
        Caller, Console, Ctx, Settings,
        database::{self, Wall},
        request::RequestFacts,
    },
    system::audit_logs::{self, Actor},
};
use axum::{
    Router,
    extract::{Path, RawQuery, State},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use http::StatusCode;
use tokio::net::TcpListener;

use super::{Failure, cases::Reach};

/// Serves until it is stopped.
pub async fn serve(database_url: &str, address: SocketAddr) -> Result<(), Failure> {
    // As many connections as the console has by default.
    let pool = database::open(database_url, 16).await?;
    let console = Console::new(pool, settings(), None);
    let router = Router::new()
        .route("/ready", get(|| async {}))
        .route("/{reach}/users", get(users))
        .route("/{reach}/audit-logs", get(audit_logs))
        .route("/{reach}/datasets", get(datasets))
        .with_state(console);
    axum::serve(TcpListener::bind(address).await?, router).await?;
    Ok(())
}

fn settings() -> Settings {
    Settings {
        public_url: "http://localhost".to_owned(),
        trusted_proxies: Vec::new(),
        argon2: (8, 1, 1),
        session_lifetime: Duration::from_hours(24),
        link_lifetime: Duration::from_hours(24),
        development: false,
        demo: false,
    }
}

/// Who asks: as the measured console knows them from their session.
fn ctx(console: Console, reach: Reach) -> Ctx {
    let role = match reach {
        Reach::Own => Role::Staff,
        Reach::All => Role::Superuser,
    };
    let caller = Caller {
        user_id: reach.user_id(),
        username: String::new(),
        display_name: String::new(),
        role,
        held: PermissionSet::of_role(role),
        groups: Vec::new(),
        organization: match reach {
            Reach::Own => Some((1, String::new())),
            Reach::All => None,
        },
        language: None,
        theme: None,
        shortcuts: true,
        switchable: Vec::new(),
    };
    let request = RequestFacts {
        id: "bare".into(),
        address: None,
        user_agent: None,
    };
    Ctx {
        console,
        caller: Arc::new(caller),
        request,
    }
}

/// An error page would be fast and wrong.
struct Refused(AppError);

impl From<AppError> for Refused {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, self.0.to_string()).into_response()
    }
}

type Answer = Result<Html<String>, Refused>;

async fn users(
    State(console): State<Console>,
    Path(reach): Path<String>,
    RawQuery(search): RawQuery,
) -> Answer {
    let query = ListQuery::parse(&search.unwrap_or_default());
    let list = users::queries::list(&ctx(console, Reach::parse(&reach)), &query).await?;
    let mut html = head(&format!("{:?}", list.page.count));
    for user in &list.page.rows {
        let Some(facts) = &user.facts else { continue };
        let seen = facts
            .last_sign_in
            .map(app::moment::Moment::exact)
            .unwrap_or_default();
        row(
            &mut html,
            &format!("/users/{}", user.id),
            &[
                &user.name,
                &facts.username,
                &facts.email,
                &format!("{:?}", facts.role),
                &format!("{:?}", facts.state),
                facts.department.as_deref().unwrap_or_default(),
                facts.position.as_deref().unwrap_or_default(),
                &seen,
                &facts.joined.exact(),
            ],
        );
    }
    Ok(foot(html, list.page.before, list.page.after))
}

async fn audit_logs(
    State(console): State<Console>,
    Path(reach): Path<String>,
    RawQuery(search): RawQuery,
) -> Answer {
    let query = ListQuery::parse(&search.unwrap_or_default());
    let page = audit_logs::queries::list(&ctx(console, Reach::parse(&reach)), &query).await?;
    let mut html = head(&format!("{:?}", page.count));
    for line in &page.rows {
        let who = match &line.actor {
            Actor::Person { name, .. } => name,
            Actor::Nobody | Actor::Outsider => "",
        };
        row(
            &mut html,
            &format!("/audit-logs?entry={}", line.id),
            &[
                &line.at.exact(),
                who,
                &line.action,
                line.entity_type.as_deref().unwrap_or_default(),
                &line.entity_label,
                &line.changed.join(", "),
            ],
        );
    }
    Ok(foot(html, page.before, page.after))
}

/// The list of datasets has no page yet: this is the query it will have.
async fn datasets(State(console): State<Console>, RawQuery(search): RawQuery) -> Answer {
    let query = ListQuery::parse(&search.unwrap_or_default());
    let mut tx = database::begin(&console.pool, Wall::Organization(1), true).await?;
    let found: Vec<(i32, String, String)> = sqlx::query_as(
        "SELECT id, name, format FROM data_platform.datasets
         WHERE organization_id = 1 AND search_grams @> public.bigrams($1)
           AND strpos(search_text, lower($1)) > 0
         ORDER BY created_at DESC, id DESC LIMIT 51",
    )
    .bind(query.search().unwrap_or_default())
    .fetch_all(&mut *tx)
    .await
    .map_err(AppError::from)?;
    let mut html = head(&found.len().to_string());
    for (id, name, format) in &found {
        row(&mut html, &format!("/datasets/{id}"), &[name, format]);
    }
    Ok(foot(html, None, None))
}

fn head(count: &str) -> String {
    let mut html = String::with_capacity(32 << 10);
    html.push_str("<!DOCTYPE html><html><body><h1>");
    html.push_str(count);
    html.push_str("</h1><table><tbody>");
    html
}

fn row(html: &mut String, href: &str, cells: &[&str]) {
    // Writing to a string cannot fail.
    let _ = write!(html, "<tr><td><a href=\"{href}\">");
    for (place, cell) in cells.iter().enumerate() {
        escape(html, cell);
        html.push_str(if place == 0 { "</a></td>" } else { "</td>" });
        html.push_str(if place + 1 == cells.len() {
            "</tr>"
        } else {
            "<td>"
        });
    }
}

fn foot(mut html: String, before: Option<String>, after: Option<String>) -> Html<String> {
    for (key, cursor) in [("before", before), ("after", after)] {
        if let Some(cursor) = cursor {
            let _ = write!(html, "<a href=\"?{key}={cursor}\">{key}</a>");
        }
    }
    html.push_str("</tbody></table></body></html>");
    Html(html)
}

fn escape(html: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
}
