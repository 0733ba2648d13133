-- Names are unique where a person expects it, whatever their case: two datasets called "Orders"
-- and "orders" in one organization are a mistake, in two organizations they are not.

CREATE UNIQUE INDEX organizations_name_key ON auth.organizations (lower(name));
CREATE UNIQUE INDEX users_username_lower_key ON auth.users (lower(username));
CREATE UNIQUE INDEX users_email_lower_key ON auth.users (lower(email));
CREATE UNIQUE INDEX groups_organization_id_name_key ON auth.groups (organization_id, lower(name));

CREATE UNIQUE INDEX data_sources_organization_id_name_key
    ON data_platform.data_sources (organization_id, lower(name));
CREATE UNIQUE INDEX datasets_organization_id_name_key
    ON data_platform.datasets (organization_id, lower(name));
CREATE UNIQUE INDEX dataset_versions_dataset_id_version_key
    ON data_platform.dataset_versions (dataset_id, version);

CREATE UNIQUE INDEX projects_organization_id_name_key
    ON algo_platform.projects (organization_id, lower(name));
CREATE UNIQUE INDEX experiments_project_id_name_key
    ON algo_platform.experiments (project_id, lower(name));

CREATE UNIQUE INDEX models_organization_id_name_key
    ON model_platform.models (organization_id, lower(name));
CREATE UNIQUE INDEX model_versions_model_id_version_key
    ON model_platform.model_versions (model_id, version);
CREATE UNIQUE INDEX model_endpoints_organization_id_name_key
    ON model_platform.model_endpoints (organization_id, lower(name));

CREATE UNIQUE INDEX applications_organization_id_name_key
    ON service_platform.applications (organization_id, lower(name));
