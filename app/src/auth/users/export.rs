//! The list of people as a CSV file (RFC 4180), streamed: a thousand rows at a time, whatever the
//! length, in memory that does not grow.

use axum::{
    body::Body,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use csv::Writer;
use futures::stream::try_unfold;
use http::{HeaderValue, header};
use time::OffsetDateTime;

use super::{
    UserRow,
    narrowing::{Narrowing, filters_of},
    queries,
    words::{role_words, state_words},
};
use crate::{
    error::AppError,
    i18n::*,
    list::ListQuery,
    moment::Moment,
    permission::Permission,
    server::{Console, Ctx, answer},
};

/// Rows read at a time.
const BATCH: i64 = 1_000;
/// Without it Excel takes UTF-8 for the encoding of its own country (the Unicode byte order mark).
const MARK: &str = "\u{feff}";

/// Answers `paths::USERS_CSV`: the list as its address narrows it, or the picked people (`id`).
pub async fn export_csv(State(console): State<Console>, request: Request) -> Response {
    let query = ListQuery::parse(request.uri().query().unwrap_or_default());
    match Ctx::of(request.extensions(), console, Permission::ExportUser) {
        Ok(ctx) => stream(ctx, query)
            .await
            .unwrap_or_else(|error| answer::plain(&error)),
        Err(error) => answer::plain(&error),
    }
}

async fn stream(ctx: Ctx, query: ListQuery) -> Result<Response, AppError> {
    let now = OffsetDateTime::now_utc();
    let narrowing = Narrowing::parse(&ctx, &query, now)?;
    queries::begin_export(&ctx, &narrowing, filters_of(&query)).await?;
    let language = ctx.caller.language.unwrap_or_default();
    let rows = try_unfold(
        (ctx, narrowing, Some(0)),
        move |(ctx, narrowing, after)| async move {
            let Some(after) = after else {
                return Ok::<_, AppError>(None);
            };
            let users = queries::export(&ctx, &narrowing, after, BATCH).await?;
            let mut part = if after == 0 {
                heading(language)?
            } else {
                Vec::new()
            };
            part.extend(lines(language, &users)?);
            let is_last = users.len() < usize::try_from(BATCH).unwrap_or_default();
            let next = users.last().filter(|_| !is_last).map(|user| user.id);
            Ok(Some((part, (ctx, narrowing, next))))
        },
    );
    let name = format!(
        "attachment; filename=\"users-{}.csv\"",
        Moment::from(now).date()
    );
    let mut response = Body::from_stream(rows).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

fn heading(language: Locale) -> Result<Vec<u8>, AppError> {
    let mut heading = MARK.as_bytes().to_vec();
    heading.extend(written([[
        td_string!(language, users.name),
        td_string!(language, users.username),
        td_string!(language, users.email),
        td_string!(language, users.role),
        td_string!(language, users.state),
        td_string!(language, users.organization),
        td_string!(language, users.department),
        td_string!(language, users.position),
        td_string!(language, users.joined),
        td_string!(language, users.last_sign_in),
    ]])?);
    Ok(heading)
}

fn lines(language: Locale, users: &[UserRow]) -> Result<Vec<u8>, AppError> {
    written(users.iter().filter_map(|user| {
        let facts = user.facts.as_ref()?;
        let text = |fact: &Option<String>| guarded(fact.as_deref().unwrap_or_default());
        Some([
            guarded(&user.name),
            guarded(&facts.username),
            guarded(&facts.email),
            role_words(language, facts.role).to_owned(),
            state_words(language, facts.state).to_owned(),
            text(&facts.organization),
            text(&facts.department),
            text(&facts.position),
            facts.joined.rfc3339(),
            facts.last_sign_in.map(Moment::rfc3339).unwrap_or_default(),
        ])
    }))
}

fn written<const N: usize, T: AsRef<[u8]>>(
    lines: impl IntoIterator<Item = [T; N]>,
) -> Result<Vec<u8>, AppError> {
    let broken = |error: csv::Error| AppError::Broken(error.to_string());
    let mut writer = Writer::from_writer(Vec::new());
    for line in lines {
        writer.write_record(line).map_err(broken)?;
    }
    writer
        .into_inner()
        .map_err(|error| AppError::Broken(error.to_string()))
}

/// A cell that begins like a formula would be run by a spreadsheet; an apostrophe before it keeps
/// it text (OWASP, CSV injection).
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_stays_text() {
        for formula in ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1"] {
            assert_eq!(guarded(formula), format!("'{formula}"));
        }
        for text in ["Ana Costa", "林晓", "a=b", ""] {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn quotes_what_would_break_a_line() {
        assert_eq!(
            written([["a,b", "say \"hi\"", "two\nlines"]]).unwrap(),
            b"\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\n"
        );
    }

    #[test]
    fn begins_with_the_mark_that_excel_looks_for() {
        let heading = heading(Locale::zh_CN).unwrap();
        assert_eq!(heading[..3], [0xef, 0xbb, 0xbf]);
        assert!(String::from_utf8(heading).unwrap().ends_with("最近登录\n"));
    }
}
