//! The log as a file. The log says when an export was asked for, and again, with the number of
//! lines, when all of them have left.

use axum::{
    extract::{Request, State},
    response::Response,
};

use super::{
    conditions::Conditions,
    queries::{self, Line},
};
use crate::{
    error::AppError,
    list::ListQuery,
    moment::Moment,
    permission::Permission,
    server::{
        Console,
        export::{self, BATCH, Batches, CSV, Recipient, guarded},
        keyset::Position,
    },
};

const COLUMNS: [&str; 14] = [
    "id",
    "time",
    "user_id",
    "username",
    "action",
    "entity_type",
    "entity_id",
    "entity_key",
    "entity_label",
    "organization_id",
    "ip_address",
    "user_agent",
    "request_id",
    "details",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Csv,
    JsonLines,
}

impl Format {
    const fn name(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::JsonLines => "JSON Lines",
        }
    }

    /// The ending of its files, and its media type.
    const fn kind(self) -> (&'static str, &'static str) {
        match self {
            Self::Csv => CSV,
            Self::JsonLines => ("jsonl", "application/jsonl; charset=utf-8"),
        }
    }
}

/// The log as the page's address narrows it, as CSV.
pub async fn export_csv(State(console): State<Console>, request: Request) -> Response {
    respond(console, request, Format::Csv).await
}

/// The same with one JSON object a line.
pub async fn export_jsonl(State(console): State<Console>, request: Request) -> Response {
    respond(console, request, Format::JsonLines).await
}

async fn respond(console: Console, request: Request, format: Format) -> Response {
    let begin = |recipient, query| begin(recipient, query, format);
    export::respond(console, request, Permission::ExportAuditLog, begin).await
}

async fn begin(
    recipient: Recipient,
    query: ListQuery,
    format: Format,
) -> Result<Response, AppError> {
    let position = queries::start(&query)?;
    let conditions = queries::begin_export(&recipient.ctx, &query, format.name()).await?;
    let export = Export {
        recipient,
        query,
        conditions,
        format,
        position,
        lines: 0,
    };
    Ok(export::send(export, "audit-logs", format.kind()))
}

/// An export that is under way.
struct Export {
    recipient: Recipient,
    query: ListQuery,
    conditions: Conditions,
    format: Format,
    position: Position,
    lines: usize,
}

impl Batches for Export {
    fn recipient(&self) -> &Recipient {
        &self.recipient
    }

    async fn next(&mut self) -> Result<(Vec<u8>, bool), AppError> {
        let ctx = &self.recipient.ctx;
        let batch = queries::batch(ctx, &self.conditions, &mut self.position).await?;
        let bytes = match self.format {
            Format::Csv => csv(&batch, self.lines == 0)?,
            Format::JsonLines => json_lines(&batch)?,
        };
        self.lines += batch.len();
        let is_last = batch.len() < BATCH;
        if is_last {
            queries::end_export(ctx, &self.query, self.format.name(), self.lines).await?;
        }
        Ok((bytes, is_last))
    }
}

fn csv(lines: &[Line], is_first: bool) -> Result<Vec<u8>, AppError> {
    let number = |value: Option<i64>| value.map(|n| n.to_string()).unwrap_or_default();
    let text = |value: &Option<String>| guarded(value.as_deref().unwrap_or_default());
    let lines = lines.iter().map(|line| {
        [
            line.id.to_string(),
            Moment::from(line.timestamp).rfc3339(),
            number(line.user_id.map(i64::from)),
            text(&line.username),
            guarded(&line.action),
            text(&line.entity_type),
            number(line.entity_id),
            text(&line.entity_key),
            text(&line.entity_label),
            number(line.organization_id.map(i64::from)),
            text(&line.ip_address),
            text(&line.user_agent),
            text(&line.request_id),
            line.details
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
        ]
    });
    export::csv(is_first.then_some(COLUMNS), lines)
}

fn json_lines(lines: &[Line]) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut bytes, line)
            .map_err(|error| AppError::Broken(error.to_string()))?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::body::Body;
    use http_body_util::BodyExt;
    use serde_json::{Value, json};
    use sqlx::PgPool;

    use super::*;
    use crate::server::testing;

    fn line() -> Line {
        Line {
            id: 7,
            timestamp: time::macros::datetime!(2026-11-24 01:01:00.318 UTC),
            user_id: Some(2),
            username: Some("=cmd|'/c calc'!A1".to_owned()),
            action: "update".to_owned(),
            entity_type: Some("user".to_owned()),
            entity_id: Some(-3),
            entity_key: None,
            entity_label: Some("周\"岚\",\n".to_owned()),
            organization_id: Some(1),
            ip_address: Some("10.2.4.18".to_owned()),
            user_agent: None,
            request_id: None,
            details: Some(json!({ "after": { "name": "b" } })),
        }
    }

    #[test]
    fn a_spreadsheet_computes_nothing_of_what_people_typed() {
        let bytes = csv(&[line()], false).unwrap();
        assert_eq!(
            String::from_utf8_lossy(&bytes),
            "7,2026-11-24T01:01:00.318Z,2,'=cmd|'/c calc'!A1,update,user,-3,,\"周\"\"岚\"\",\n\",1,\
             10.2.4.18,,,\"{\"\"after\"\":{\"\"name\"\":\"\"b\"\"}}\"\r\n"
        );
    }

    #[test]
    fn only_the_first_batch_has_a_head() {
        let bytes = csv(&[], true).unwrap();
        assert_eq!(
            String::from_utf8_lossy(&bytes),
            format!("\u{feff}{}\r\n", COLUMNS.join(","))
        );
        assert!(csv(&[], false).unwrap().is_empty());
    }

    #[test]
    fn a_line_of_json_is_one_line() {
        let bytes = json_lines(&[line(), line()]).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["time"], "2026-11-24T01:01:00.318Z");
        assert_eq!(lines[0]["details"]["after"]["name"], "b");
    }

    async fn sent(recipient: Recipient, search: &str, format: Format) -> String {
        let begun = begin(recipient, ListQuery::parse(search), format).await;
        let body = begun.unwrap().into_body().collect().await.unwrap();
        String::from_utf8(body.to_bytes().to_vec()).unwrap()
    }

    #[sqlx::test(migrations = "../migrations", fixtures("../../../fixtures/cast.sql"))]
    async fn exports_of_all_organizations_hold_every_line_once_in_its_order(owner: PgPool) {
        sqlx::raw_sql(
            "INSERT INTO public.audit_logs (timestamp, user_id, action, organization_id, entity_label)
             SELECT now() - make_interval(secs => n / 3), 2,
                    CASE n % 2 WHEN 0 THEN 'create' ELSE 'update' END,
                    CASE n % 3 WHEN 0 THEN 1 WHEN 1 THEN 2 END, n::text
             FROM generate_series(1, 5000) n",
        )
        .execute(&owner)
        .await
        .unwrap();
        let mut all = testing::recipient(&owner, "admin").await;
        Arc::make_mut(&mut all.ctx.caller).organization = None;
        // The second of each goes through the organizations one by one, the first does not.
        for (search, lines) in [
            ("who=zhoulan", 5_000),
            ("action=create", 2_500),
            ("who=zhoulan&sort=time&after=WyIwIiwwXQ", 5_000),
            ("action=create&sort=time", 2_500),
        ] {
            let text = sent(all.clone(), search, Format::JsonLines).await;
            let moments: Vec<(String, i64)> = text
                .lines()
                .map(|line| serde_json::from_str::<Value>(line).unwrap())
                .map(|line| {
                    (
                        line["time"].as_str().unwrap().to_owned(),
                        line["id"].as_i64().unwrap(),
                    )
                })
                .collect();
            assert_eq!(moments.len(), lines, "{search}");
            let mut sorted = moments.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), lines, "{search}");
            if !search.contains("sort") {
                sorted.reverse();
            }
            assert_eq!(moments, sorted, "{search}");
        }
    }

    #[sqlx::test(migrations = "../migrations", fixtures("../../../fixtures/cast.sql"))]
    async fn exports_what_the_caller_sees_and_says_so(owner: PgPool) {
        sqlx::raw_sql(
            "INSERT INTO public.audit_logs (timestamp, user_id, action, organization_id, entity_label)
             SELECT now() - make_interval(secs => n / 3), 2, 'create', 1 + n % 2, '=' || n
             FROM generate_series(1, 5000) n",
        )
        .execute(&owner)
        .await
        .unwrap();
        let zhoulan = testing::recipient(&owner, "zhoulan").await;
        for (format, head) in [(Format::Csv, 1), (Format::JsonLines, 0)] {
            let text = sent(zhoulan.clone(), "action=create", format).await;
            assert_eq!(text.lines().count(), 2_500 + head, "{format:?}");
            assert_eq!(text.contains("'=2"), format == Format::Csv);
        }
        let said: Vec<(Option<i32>, String, Value)> = sqlx::query_as(
            "SELECT organization_id, entity_label, details FROM public.audit_logs
             WHERE action = 'export' AND entity_type = 'auditlog' AND user_id = 2 ORDER BY id",
        )
        .fetch_all(&owner)
        .await
        .unwrap();
        let begun = json!({ "filters": { "action": "create" } });
        let ended = json!({ "filters": { "action": "create" }, "rows": 2_500 });
        let expected = ["CSV", "JSON Lines"].into_iter().flat_map(|name| {
            [
                (Some(1), name.to_owned(), begun.clone()),
                (Some(1), name.to_owned(), ended.clone()),
            ]
        });
        assert_eq!(said, expected.collect::<Vec<_>>());
    }

    #[sqlx::test(migrations = "../migrations", fixtures("../../../fixtures/cast.sql"))]
    async fn nothing_is_exported_for_those_who_may_not(owner: PgPool) {
        let ctx = testing::ctx(&owner, "chenmo").await;
        for caller in [None, Some(ctx.caller.clone())] {
            let mut request = Request::new(Body::empty());
            let expected = if caller.is_some() { 404 } else { 401 };
            if let Some(caller) = caller {
                request.extensions_mut().insert(caller);
            }
            let response = export_csv(State(ctx.console.clone()), request).await;
            assert_eq!(response.status().as_u16(), expected);
        }
    }
}
