//! Every permission there is, in one enum. The codenames are the specification's, which are
//! Django's (section 2.2.2): a verb and the entity. `terrace migrate` writes them into
//! `auth.permissions`.

mod entity;
mod set;
pub mod words;

pub use entity::Entity;
pub use set::PermissionSet;

use serde::{Deserialize, Serialize};

/// Writes the enum and what belongs to each of its members: the entity it is about, and its
/// codename.
macro_rules! permissions {
    ($($entity:ident { $($permission:ident = $codename:literal),+ $(,)? })+) => {
        /// Something that may be allowed or not.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(into = "&'static str", try_from = "String")]
        pub enum Permission {
            /// What everyone may who is signed in: the home page, one's own profile, colleagues'
            /// names. It is never granted.
            UseConsole,
            $($($permission),+),+
        }

        impl Permission {
            /// Those that can be granted.
            pub const ALL: &[Self] = &[$($(Self::$permission),+),+];

            /// The codename in `auth.permissions`.
            pub const fn codename(self) -> &'static str {
                match self {
                    Self::UseConsole => "use_console",
                    $($(Self::$permission => $codename),+),+
                }
            }

            /// What it is about.
            pub const fn entity(self) -> Option<Entity> {
                match self {
                    Self::UseConsole => None,
                    $($(Self::$permission)|+ => Some(Entity::$entity)),+
                }
            }
        }
    };
}

permissions! {
    Organization {
        ViewOrganization = "view_organization",
        AddOrganization = "add_organization",
        ChangeOrganization = "change_organization",
        DeleteOrganization = "delete_organization",
    }
    User {
        ViewUser = "view_user",
        AddUser = "add_user",
        ChangeUser = "change_user",
        DeleteUser = "delete_user",
        ExportUser = "export_user",
    }
    Group {
        ViewGroup = "view_group",
        AddGroup = "add_group",
        ChangeGroup = "change_group",
        DeleteGroup = "delete_group",
    }
    // Who grants and takes away, and who may ask why.
    Permission {
        ViewPermission = "view_permission",
        ChangePermission = "change_permission",
    }
    DataSource {
        ViewDataSource = "view_datasource",
        AddDataSource = "add_datasource",
        ChangeDataSource = "change_datasource",
        DeleteDataSource = "delete_datasource",
        UseDataSource = "use_datasource",
        RevealDataSource = "reveal_datasource",
    }
    Dataset {
        ViewDataset = "view_dataset",
        AddDataset = "add_dataset",
        ChangeDataset = "change_dataset",
        DeleteDataset = "delete_dataset",
    }
    DatasetVersion {
        ViewDatasetVersion = "view_datasetversion",
        AddDatasetVersion = "add_datasetversion",
        ChangeDatasetVersion = "change_datasetversion",
        DeleteDatasetVersion = "delete_datasetversion",
    }
    DataProcessingTask {
        ViewDataProcessingTask = "view_dataprocessingtask",
        AddDataProcessingTask = "add_dataprocessingtask",
        ChangeDataProcessingTask = "change_dataprocessingtask",
        DeleteDataProcessingTask = "delete_dataprocessingtask",
        RunDataProcessingTask = "run_dataprocessingtask",
    }
    TextEmbedding {
        ViewTextEmbedding = "view_textembedding",
        AddTextEmbedding = "add_textembedding",
        ChangeTextEmbedding = "change_textembedding",
        DeleteTextEmbedding = "delete_textembedding",
    }
    Project {
        ViewProject = "view_project",
        AddProject = "add_project",
        ChangeProject = "change_project",
        DeleteProject = "delete_project",
    }
    Experiment {
        ViewExperiment = "view_experiment",
        AddExperiment = "add_experiment",
        ChangeExperiment = "change_experiment",
        DeleteExperiment = "delete_experiment",
    }
    ExperimentRun {
        ViewExperimentRun = "view_experimentrun",
        AddExperimentRun = "add_experimentrun",
        ChangeExperimentRun = "change_experimentrun",
        DeleteExperimentRun = "delete_experimentrun",
    }
    Model {
        ViewModel = "view_model",
        AddModel = "add_model",
        ChangeModel = "change_model",
        DeleteModel = "delete_model",
    }
    ModelVersion {
        ViewModelVersion = "view_modelversion",
        AddModelVersion = "add_modelversion",
        ChangeModelVersion = "change_modelversion",
        DeleteModelVersion = "delete_modelversion",
        PromoteModelVersion = "promote_modelversion",
    }
    ModelEndpoint {
        ViewModelEndpoint = "view_modelendpoint",
        AddModelEndpoint = "add_modelendpoint",
        ChangeModelEndpoint = "change_modelendpoint",
        DeleteModelEndpoint = "delete_modelendpoint",
        InvokeModelEndpoint = "invoke_modelendpoint",
    }
    Application {
        ViewApplication = "view_application",
        AddApplication = "add_application",
        ChangeApplication = "change_application",
        DeleteApplication = "delete_application",
    }
    ApplicationComponent {
        ViewApplicationComponent = "view_applicationcomponent",
        AddApplicationComponent = "add_applicationcomponent",
        ChangeApplicationComponent = "change_applicationcomponent",
        DeleteApplicationComponent = "delete_applicationcomponent",
    }
    Deployment {
        ViewDeployment = "view_deployment",
        AddDeployment = "add_deployment",
        ChangeDeployment = "change_deployment",
        DeleteDeployment = "delete_deployment",
    }
    SystemSetting {
        ViewSystemSetting = "view_systemsetting",
        ManageSettings = "manage_settings",
    }
    AuditLog {
        ViewAuditLog = "view_auditlog",
        ExportAuditLog = "export_auditlog",
    }
    Store {
        ViewStore = "view_store",
    }
}

/// What a permission lets somebody do. All but [`Verb::Add`] can be about one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    View,
    Add,
    Change,
    Delete,
    /// A verb of its own, such as promoting a model version.
    Other,
}

/// Who somebody is, as far as permissions care.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Everything in every organization.
    Superuser,
    /// Administers its own organization.
    Staff,
    #[default]
    Member,
}

impl Permission {
    /// The permission of a codename.
    pub fn parse(codename: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|permission| permission.codename() == codename)
    }

    pub fn verb(self) -> Verb {
        match self.codename().split_once('_') {
            Some(("view", _)) => Verb::View,
            Some(("add", _)) => Verb::Add,
            Some(("change", _)) if self != Self::ChangePermission => Verb::Change,
            Some(("delete", _)) => Verb::Delete,
            _ => Verb::Other,
        }
    }

    /// The one of an entity that a verb names, such as to view it.
    pub fn of(entity: Entity, verb: Verb) -> Option<Self> {
        Self::about(entity).find(|permission| permission.verb() == verb)
    }

    /// Those about one entity.
    pub fn about(entity: Entity) -> impl Iterator<Item = Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(move |permission| permission.entity() == Some(entity))
    }

    /// Whether it can be granted for one object: somebody has to have made it, and be able to
    /// share it.
    pub fn is_about_objects(self) -> bool {
        self.verb() != Verb::Add && self.entity().is_some_and(Entity::is_shared)
    }

    /// Whether whoever made an object has it there, without being granted it.
    pub fn belongs_to_creators(self) -> bool {
        matches!(self.verb(), Verb::View | Verb::Change | Verb::Delete)
            && self.entity().is_some_and(|entity| entity.has_creator())
    }

    /// What comes with a role, without being granted; which rows it reaches is the query's scope.
    pub const fn comes_with(self, role: Role) -> bool {
        match role {
            Role::Superuser => true,
            Role::Staff => matches!(
                self,
                Self::UseConsole
                    | Self::ViewOrganization
                    | Self::ChangeOrganization
                    | Self::ViewUser
                    | Self::AddUser
                    | Self::ChangeUser
                    | Self::DeleteUser
                    | Self::ExportUser
                    | Self::ViewGroup
                    | Self::AddGroup
                    | Self::ChangeGroup
                    | Self::DeleteGroup
                    | Self::ViewPermission
                    | Self::ChangePermission
                    | Self::ViewAuditLog
                    | Self::ExportAuditLog
                    | Self::ViewStore
            ),
            Role::Member => matches!(self, Self::UseConsole),
        }
    }
}

impl From<Permission> for &'static str {
    fn from(permission: Permission) -> Self {
        permission.codename()
    }
}

impl TryFrom<String> for Permission {
    type Error = String;

    fn try_from(codename: String) -> Result<Self, Self::Error> {
        match codename.as_str() {
            "use_console" => Ok(Self::UseConsole),
            granted => Self::parse(granted).ok_or(codename),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codenames_are_unique() {
        let mut names: Vec<_> = Permission::ALL.iter().map(|p| p.codename()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Permission::ALL.len());
        assert!(!names.contains(&"use_console"));
    }

    #[test]
    fn a_codename_ends_in_its_entity() {
        for permission in Permission::ALL {
            let model = permission.entity().unwrap().model();
            let is_named = permission.codename().ends_with(&format!("_{model}"));
            assert!(
                is_named || *permission == Permission::ManageSettings,
                "{permission:?}"
            );
            assert_eq!(Permission::parse(permission.codename()), Some(*permission));
        }
    }

    #[test]
    fn every_shared_entity_can_be_viewed_changed_and_deleted() {
        for entity in Entity::ALL
            .iter()
            .copied()
            .filter(|entity| entity.is_shared())
        {
            for verb in [Verb::View, Verb::Change, Verb::Delete] {
                let permission = Permission::of(entity, verb).unwrap();
                assert!(permission.is_about_objects(), "{permission:?}");
            }
        }
    }

    #[test]
    fn members_use_the_console_and_nothing_else() {
        assert!(Permission::UseConsole.comes_with(Role::Member));
        assert!(!Permission::ALL.iter().any(|p| p.comes_with(Role::Member)));
    }
}
