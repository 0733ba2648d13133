//! Organizations: whose everything is. Superusers administer all of them, staff their own; to
//! everybody else these pages do not exist.

#[cfg(feature = "ssr")]
pub mod export;
mod pages;
#[cfg(feature = "ssr")]
pub mod queries;
pub mod words;

pub use pages::*;

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{
    auth::users::UserRow,
    error::{AppError, Usage},
    list::{Count, Page},
    moment::Moment,
};
#[cfg(feature = "ssr")]
use crate::{
    error::Problem, list::ListQuery, paths, permission::Permission, server::Ctx, validate::Fields,
};

/// Counting of what belongs to an organization stops here.
pub const COUNTED: i64 = 1_000;
/// Settings longer than this are not settings; the column's own check measures the same in bytes.
#[cfg(feature = "ssr")]
const MAX_SETTINGS: u32 = 65_536;

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationRow {
    pub id: i32,
    pub name: String,
    /// The beginning of the description.
    pub summary: String,
    pub is_active: bool,
    /// Its people, up to [`COUNTED`].
    pub members: i64,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// What the page of one organization shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    pub id: i32,
    pub name: String,
    pub description: String,
    /// JSON as people read it, by lines; `None` where nothing is set.
    pub settings: Option<String>,
    pub is_active: bool,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub members: Count,
    pub groups: Count,
    /// What refers to it, most numerous first: while there is anything, it cannot be deleted.
    pub usages: Vec<Usage>,
    /// The one the caller belongs to, which they cannot deactivate.
    pub is_own: bool,
    pub now: Moment,
}

/// What the form sends: a new organization without an id, a changed one with it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct OrganizationForm {
    #[serde(default)]
    pub id: Option<i32>,
    /// When the row was last changed as the form was opened; milliseconds since 1970.
    #[serde(default)]
    pub updated_at: Moment,
    pub name: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub settings: String,
}

/// Which organization a button is about.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct OrganizationChoice {
    pub id: i32,
}

/// What the page that deletes sends: which, and its name as it was typed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeletionForm {
    pub id: i32,
    #[serde(default)]
    pub name: String,
}

/// The organizations that the caller administers, by the state of the list in the address.
#[server(input = GetUrl)]
pub async fn list_organizations(search: String) -> Result<Page<OrganizationRow>, AppError> {
    let ctx = Ctx::require(Permission::ViewOrganization).await?;
    queries::list(&ctx, &ListQuery::read(&search)?).await
}

/// One organization with what depends on it.
#[server(input = GetUrl)]
pub async fn get_organization(id: i32) -> Result<Organization, AppError> {
    let ctx = Ctx::require(Permission::ViewOrganization).await?;
    queries::get(&ctx, id).await
}

/// The people of one organization, by the state of the list in the address.
#[server(input = GetUrl)]
pub async fn list_members(id: i32, search: String) -> Result<Page<UserRow>, AppError> {
    let ctx = Ctx::require(Permission::ViewOrganization).await?;
    queries::members(&ctx, id, &ListQuery::read(&search)?).await
}

/// Creates an organization, or changes one.
#[server]
pub async fn save_organization(form: OrganizationForm) -> Result<i32, AppError> {
    let ctx = Ctx::require(Permission::ChangeOrganization).await?;
    let (id, done) = match form.id {
        None if ctx.may(Permission::AddOrganization) => (
            queries::create(&ctx, form.validate()?).await?,
            "?done=created",
        ),
        None => return Err(AppError::NotFound),
        Some(id) => {
            let opened_at = form.updated_at;
            let is_changed = queries::change(&ctx, id, opened_at, form.validate()?).await?;
            (id, if is_changed { "?done=saved" } else { "" })
        }
    };
    leptos_axum::redirect(&format!("{}{done}", paths::organization(id)));
    Ok(id)
}

/// Shuts an organization: its people are signed out and cannot sign in; nothing is deleted.
#[server]
pub async fn deactivate_organization(form: OrganizationChoice) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::ChangeOrganization).await?;
    queries::deactivate(&ctx, form.id).await?;
    leptos_axum::redirect(&format!(
        "{}?done=deactivated",
        paths::organization(form.id)
    ));
    Ok(())
}

/// Opens a deactivated organization again.
#[server]
pub async fn reactivate_organization(form: OrganizationChoice) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::ChangeOrganization).await?;
    queries::reactivate(&ctx, form.id).await?;
    leptos_axum::redirect(&format!(
        "{}?done=reactivated",
        paths::organization(form.id)
    ));
    Ok(())
}

/// Deletes an organization that nothing refers to.
#[server]
pub async fn delete_organization(form: DeletionForm) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::DeleteOrganization).await?;
    queries::delete(&ctx, form.id, &form.name).await?;
    leptos_axum::redirect(&format!("{}?done=deleted", paths::ORGANIZATIONS));
    Ok(())
}

/// A form whose fields can be stored.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub name: String,
    pub description: Option<String>,
    pub settings: Option<serde_json::Value>,
}

#[cfg(feature = "ssr")]
impl OrganizationForm {
    /// Everything that is wrong with it, or what it says.
    fn validate(self) -> Result<Content, AppError> {
        let mut fields = Fields::default();
        let name = fields.line("name", &self.name, true, 200);
        let description = fields.text("description", &self.description, 10_000);
        let settings = fields.text("settings", &self.settings, MAX_SETTINGS);
        let settings = match settings.as_str() {
            "" => None,
            text => match serde_json::from_str(text) {
                // PostgreSQL stores no NUL, JSON can write one.
                Ok(value @ serde_json::Value::Object(_)) if !holds_nul(&value) => Some(value),
                _ => {
                    fields.reject("settings", Problem::NotJson);
                    None
                }
            },
        };
        fields.finish()?;
        let description = crate::validate::none_if_empty(description);
        Ok(Content {
            name,
            description,
            settings,
        })
    }
}

/// Whether a NUL stands in some key or text, at any depth.
#[cfg(feature = "ssr")]
fn holds_nul(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => text.contains('\0'),
        serde_json::Value::Array(items) => items.iter().any(holds_nul),
        serde_json::Value::Object(fields) => fields
            .iter()
            .any(|(key, value)| key.contains('\0') || holds_nul(value)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(name: &str, settings: &str) -> OrganizationForm {
        OrganizationForm {
            name: name.to_owned(),
            settings: settings.to_owned(),
            ..OrganizationForm::default()
        }
    }

    #[test]
    fn stores_nothing_where_nothing_was_typed() {
        let content = form(" 晨光智能 ", "  ").validate().unwrap();
        assert_eq!(content.name, "晨光智能");
        assert_eq!((content.description, content.settings), (None, None));
    }

    #[test]
    fn settings_are_a_json_object() {
        for bad in [
            "{",
            "[]",
            "7",
            "\"zh-CN\"",
            "{\"a\": \"\\u0000\"}",
            "{\"\\u0000\": 1}",
        ] {
            let expected = AppError::field("form[settings]", Problem::NotJson);
            assert_eq!(form("a", bad).validate(), Err(expected), "{bad}");
        }
        let content = form("a", "{\"a\": [\"\\\\u0000\"]}").validate().unwrap();
        assert_eq!(
            content.settings,
            Some(serde_json::json!({ "a": ["\\u0000"] }))
        );
    }

    #[test]
    fn says_everything_that_is_wrong_at_once() {
        let Err(AppError::Invalid(errors)) = form("", "no").validate() else {
            panic!("the form was accepted")
        };
        assert_eq!(errors.len(), 2);
    }
}
