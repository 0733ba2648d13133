//! Searching by name over the entities that have one. Each slice searches its own, behind the same
//! predicate as its list.

use super::Finding;
use crate::{
    auth::{organizations, users},
    error::AppError,
    permission::Permission,
    server::Ctx,
};

/// Rows of each kind.
const MOST: i64 = 10;

/// Users and organizations by name, as far as the caller may open them.
pub async fn find(ctx: &Ctx, words: &str) -> Result<Vec<Finding>, AppError> {
    let mut found = Vec::new();
    if ctx.may(Permission::ViewUser) {
        let users = users::queries::find_by_words(ctx, words, MOST).await?;
        found.extend(users.into_iter().map(|row| finding("user", row)));
    }
    if ctx.may(Permission::ViewOrganization) {
        let organizations = organizations::queries::find_by_words(ctx, words, MOST).await?;
        found.extend(
            organizations
                .into_iter()
                .map(|row| finding("organization", row)),
        );
    }
    Ok(found)
}

fn finding(entity_type: &str, (id, name): (i32, String)) -> Finding {
    Finding {
        entity_type: entity_type.to_owned(),
        id,
        name,
    }
}

#[cfg(test)]
mod tests {
    use sqlx::PgPool;

    use super::*;
    use crate::server::testing;

    async fn names(ctx: &Ctx, words: &str) -> Vec<String> {
        let found = find(ctx, words).await.unwrap();
        found.into_iter().map(|finding| finding.name).collect()
    }

    #[sqlx::test(migrations = "../migrations", fixtures("../../fixtures/cast.sql"))]
    async fn everybody_finds_what_their_lists_show(owner: PgPool) {
        let nothing: [&str; 0] = [];
        let member = testing::ctx(&owner, "chenmo").await;
        let staff = testing::ctx(&owner, "zhoulan").await;
        let elsewhere = testing::ctx(&owner, "john.mbeki").await;
        let admin = testing::ctx(&owner, "admin").await;
        let everywhere = testing::everywhere(&owner).await;
        for words in ["林晓", "Sofia", "晨光", "Northwind"] {
            assert_eq!(names(&member, words).await, nothing, "{words}");
        }
        for (words, of_staff, of_elsewhere, of_admin, of_all) in [
            ("林晓", &["林晓"][..], &[][..], &["林晓"][..], &["林晓"][..]),
            ("SOFIA", &[], &["Sofia Rossi"], &[], &["Sofia Rossi"]),
            ("刘洋", &["刘洋"], &[], &["刘洋"], &["刘洋"]),
            ("晨光", &["晨光智能"], &[], &["晨光智能"], &["晨光智能"]),
            // Organizations are a superuser's wherever they act, as in the list.
            (
                "north",
                &[],
                &[
                    "John Mbeki",
                    "Kenji Sato",
                    "Priya Nair",
                    "Sofia Rossi",
                    "Northwind Labs",
                ],
                &["Northwind Labs"],
                &[
                    "John Mbeki",
                    "Kenji Sato",
                    "Priya Nair",
                    "Sofia Rossi",
                    "Northwind Labs",
                ],
            ),
            ("旧部", &[], &[], &["远山旧部"], &["远山旧部"]),
            ("%", &[], &[], &[], &[]),
        ] {
            assert_eq!(names(&staff, words).await, of_staff, "{words}");
            assert_eq!(names(&elsewhere, words).await, of_elsewhere, "{words}");
            assert_eq!(names(&admin, words).await, of_admin, "{words}");
            assert_eq!(names(&everywhere, words).await, of_all, "{words}");
        }
    }
}
