//! The kinds of things that permissions are about: the rows of `auth.content_types` (section
//! 2.2.2 of the specification), each with the table its objects are in.

use serde::{Deserialize, Serialize};

/// Writes the enum: schema, model, and for objects their table and what to call one by.
macro_rules! entities {
    ($($entity:ident = $label:literal $model:literal $(in $table:literal named $name:literal)?),+ $(,)?) => {
        /// A kind of thing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Entity {
            $($entity),+
        }

        impl Entity {
            pub const ALL: &[Self] = &[$(Self::$entity),+];

            /// `model` in `auth.content_types`, and how addresses and the audit log call it.
            pub const fn model(self) -> &'static str {
                match self {
                    $(Self::$entity => $model),+
                }
            }

            /// `app_label` in `auth.content_types`: the schema, `system` for `public`.
            pub const fn app_label(self) -> &'static str {
                match self {
                    $(Self::$entity => $label),+
                }
            }

            /// The table of its objects and the expression they are called by, about a row `o`.
            const fn objects(self) -> Option<(&'static str, &'static str)> {
                match self {
                    $($(Self::$entity => Some(($table, $name)),)?)+
                    _ => None,
                }
            }
        }
    };
}

entities! {
    Organization = "auth" "organization",
    User = "auth" "user",
    Group = "auth" "group" in "auth.groups" named "o.name",
    Permission = "auth" "permission",
    DataSource = "data_platform" "datasource" in "data_platform.data_sources" named "o.name",
    Dataset = "data_platform" "dataset" in "data_platform.datasets" named "o.name",
    DatasetVersion = "data_platform" "datasetversion"
        in "data_platform.dataset_versions" named "o.version",
    DataProcessingTask = "data_platform" "dataprocessingtask"
        in "data_platform.data_processing_tasks" named "o.name",
    TextEmbedding = "data_platform" "textembedding",
    Project = "algo_platform" "project" in "algo_platform.projects" named "o.name",
    Experiment = "algo_platform" "experiment" in "algo_platform.experiments" named "o.name",
    ExperimentRun = "algo_platform" "experimentrun"
        in "algo_platform.experiment_runs" named "coalesce(o.run_name, '#' || o.id)",
    Model = "model_platform" "model" in "model_platform.models" named "o.name",
    ModelVersion = "model_platform" "modelversion"
        in "model_platform.model_versions" named "o.version",
    ModelEndpoint = "model_platform" "modelendpoint"
        in "model_platform.model_endpoints" named "o.name",
    Application = "service_platform" "application"
        in "service_platform.applications" named "o.name",
    ApplicationComponent = "service_platform" "applicationcomponent",
    Deployment = "service_platform" "deployment"
        in "service_platform.deployments" named "o.environment || ' ' || o.version",
    SystemSetting = "system" "systemsetting",
    AuditLog = "system" "auditlog",
    Store = "system" "store",
}

impl Entity {
    /// The kind that addresses and the audit log call so.
    pub fn parse(model: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|entity| entity.model() == model)
    }

    /// Whether one object of it can be shared with somebody.
    pub const fn is_shared(self) -> bool {
        self.objects().is_some()
    }

    /// The table of its objects, of those that can be shared.
    pub fn table(self) -> Option<&'static str> {
        self.objects().map(|(table, _)| table)
    }

    /// What an object is called, as an expression about a row `o` of its table.
    pub fn name_of_row(self) -> Option<&'static str> {
        self.objects().map(|(_, name)| name)
    }

    /// Whether a row says who made it. Groups belong to the organization alone.
    pub const fn has_creator(self) -> bool {
        self.is_shared() && !matches!(self, Self::Group)
    }

    /// Whether a row can be open to everybody in its organization (`is_public`).
    pub const fn can_be_public(self) -> bool {
        matches!(self, Self::Dataset)
    }

    /// Whether rows are found by name through `search_grams`.
    pub const fn is_searched(self) -> bool {
        self.is_shared()
            && !matches!(
                self,
                Self::DatasetVersion | Self::ExperimentRun | Self::ModelVersion | Self::Deployment
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_unique() {
        let mut models: Vec<_> = Entity::ALL.iter().map(|entity| entity.model()).collect();
        models.sort_unstable();
        models.dedup();
        assert_eq!(models.len(), Entity::ALL.len());
        assert_eq!(Entity::parse("dataset"), Some(Entity::Dataset));
        assert_eq!(Entity::parse("Dataset"), None);
    }
}
