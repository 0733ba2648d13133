//! What the tables are called that hold rows of organizations, and how many rows there are.

use crate::{
    i18n::*,
    ui::{Words, grouped},
};

/// A count that stopped at a limit: `1,000+`.
pub fn up_to(rows: i64, limit: i64) -> String {
    let words = grouped(rows);
    if rows >= limit {
        format!("{words}+")
    } else {
        words
    }
}

/// What the two states are called.
pub fn state_words(l: Locale, is_active: bool) -> &'static str {
    if is_active {
        td_string!(l, organizations.active)
    } else {
        td_string!(l, organizations.inactive)
    }
}

/// The name of a table in words; one without words by its own name.
pub fn table_words(l: Locale, table: &str) -> Words {
    let words = match table {
        "auth.users" => td_string!(l, organizations.table_users),
        "auth.groups" => td_string!(l, organizations.table_groups),
        "data_platform.data_sources" => td_string!(l, organizations.table_data_sources),
        "data_platform.datasets" => td_string!(l, organizations.table_datasets),
        "data_platform.dataset_versions" => td_string!(l, organizations.table_dataset_versions),
        "data_platform.data_processing_tasks" => {
            td_string!(l, organizations.table_data_processing_tasks)
        }
        "data_platform.text_embeddings" => td_string!(l, organizations.table_text_embeddings),
        "algo_platform.projects" => td_string!(l, organizations.table_projects),
        "algo_platform.experiments" => td_string!(l, organizations.table_experiments),
        "algo_platform.experiment_runs" => td_string!(l, organizations.table_experiment_runs),
        "model_platform.models" => td_string!(l, organizations.table_models),
        "model_platform.model_versions" => td_string!(l, organizations.table_model_versions),
        "model_platform.model_endpoints" => td_string!(l, organizations.table_model_endpoints),
        "service_platform.applications" => td_string!(l, organizations.table_applications),
        "service_platform.application_components" => {
            td_string!(l, organizations.table_application_components)
        }
        "service_platform.deployments" => td_string!(l, organizations.table_deployments),
        "public.audit_logs" => td_string!(l, organizations.table_audit_logs),
        "auth.organizations" => td_string!(l, organizations.title),
        unknown => return unknown.to_owned().into(),
    };
    words.into()
}
