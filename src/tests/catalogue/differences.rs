//! Every deliberate difference between the console's tables and those of the specification. The
//! migrations say why; this list is only what the comparison expects.

use super::reading::Facts;

/// What is different about a column, or about the constraint or index of that name.
#[derive(Clone, Copy, Debug)]
pub enum Difference {
    /// May be empty there, and not here.
    Required,
    /// Has another type here.
    Type(&'static str),
    /// A column that is not there.
    Column(&'static str),
    /// Refers to the id of a table here, and to nothing there.
    Refers(&'static str),
    /// Belongs to an organization here: a column, required, and its foreign key.
    Owned,
    /// What it may hold is checked here.
    Checked,
    /// Another primary key.
    Key(&'static str),
    /// A unique index that is not there.
    Unique(&'static str),
}

use Difference::{Checked, Column, Key, Owned, Refers, Required, Type, Unique};

/// Tables that are not there: the one its permissions refer to, and what signing in needs.
pub const TABLES: [&str; 5] = [
    "auth.content_types",
    "auth.known_addresses",
    "auth.one_time_links",
    "auth.sessions",
    "auth.sign_in_delays",
];

const SEARCH_TEXT: Difference = Column("text not null generated lower((name)::text)");
const SEARCH_GRAMS: Difference = Column("text[] not null generated bigrams((name)::text)");
const NAME_IN_ORGANIZATION: Difference = Unique("(organization_id, lower((name)::text))");

/// Table, columns (or the constraint or index), and what is different about each.
#[rustfmt::skip]
pub const DIFFERENCES: &[(&str, &str, Difference)] = &[
    ("auth.organizations", "created_at updated_at is_active", Required),
    ("auth.organizations", "name description settings", Checked),
    ("auth.organizations", "organizations_name_key", Unique("(lower((name)::text))")),
    ("auth.organizations", "search_text", SEARCH_TEXT),
    ("auth.organizations", "search_grams", SEARCH_GRAMS),

    ("auth.users", "is_active is_staff is_superuser date_joined", Required),
    ("auth.users", "username email bio avatar_url preferences", Checked),
    ("auth.users", "users_username_lower_key", Unique("(lower((username)::text))")),
    ("auth.users", "users_email_lower_key", Unique("(lower((email)::text))")),
    ("auth.users", "updated_at", Column("timestamp with time zone not null default now()")),
    ("auth.users", "rights_version", Column("integer not null default 0")),
    ("auth.users", "display_name", Column("text not null generated auth.display_name((first_name)::text, (last_name)::text, (username)::text)")),
    ("auth.users", "search_text", Column("text not null generated auth.user_search_text((first_name)::text, (last_name)::text, (username)::text, (email)::text)")),
    ("auth.users", "search_grams", Column("text[] not null generated bigrams(auth.user_search_text((first_name)::text, (last_name)::text, (username)::text, (email)::text))")),

    ("auth.groups", "organization_id", Required),
    ("auth.groups", "name description", Checked),
    ("auth.groups", "groups_organization_id_name_key", NAME_IN_ORGANIZATION),
    ("auth.groups", "search_text", SEARCH_TEXT),
    ("auth.groups", "search_grams", SEARCH_GRAMS),

    ("auth.groups", "created_at updated_at", Column("timestamp with time zone not null default now()")),

    ("auth.user_groups", "user_id group_id", Required),
    ("auth.user_groups", "granted_by", Column("integer")),
    ("auth.user_groups", "granted_by", Refers("auth.users")),
    ("auth.user_groups", "granted_at", Column("timestamp with time zone not null default now()")),
    ("auth.permissions", "content_type_id", Refers("auth.content_types")),
    ("auth.group_permissions", "group_id permission_id", Required),
    ("auth.group_permissions", "granted_by", Column("integer")),
    ("auth.group_permissions", "granted_by", Refers("auth.users")),
    ("auth.group_permissions", "granted_at", Column("timestamp with time zone not null default now()")),
    ("auth.user_permissions", "user_id permission_id", Required),
    ("auth.user_permissions", "granted_by", Column("integer")),
    ("auth.user_permissions", "granted_by", Refers("auth.users")),
    ("auth.user_permissions", "granted_at", Column("timestamp with time zone not null default now()")),
    ("auth.object_permissions", "permission_id", Required),
    ("auth.object_permissions", "content_type_id", Refers("auth.content_types")),
    ("auth.object_permissions", "object_pk", Checked),
    ("auth.object_permissions", "granted_by", Column("integer")),
    ("auth.object_permissions", "granted_by", Refers("auth.users")),
    ("auth.object_permissions", "granted_at", Column("timestamp with time zone not null default now()")),
    ("auth.object_permissions", "expires_at", Column("timestamp with time zone")),
    ("auth.object_permissions", "message", Column("character varying(500)")),
    ("auth.object_permissions", "object_permissions_user_key", Unique("(user_id, permission_id, object_pk) WHERE (user_id IS NOT NULL)")),
    ("auth.object_permissions", "object_permissions_group_key", Unique("(group_id, permission_id, object_pk) WHERE (group_id IS NOT NULL)")),

    ("data_platform.data_sources", "created_at updated_at is_active", Required),
    ("data_platform.data_sources", "organization_id", Owned),
    ("data_platform.data_sources", "source_type", Checked),
    ("data_platform.data_sources", "data_sources_organization_id_name_key", NAME_IN_ORGANIZATION),
    ("data_platform.data_sources", "search_text", SEARCH_TEXT),
    ("data_platform.data_sources", "search_grams", SEARCH_GRAMS),

    ("data_platform.datasets", "created_at updated_at is_public version", Required),
    ("data_platform.datasets", "row_count", Type("bigint")),
    ("data_platform.datasets", "organization_id", Owned),
    ("data_platform.datasets", "format", Checked),
    ("data_platform.datasets", "datasets_organization_id_name_key", NAME_IN_ORGANIZATION),
    ("data_platform.datasets", "search_text", SEARCH_TEXT),
    ("data_platform.datasets", "search_grams", SEARCH_GRAMS),

    ("data_platform.dataset_versions", "dataset_id created_at", Required),
    ("data_platform.dataset_versions", "row_count", Type("bigint")),
    ("data_platform.dataset_versions", "organization_id", Owned),
    ("data_platform.dataset_versions", "dataset_versions_dataset_id_version_key", Unique("(dataset_id, version)")),

    ("data_platform.data_processing_tasks", "created_at status", Required),
    ("data_platform.data_processing_tasks", "data_source_id", Column("integer")),
    ("data_platform.data_processing_tasks", "data_source_id", Refers("data_platform.data_sources")),
    ("data_platform.data_processing_tasks", "organization_id", Owned),
    ("data_platform.data_processing_tasks", "task_type status", Checked),
    ("data_platform.data_processing_tasks", "search_text", SEARCH_TEXT),
    ("data_platform.data_processing_tasks", "search_grams", SEARCH_GRAMS),

    ("data_platform.text_embeddings", "dataset_id created_at", Required),
    ("data_platform.text_embeddings", "organization_id", Owned),

    ("algo_platform.projects", "created_at updated_at is_active", Required),
    ("algo_platform.projects", "organization_id", Owned),
    ("algo_platform.projects", "projects_organization_id_name_key", NAME_IN_ORGANIZATION),
    ("algo_platform.projects", "search_text", SEARCH_TEXT),
    ("algo_platform.projects", "search_grams", SEARCH_GRAMS),

    ("algo_platform.experiments", "project_id created_at updated_at status", Required),
    ("algo_platform.experiments", "organization_id", Owned),
    ("algo_platform.experiments", "status", Checked),
    ("algo_platform.experiments", "experiments_project_id_name_key", Unique("(project_id, lower((name)::text))")),
    ("algo_platform.experiments", "search_text", SEARCH_TEXT),
    ("algo_platform.experiments", "search_grams", SEARCH_GRAMS),

    ("algo_platform.experiment_runs", "experiment_id created_at status", Required),
    ("algo_platform.experiment_runs", "organization_id", Owned),
    ("algo_platform.experiment_runs", "status", Checked),

    ("model_platform.models", "created_at updated_at is_active", Required),
    ("model_platform.models", "organization_id", Owned),
    ("model_platform.models", "model_type framework", Checked),
    ("model_platform.models", "models_organization_id_name_key", NAME_IN_ORGANIZATION),
    ("model_platform.models", "search_text", SEARCH_TEXT),
    ("model_platform.models", "search_grams", SEARCH_GRAMS),

    ("model_platform.model_versions", "model_id created_at status is_onnx_available", Required),
    ("model_platform.model_versions", "organization_id", Owned),
    ("model_platform.model_versions", "status", Checked),
    ("model_platform.model_versions", "model_versions_model_id_version_key", Unique("(model_id, version)")),

    ("model_platform.model_endpoints", "created_at updated_at status", Required),
    ("model_platform.model_endpoints", "organization_id", Owned),
    ("model_platform.model_endpoints", "service_type status", Checked),
    ("model_platform.model_endpoints", "model_endpoints_organization_id_name_key", NAME_IN_ORGANIZATION),
    ("model_platform.model_endpoints", "search_text", SEARCH_TEXT),
    ("model_platform.model_endpoints", "search_grams", SEARCH_GRAMS),

    ("service_platform.applications", "created_at updated_at status version", Required),
    ("service_platform.applications", "organization_id", Owned),
    ("service_platform.applications", "application_type status", Checked),
    ("service_platform.applications", "applications_organization_id_name_key", NAME_IN_ORGANIZATION),
    ("service_platform.applications", "search_text", SEARCH_TEXT),
    ("service_platform.applications", "search_grams", SEARCH_GRAMS),

    ("service_platform.application_components", "application_id created_at updated_at", Required),
    ("service_platform.application_components", "organization_id", Owned),
    ("service_platform.application_components", "component_type", Checked),

    ("service_platform.deployments", "application_id created_at status", Required),
    ("service_platform.deployments", "organization_id", Owned),
    ("service_platform.deployments", "environment status", Checked),

    ("public.system_settings", "value_type is_editable created_at updated_at", Required),
    ("public.system_settings", "value_type", Checked),

    ("public.audit_logs", "id entity_id", Type("bigint")),
    ("public.audit_logs", "timestamp", Required),
    ("public.audit_logs", "audit_logs_pkey", Key("(id, \"timestamp\")")),
    ("public.audit_logs", "entity_key entity_label request_id", Column("text")),
    ("public.audit_logs", "search_grams", Column("text[] not null generated bigrams(audit_search_text(entity_label, entity_key))")),
    ("public.audit_logs", "organization_id", Column("integer")),
    ("public.audit_logs", "organization_id", Refers("auth.organizations")),
];

/// The specification's facts with one difference applied.
///
/// # Panics
/// Where the specification says so itself, so that it is no difference.
pub fn apply(facts: &mut Facts, table: &str, what: &str, difference: Difference) {
    let column = format!("{table}.{what}");
    match difference {
        Required => {
            let fact = facts
                .get_mut(&column)
                .unwrap_or_else(|| panic!("{column} is not there"));
            assert!(
                !fact.contains(" not null"),
                "{column} is required there too"
            );
            let end = fact.find(" default ").unwrap_or(fact.len());
            fact.insert_str(end, " not null");
        }
        Type(name) => {
            let fact = facts
                .get_mut(&column)
                .unwrap_or_else(|| panic!("{column} is not there"));
            let rest = fact
                .find(" not null")
                .map_or(String::new(), |at| fact[at..].to_owned());
            *fact = format!("{name}{rest}");
        }
        Column(fact) => add(facts, column, fact),
        Refers(other) => {
            let fact = format!("FOREIGN KEY ({what}) REFERENCES {other}(id)");
            add(facts, foreign_key(table, what), &fact);
        }
        Owned => {
            apply(facts, table, what, Column("integer not null"));
            apply(facts, table, what, Refers("auth.organizations"));
        }
        Checked => add(facts, check(table, what), "CHECK"),
        Key(columns) => {
            let fact = facts.insert(format!("{table}: {what}"), format!("PRIMARY KEY {columns}"));
            assert!(fact.is_some(), "{table} has no key there");
        }
        Unique(columns) => {
            let fact = format!("CREATE UNIQUE INDEX {table} USING btree {columns}");
            add(facts, format!("{table}: index {what}"), &fact);
        }
    }
}

/// Where the facts have the check of a column.
pub fn check(table: &str, column: &str) -> String {
    format!("{table}: {}_{column}_check", name(table))
}

fn foreign_key(table: &str, column: &str) -> String {
    format!("{table}: {}_{column}_fkey", name(table))
}

/// A table's name without its schema.
fn name(table: &str) -> &str {
    table.split_once('.').map_or(table, |(_, name)| name)
}

fn add(facts: &mut Facts, what: String, fact: &str) {
    let before = facts.insert(what, fact.to_owned());
    assert!(before.is_none(), "the specification has it too: {before:?}");
}
