//! What refers to something, in words: the tables of the console by the names people know them by.

use leptos::prelude::*;

use crate::{
    error::Usage,
    facts::language,
    i18n::*,
    ui::{Dim, Lines, Words, grouped},
};

/// Counting of what refers to something stops here.
pub const COUNTED: i64 = 1_000;

/// A count that stopped at a limit: `1,000+`.
pub fn up_to(rows: i64, limit: i64) -> String {
    let words = grouped(rows);
    if rows >= limit {
        format!("{words}+")
    } else {
        words
    }
}

/// The name of a table in words; one without words by its own name.
pub fn table_words(l: Locale, table: &str) -> Words {
    let words = match table {
        "auth.organizations" => td_string!(l, organizations.title),
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
        unknown => return unknown.to_owned().into(),
    };
    words.into()
}

/// What refers to something, as one sentence says it: `Datasets (1,000+), Models (3)`.
pub fn used_words(l: Locale, usages: &[Usage]) -> String {
    usages
        .iter()
        .map(|Usage { table, rows }| {
            let (what, rows) = (table_words(l, table), up_to(*rows, COUNTED));
            td_string!(l, ui.counted, what = what, rows = rows)
        })
        .collect::<Vec<_>>()
        .join(td_string!(l, ui.comma))
}

/// The same, a line a table.
#[component]
pub fn UsageLines(usages: Vec<Usage>) -> impl IntoView {
    let l = language();
    let lines = usages
        .into_iter()
        .map(|Usage { table, rows }| {
            view! {
                <li>
                    <Dim>{table_words(l, &table)}</Dim>
                    <span class="num end">{up_to(rows, COUNTED)}</span>
                </li>
            }
        })
        .collect_view();
    view! { <Lines>{lines}</Lines> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_in_the_way_in_the_readers_words() {
        let usages =
            [("data_platform.datasets", 1_000), ("auth.users", 1)].map(|(table, rows)| Usage {
                table: table.to_owned(),
                rows,
            });
        assert_eq!(
            used_words(Locale::en, &usages),
            "Datasets (1,000+), Users (1)"
        );
        assert_eq!(
            used_words(Locale::zh_CN, &usages),
            "数据集（1,000+）、用户（1）"
        );
    }
}
