//! Keyset paging: a cursor holds the sort key and the id of the row at the page's edge, and the
//! next page begins behind it by an index. The deepest page costs what the first one does.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sqlx::{FromRow, Postgres, QueryBuilder, Row, Transaction, postgres::PgRow};
use time::OffsetDateTime;

use crate::{
    error::AppError,
    list::{Count, ListQuery, PAGE_ROWS, Page},
};

/// A cursor longer than this was not made here.
const MAX_CURSOR_BYTES: usize = 2_048;
/// Up to here rows are counted; beyond, the planner's estimate is good enough and says so.
const COUNTED: i64 = 10_000;

/// How a sort key is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Text,
    Time,
}

/// One way to sort a list. The expression must be that of an index that ends in the id.
#[derive(Clone, Copy, Debug)]
pub struct Sort {
    /// Its name in the address.
    pub name: &'static str,
    pub expression: &'static str,
    pub key: Key,
}

/// The sort asked for, and where the page begins.
#[derive(Clone, Debug)]
pub struct Position {
    sort: Sort,
    descending: bool,
    edge: Option<(Edge, String, i64)>,
    id: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    After,
    Before,
}

impl Position {
    /// Reads the sort and the cursor of an address. `sorts` begins with the default, which is
    /// downwards where `default_descending`. `id` is the column that breaks ties.
    ///
    /// # Errors
    /// [`AppError::Malformed`] for a sort that is not offered or a cursor not made here.
    pub fn of(
        query: &ListQuery,
        sorts: &[Sort],
        default_descending: bool,
        id: &'static str,
    ) -> Result<Self, AppError> {
        let (sort, descending) = match query.sort() {
            None => (
                sorts.first().copied().ok_or(AppError::Malformed)?,
                default_descending,
            ),
            Some((name, descending)) => {
                let sort = sorts.iter().find(|sort| sort.name == name).copied();
                (sort.ok_or(AppError::Malformed)?, descending)
            }
        };
        let edge = match (query.get("after"), query.get("before")) {
            (Some(cursor), _) => Some((Edge::After, cursor)),
            (None, Some(cursor)) => Some((Edge::Before, cursor)),
            (None, None) => None,
        };
        let edge = edge
            .map(|(edge, cursor)| {
                let (key, id) = decode(cursor, sort.key)?;
                Ok::<_, AppError>((edge, key, id))
            })
            .transpose()?;
        Ok(Self {
            sort,
            descending,
            edge,
            id,
        })
    }

    /// The sort key as text, to select beside each row as `sort_key`.
    pub fn select_key(&self) -> String {
        let expression = self.sort.expression;
        match self.sort.key {
            Key::Text => expression.to_owned(),
            // Microseconds since 1970 lose nothing; never signed in is -infinity.
            Key::Time => format!(
                "CASE WHEN isfinite({expression}) THEN (extract(epoch FROM {expression}) * 1000000)::bigint::text ELSE '-infinity' END"
            ),
        }
    }

    /// ` AND (key, id) > (…)` where the page does not begin at the list's edge.
    pub fn push_edge(&self, query: &mut QueryBuilder<Postgres>) {
        let Some((edge, key, id)) = &self.edge else {
            return;
        };
        let downwards = self.descending == (*edge == Edge::After);
        let comparison = if downwards { "<" } else { ">" };
        let kind = match self.sort.key {
            Key::Text => "text",
            Key::Time => "timestamptz",
        };
        let (expression, tie) = (self.sort.expression, self.id);
        query.push(format_args!(" AND ({expression}, {tie}) {comparison} ("));
        query
            .push_bind(key.clone())
            .push(format_args!("::{kind}, "))
            .push_bind(*id)
            .push(")");
    }

    /// ` ORDER BY key, id LIMIT n + 1`.
    pub fn push_order(&self, query: &mut QueryBuilder<Postgres>) {
        let direction = if self.reads_downwards() {
            "DESC"
        } else {
            "ASC"
        };
        let (expression, tie) = (self.sort.expression, self.id);
        query.push(format_args!(
            " ORDER BY {expression} {direction}, {tie} {direction} LIMIT {}",
            PAGE_ROWS + 1
        ));
    }

    fn reads_downwards(&self) -> bool {
        match self.edge {
            Some((Edge::Before, ..)) => !self.descending,
            _ => self.descending,
        }
    }

    /// Runs the list's query and cuts its page: rows of `T` that select `sort_key` and `sort_id`.
    pub async fn fetch<T>(
        &self,
        tx: &mut Transaction<'_, Postgres>,
        query: &mut QueryBuilder<Postgres>,
        count: Count,
    ) -> Result<Page<T>, AppError>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let mut found = query.build().fetch_all(&mut **tx).await?;
        let has_more = found.len() > PAGE_ROWS;
        found.truncate(PAGE_ROWS);
        let backwards = matches!(self.edge, Some((Edge::Before, ..)));
        if backwards {
            found.reverse();
        }
        let cursor = |row: Option<&PgRow>| -> Result<Option<String>, AppError> {
            row.map(|row| Ok(encode(row.try_get("sort_key")?, row.try_get("sort_id")?)))
                .transpose()
        };
        let (more_before, more_after) = match self.edge {
            None => (false, has_more),
            Some((Edge::After, ..)) => (true, has_more),
            Some((Edge::Before, ..)) => (has_more, true),
        };
        let before = if more_before {
            cursor(found.first())?
        } else {
            None
        };
        let after = if more_after {
            cursor(found.last())?
        } else {
            None
        };
        let rows = found
            .iter()
            .map(T::from_row)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Page {
            rows,
            before,
            after,
            count,
            now: OffsetDateTime::now_utc().into(),
        })
    }
}

/// How many rows a query has: exactly while they are few, the planner's estimate otherwise.
/// `select` pushes everything from `FROM` on.
pub async fn count(
    tx: &mut Transaction<'_, Postgres>,
    select: impl Fn(&mut QueryBuilder<Postgres>),
) -> Result<Count, AppError> {
    let mut explain = QueryBuilder::new("EXPLAIN (FORMAT JSON) SELECT 1 ");
    select(&mut explain);
    let plan: serde_json::Value = explain.build_query_scalar().fetch_one(&mut **tx).await?;
    let estimate = plan
        .pointer("/0/Plan/Plan Rows")
        .and_then(serde_json::Value::as_f64);
    // Rows are whole and far below 2^52.
    #[expect(clippy::cast_possible_truncation)]
    let estimate = estimate.unwrap_or_default() as i64;
    if estimate > 4 * COUNTED {
        return Ok(Count::About(estimate));
    }
    let mut exact = QueryBuilder::new("SELECT count(*) FROM (SELECT 1 ");
    select(&mut exact);
    exact.push(format_args!(" LIMIT {}) AS counted", COUNTED + 1));
    let rows: i64 = exact.build_query_scalar().fetch_one(&mut **tx).await?;
    Ok(if rows > COUNTED {
        Count::About(estimate.max(rows))
    } else {
        Count::Exactly(rows)
    })
}

/// Pushes the condition that the row `alias` is found by these words: by its grams under an index,
/// and surely.
pub fn push_search(sql: &mut QueryBuilder<Postgres>, alias: &str, words: &str) {
    sql.push(format_args!(
        " AND {alias}.search_grams @> public.sought_grams("
    ))
    .push_bind(words.to_owned());
    sql.push(format_args!(") AND strpos({alias}.search_text, lower("))
        .push_bind(words.to_owned())
        .push(")) > 0");
}

fn encode(key: String, id: i64) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(serde_json::json!([key, id]).to_string())
}

fn decode(cursor: &str, kind: Key) -> Result<(String, i64), AppError> {
    if cursor.len() > MAX_CURSOR_BYTES {
        return Err(AppError::Malformed);
    }
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(cursor)
        .map_err(|_| AppError::Malformed)?;
    let (key, id): (String, i64) =
        serde_json::from_slice(&bytes).map_err(|_| AppError::Malformed)?;
    let key = match kind {
        Key::Text if key.contains('\0') => return Err(AppError::Malformed),
        Key::Text => key,
        Key::Time if key == "-infinity" => key,
        Key::Time => timestamp(&key)?,
    };
    Ok((key, id))
}

/// Microseconds since 1970 as PostgreSQL reads a timestamp.
fn timestamp(microseconds: &str) -> Result<String, AppError> {
    let microseconds: i64 = microseconds.parse().map_err(|_| AppError::Malformed)?;
    let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(microseconds) * 1000)
        .map_err(|_| AppError::Malformed)?;
    if !(1..=9999).contains(&moment.year()) {
        return Err(AppError::Malformed);
    }
    Ok(format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}+00",
        moment.year(),
        u8::from(moment.month()),
        moment.day(),
        moment.hour(),
        moment.minute(),
        moment.second(),
        moment.microsecond()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SORTS: [Sort; 2] = [
        Sort {
            name: "name",
            expression: "lower(name)",
            key: Key::Text,
        },
        Sort {
            name: "joined",
            expression: "date_joined",
            key: Key::Time,
        },
    ];

    fn position(search: &str) -> Result<Position, AppError> {
        Position::of(&ListQuery::parse(search), &SORTS, false, "id")
    }

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        assert_eq!(
            decode(&encode("林晓".into(), 7), Key::Text),
            Ok(("林晓".into(), 7))
        );
        assert_eq!(
            decode(&encode("1795482060318123".into(), 7), Key::Time),
            Ok(("2026-11-24 01:01:00.318123+00".into(), 7))
        );
    }

    #[test]
    fn refuses_cursors_and_sorts_that_were_not_made_here() {
        let forged = BASE64_URL_SAFE_NO_PAD.encode("[\"2026-01-01'; DROP TABLE\",7]");
        for search in [
            "sort=password".to_owned(),
            "after=%00".to_owned(),
            format!("after={}", "a".repeat(5_000)),
            format!("sort=joined&after={forged}"),
            format!("after={}", encode("a\0".into(), 1)),
        ] {
            assert_eq!(
                position(&search).err(),
                Some(AppError::Malformed),
                "{search}"
            );
        }
    }

    #[test]
    fn pages_backwards_by_turning_the_order_round() {
        let cursor = encode("m".into(), 7);
        let mut query = QueryBuilder::new("");
        let position = position(&format!("before={cursor}")).unwrap();
        position.push_edge(&mut query);
        position.push_order(&mut query);
        assert_eq!(
            query.sql().as_str(),
            " AND (lower(name), id) < ($1::text, $2) ORDER BY lower(name) DESC, id DESC LIMIT 51"
        );
    }
}
