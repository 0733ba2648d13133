//! Keyset paging: a cursor holds the sort key and the id of the row at the page's edge, and the
//! next page begins behind it by an index. The deepest page costs what the first one does.

mod count;
mod cursor;

pub use count::{count, count_by};

use sqlx::{FromRow, Postgres, QueryBuilder, Row, Transaction, postgres::PgRow};
use time::OffsetDateTime;

use self::cursor::Cursor;
use crate::{
    error::AppError,
    list::{Count, ListQuery, PAGE_ROWS, Page},
};

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
    edge: Option<(Edge, Cursor)>,
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
            .map(|(edge, cursor)| Ok::<_, AppError>((edge, Cursor::read(cursor, sort.key)?)))
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
        let Some((edge, cursor)) = &self.edge else {
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
            .push_bind(cursor.value().to_owned())
            .push(format_args!("::{kind}, "))
            .push_bind(cursor.id())
            .push(")");
    }

    /// ` ORDER BY key, id LIMIT rows`. For a page that is one row more than it shows, which tells
    /// whether there is another page.
    pub fn push_order(&self, query: &mut QueryBuilder<Postgres>, rows: usize) {
        let direction = if self.reads_downwards() {
            "DESC"
        } else {
            "ASC"
        };
        let (expression, tie) = (self.sort.expression, self.id);
        query.push(format_args!(
            " ORDER BY {expression} {direction}, {tie} {direction} LIMIT {rows}"
        ));
    }

    fn reads_downwards(&self) -> bool {
        match self.edge {
            Some((Edge::Before, _)) => !self.descending,
            _ => self.descending,
        }
    }

    /// Cuts the list's page as [`Self::fetch`] does, and counts all its rows where others have more
    /// of them. `from` pushes everything from `FROM` on.
    pub async fn fetch_counted<T>(
        &self,
        tx: &mut Transaction<'_, Postgres>,
        query: &mut QueryBuilder<Postgres>,
        from: impl Fn(&mut QueryBuilder<Postgres>),
    ) -> Result<Page<T>, AppError>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let mut page = self.fetch(tx, query).await?;
        if !page.is_all() {
            page.count = count(tx, from).await?;
        }
        Ok(page)
    }

    /// Runs the list's query and cuts its page: rows of `T` that select `sort_key` and `sort_id`. Its
    /// count is that of its own rows.
    pub async fn fetch<T>(
        &self,
        tx: &mut Transaction<'_, Postgres>,
        query: &mut QueryBuilder<Postgres>,
    ) -> Result<Page<T>, AppError>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let mut found = query.build().fetch_all(&mut **tx).await?;
        let has_more = found.len() > PAGE_ROWS;
        found.truncate(PAGE_ROWS);
        if matches!(self.edge, Some((Edge::Before, _))) {
            found.reverse();
        }
        let (before, after) = self.ways_on(&found, has_more)?;
        let rows = found
            .iter()
            .map(T::from_row)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Page {
            count: Count::Exactly(i64::try_from(rows.len()).unwrap_or(i64::MAX)),
            rows,
            before,
            after,
            now: OffsetDateTime::now_utc().into(),
        })
    }

    /// Cursors of the pages before and after one of these rows.
    fn ways_on(
        &self,
        found: &[PgRow],
        has_more: bool,
    ) -> Result<(Option<String>, Option<String>), AppError> {
        let (more_before, more_after) = match &self.edge {
            None => (false, has_more),
            Some((edge, cursor)) if found.is_empty() => {
                // The rows behind the edge are gone. Back leads to what lies before it, the row
                // at the edge included.
                let downwards = self.descending == (*edge == Edge::After);
                let back = cursor.beside(if downwards { -1 } else { 1 });
                return Ok(match edge {
                    Edge::After => (Some(back), None),
                    Edge::Before => (None, Some(back)),
                });
            }
            Some((Edge::After, _)) => (true, has_more),
            Some((Edge::Before, _)) => (has_more, true),
        };
        let written = |row: Option<&PgRow>| -> Result<Option<String>, AppError> {
            row.map(|row| {
                Ok(cursor::written(
                    row.try_get("sort_key")?,
                    row.try_get("sort_id")?,
                ))
            })
            .transpose()
        };
        Ok((
            written(found.first().filter(|_| more_before))?,
            written(found.last().filter(|_| more_after))?,
        ))
    }

    /// Runs a query that pushed [`Self::push_edge`] and [`Self::push_order`], and moves on
    /// behind its last row: the next batch of an export begins there.
    pub async fn fetch_batch<T>(
        &mut self,
        tx: &mut Transaction<'_, Postgres>,
        query: &mut QueryBuilder<Postgres>,
    ) -> Result<Vec<T>, AppError>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let found = query.build().fetch_all(&mut **tx).await?;
        if let Some(last) = found.last() {
            let cursor = Cursor::of(
                last.try_get("sort_key")?,
                last.try_get("sort_id")?,
                self.sort.key,
            )?;
            self.edge = Some((Edge::After, cursor));
        }
        Ok(found
            .iter()
            .map(T::from_row)
            .collect::<Result<Vec<_>, _>>()?)
    }
}

/// Pushes the condition that the row `alias` is found by these words: by its grams under an index,
/// and surely.
pub fn push_search(sql: &mut QueryBuilder<Postgres>, alias: &str, words: &str) {
    push_search_in(sql, alias, &format!("{alias}.search_text"), words);
}

/// The same where only a part of what has grams may be searched.
pub fn push_search_in(sql: &mut QueryBuilder<Postgres>, alias: &str, text: &str, words: &str) {
    sql.push(format_args!(
        " AND {alias}.search_grams @> public.sought_grams("
    ))
    .push_bind(words.to_owned());
    sql.push(format_args!(") AND strpos({text}, lower("))
        .push_bind(words.to_owned())
        .push(")) > 0");
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

    use super::{cursor::written, *};

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
    fn refuses_cursors_and_sorts_that_were_not_made_here() {
        let forged = BASE64_URL_SAFE_NO_PAD.encode("[\"2026-01-01'; DROP TABLE\",7]");
        for search in [
            "sort=password".to_owned(),
            "after=%00".to_owned(),
            format!("after={}", "a".repeat(5_000)),
            format!("sort=joined&after={forged}"),
            format!("after={}", written("a\0".into(), 1)),
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
        let cursor = written("m".into(), 7);
        let mut query = QueryBuilder::new("");
        let position = position(&format!("before={cursor}")).unwrap();
        position.push_edge(&mut query);
        position.push_order(&mut query, PAGE_ROWS + 1);
        assert_eq!(
            query.sql().as_str(),
            " AND (lower(name), id) < ($1::text, $2) ORDER BY lower(name) DESC, id DESC LIMIT 51"
        );
    }
}
