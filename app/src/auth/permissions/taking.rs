//! What the address of the page that asks before something is taken away says:
//! `?from=group:3&id=5&id=6`, `?from=group:3&permission=view_dataset`,
//! `?from=user:5&permission=view_dataset`, `?share=7&share=8`.

use crate::{
    error::{AppError, Problem},
    list::ListQuery,
    permission::Permission,
};

/// At most so much is taken away at once.
const AT_ONCE: usize = 200;

/// What is to be taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taking {
    Members {
        group: i32,
        people: Vec<i32>,
    },
    FromGroup {
        group: i32,
        permissions: Vec<Permission>,
    },
    FromPerson {
        person: i32,
        permissions: Vec<Permission>,
    },
    Shares(Vec<i32>),
}

impl Taking {
    /// # Errors
    /// [`Problem::NothingChosen`] where the page before was left without a tick;
    /// [`AppError::Malformed`] for an address that no page of ours makes.
    pub fn parse(query: &ListQuery) -> Result<Self, AppError> {
        let ids = |key| {
            let ids: Vec<i32> = query
                .get_all(key)
                .map(str::parse)
                .collect::<Result<_, _>>()
                .map_err(|_| AppError::Malformed)?;
            Ok::<_, AppError>(Some(ids).filter(|ids| !ids.is_empty()))
        };
        let permissions: Vec<Permission> = query
            .get_all("permission")
            .map(Permission::parse)
            .collect::<Option<_>>()
            .ok_or(AppError::Malformed)?;
        let is_empty = |key| query.get(key).is_none();
        if permissions.is_empty() && is_empty("id") && is_empty("share") {
            return Err(AppError::field("form[search]", Problem::NothingChosen));
        }
        let taking = match (
            query.get("from").and_then(|from| from.split_once(':')),
            ids("share")?,
        ) {
            (None, Some(shares)) => Self::Shares(shares),
            (Some(("group", group)), None) => {
                let group = group.parse().map_err(|_| AppError::Malformed)?;
                match ids("id")? {
                    Some(people) if permissions.is_empty() => Self::Members { group, people },
                    None if !permissions.is_empty() => Self::FromGroup { group, permissions },
                    _ => return Err(AppError::Malformed),
                }
            }
            (Some(("user", person)), None) if !permissions.is_empty() => Self::FromPerson {
                person: person.parse().map_err(|_| AppError::Malformed)?,
                permissions,
            },
            _ => return Err(AppError::Malformed),
        };
        let count = match &taking {
            Self::Members { people, .. } => people.len(),
            Self::FromGroup { permissions, .. } | Self::FromPerson { permissions, .. } => {
                permissions.len()
            }
            Self::Shares(shares) => shares.len(),
        };
        if count > AT_ONCE {
            return Err(AppError::Malformed);
        }
        Ok(taking)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(search: &str) -> Result<Taking, AppError> {
        Taking::parse(&ListQuery::parse(search))
    }

    #[test]
    fn reads_what_our_pages_write() {
        assert_eq!(
            parse("from=group:3&id=5&id=6"),
            Ok(Taking::Members {
                group: 3,
                people: vec![5, 6]
            })
        );
        assert_eq!(
            parse("from=user:5&permission=view_dataset"),
            Ok(Taking::FromPerson {
                person: 5,
                permissions: vec![Permission::ViewDataset]
            })
        );
        assert_eq!(parse("share=7&share=8"), Ok(Taking::Shares(vec![7, 8])));
    }

    #[test]
    fn says_when_nothing_was_ticked() {
        let nothing = AppError::field("form[search]", Problem::NothingChosen);
        for search in ["", "from=group:3", "from=user:3"] {
            assert_eq!(parse(search), Err(nothing.clone()), "{search}");
        }
    }

    #[test]
    fn refuses_everything_else() {
        for search in [
            "from=group:x&id=1",
            "from=group:3&id=x",
            "from=group:3&id=1&permission=view_dataset",
            "from=user:3&id=1",
            "from=user:3&permission=fly",
            "from=dataset:3&permission=view_dataset",
            "share=7&from=group:3&id=1",
        ] {
            assert_eq!(parse(search), Err(AppError::Malformed), "{search}");
        }
        let many = vec!["share=1"; AT_ONCE + 1].join("&");
        assert_eq!(parse(&many), Err(AppError::Malformed));
    }
}
