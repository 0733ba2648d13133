//! The log as a file. It is read and sent in batches, each behind the one before by the keyset,
//! so that ten million lines need no more memory than a thousand. The log says when an export was
//! asked for, and again, with the number of lines, when all of them have left.

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use futures::stream;
use http::header;
use time::OffsetDateTime;

use super::{
    narrowing::Conditions,
    queries::{self, Line},
};
use crate::{
    error::AppError,
    list::ListQuery,
    moment::Moment,
    permission::Permission,
    server::{Console, Ctx, answer},
};

/// Lines read at once.
const BATCH: u16 = 1_000;
/// Without it Excel takes UTF-8 for the encoding of its own country (the Unicode byte order mark).
const MARK: &[u8] = "\u{feff}".as_bytes();

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
    /// Its name, the ending of its files, and its media type.
    const fn facts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Csv => ("CSV", "csv", "text/csv; charset=utf-8"),
            Self::JsonLines => ("JSON Lines", "jsonl", "application/jsonl; charset=utf-8"),
        }
    }
}

/// The log as the page's address narrows it, as CSV (RFC 4180).
pub async fn export_csv(State(console): State<Console>, request: Request) -> Response {
    answer_with(console, request, Format::Csv).await
}

/// The same with one JSON object a line.
pub async fn export_jsonl(State(console): State<Console>, request: Request) -> Response {
    answer_with(console, request, Format::JsonLines).await
}

async fn answer_with(console: Console, request: Request, format: Format) -> Response {
    let ctx = Ctx::of(request.extensions(), console, Permission::ExportAuditLog);
    let query = ListQuery::parse(request.uri().query().unwrap_or_default());
    match ctx {
        Ok(ctx) => export(ctx, query, format)
            .await
            .unwrap_or_else(|error| answer::plain(&error)),
        Err(error) => answer::plain(&error),
    }
}

async fn export(ctx: Ctx, query: ListQuery, format: Format) -> Result<Response, AppError> {
    let (name, ending, media_type) = format.facts();
    let conditions = queries::begin_export(&ctx, &query, name).await?;
    let day = Moment::from(OffsetDateTime::now_utc()).date();
    let export = Export {
        ctx,
        query,
        conditions,
        format,
        edge: None,
        lines: 0,
    };
    let chunks = stream::try_unfold(Some(export), |export| async move {
        match export {
            Some(export) => export.next().await.map(Some),
            None => Ok(None),
        }
    });
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"audit-logs-{day}.{ending}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(chunks)).into_response())
}

/// An export that is under way.
struct Export {
    ctx: Ctx,
    query: ListQuery,
    conditions: Conditions,
    format: Format,
    /// The last line that has left.
    edge: Option<(OffsetDateTime, i64)>,
    lines: u64,
}

impl Export {
    /// The next bytes, and the export as it goes on from there; `None` behind the last.
    async fn next(mut self) -> Result<(Bytes, Option<Self>), AppError> {
        let is_first = self.edge.is_none();
        let batch = queries::batch(&self.ctx, &self.conditions, self.edge, BATCH.into()).await?;
        let bytes = match self.format {
            Format::Csv => csv(&batch, is_first),
            Format::JsonLines => json_lines(&batch),
        };
        let bytes = bytes.map_err(|error| {
            tracing::error!(%error, "an export could not be written");
            AppError::Broken(self.ctx.request.id.to_string())
        })?;
        self.lines += batch.len() as u64;
        self.edge = batch.last().map(|line| (line.timestamp, line.id));
        if batch.len() < BATCH.into() {
            let (name, ..) = self.format.facts();
            queries::end_export(&self.ctx, &self.query, name, self.lines).await?;
            return Ok((bytes, None));
        }
        Ok((bytes, Some(self)))
    }
}

fn csv(lines: &[Line], with_head: bool) -> Result<Bytes, std::io::Error> {
    let mut writer = csv::Writer::from_writer(if with_head { MARK.to_vec() } else { Vec::new() });
    if with_head {
        writer.write_record(COLUMNS)?;
    }
    for line in lines {
        let number = |value: Option<i64>| value.map(|n| n.to_string()).unwrap_or_default();
        let text = |value: &Option<String>| guarded(value.as_deref().unwrap_or_default());
        writer.write_record([
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
        ])?;
    }
    Ok(writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?
        .into())
}

fn json_lines(lines: &[Line]) -> Result<Bytes, std::io::Error> {
    let mut bytes = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut bytes, line)?;
        bytes.push(b'\n');
    }
    Ok(bytes.into())
}

/// Text that a spreadsheet shows instead of computing: an apostrophe before what would begin a
/// formula (OWASP, "CSV injection").
fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
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
             10.2.4.18,,,\"{\"\"after\"\":{\"\"name\"\":\"\"b\"\"}}\"\n"
        );
        for hostile in ["+1", "-1", "@a", "\ta", "\ra"] {
            assert_eq!(guarded(hostile), format!("'{hostile}"));
        }
    }

    #[test]
    fn only_the_first_batch_has_a_head() {
        let bytes = csv(&[], true).unwrap();
        assert_eq!(
            String::from_utf8_lossy(&bytes),
            format!("\u{feff}{}\n", COLUMNS.join(","))
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
        let zhoulan = testing::ctx(&owner, "zhoulan").await;
        for (format, head) in [(Format::Csv, 1), (Format::JsonLines, 0)] {
            let query = ListQuery::parse("action=create");
            let response = export(zhoulan.clone(), query, format).await.unwrap();
            let bytes = response.into_body().collect().await.unwrap().to_bytes();
            let text = String::from_utf8(bytes.to_vec()).unwrap();
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
