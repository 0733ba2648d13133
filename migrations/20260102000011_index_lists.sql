-- Keyset paging: a page begins where the last one ended, so page ten thousand costs what page one
-- does, if an index has the order of the list. Here is one for every order that the lists offer,
-- each ending in `id`, which decides between equals. A B-tree is read in both directions.

-- Users: by user name, name, address, joining and last sign-in; filtered by state and place.
-- Who never signed in comes first in time.
CREATE INDEX users_organization_id_username_idx ON auth.users (organization_id, lower(username), id);
CREATE INDEX users_organization_id_display_name_idx ON auth.users (organization_id, lower(display_name), id);
CREATE INDEX users_organization_id_email_idx ON auth.users (organization_id, lower(email), id);
CREATE INDEX users_organization_id_date_joined_idx ON auth.users (organization_id, date_joined, id);
CREATE INDEX users_organization_id_last_login_idx
    ON auth.users (organization_id, coalesce(last_login, '-infinity'::timestamptz), id);
CREATE INDEX users_organization_id_is_active_idx ON auth.users (organization_id, is_active, date_joined, id);
CREATE INDEX users_organization_id_is_staff_idx ON auth.users (organization_id, is_staff, date_joined, id);
CREATE INDEX users_organization_id_department_idx ON auth.users (organization_id, department, date_joined, id);
-- Superusers look across all organizations.
CREATE INDEX users_username_id_idx ON auth.users (lower(username), id);
CREATE INDEX users_date_joined_id_idx ON auth.users (date_joined, id);

CREATE INDEX organizations_name_id_idx ON auth.organizations (lower(name), id);
CREATE INDEX organizations_created_at_id_idx ON auth.organizations (created_at, id);

CREATE INDEX groups_organization_id_name_id_idx ON auth.groups (organization_id, lower(name), id);

-- Data.
CREATE INDEX data_sources_organization_id_created_at_idx ON data_platform.data_sources (organization_id, created_at DESC, id DESC);
CREATE INDEX data_sources_organization_id_updated_at_idx ON data_platform.data_sources (organization_id, updated_at DESC, id DESC);
CREATE INDEX data_sources_organization_id_name_id_idx ON data_platform.data_sources (organization_id, lower(name), id);
CREATE INDEX datasets_organization_id_created_at_idx ON data_platform.datasets (organization_id, created_at DESC, id DESC);
CREATE INDEX datasets_organization_id_updated_at_idx ON data_platform.datasets (organization_id, updated_at DESC, id DESC);
CREATE INDEX datasets_organization_id_name_id_idx ON data_platform.datasets (organization_id, lower(name), id);
CREATE INDEX dataset_versions_organization_id_created_at_idx ON data_platform.dataset_versions (organization_id, created_at DESC, id DESC);
CREATE INDEX dataset_versions_dataset_id_created_at_idx ON data_platform.dataset_versions (dataset_id, created_at DESC, id DESC);
CREATE INDEX data_processing_tasks_organization_id_created_at_idx ON data_platform.data_processing_tasks (organization_id, created_at DESC, id DESC);
CREATE INDEX data_processing_tasks_organization_id_name_id_idx ON data_platform.data_processing_tasks (organization_id, lower(name), id);
CREATE INDEX data_processing_tasks_organization_id_status_idx ON data_platform.data_processing_tasks (organization_id, status, created_at, id);
CREATE INDEX text_embeddings_organization_id_created_at_idx ON data_platform.text_embeddings (organization_id, created_at DESC, id DESC);

-- Algorithms.
CREATE INDEX projects_organization_id_created_at_idx ON algo_platform.projects (organization_id, created_at DESC, id DESC);
CREATE INDEX projects_organization_id_updated_at_idx ON algo_platform.projects (organization_id, updated_at DESC, id DESC);
CREATE INDEX projects_organization_id_name_id_idx ON algo_platform.projects (organization_id, lower(name), id);
CREATE INDEX experiments_organization_id_created_at_idx ON algo_platform.experiments (organization_id, created_at DESC, id DESC);
CREATE INDEX experiments_organization_id_updated_at_idx ON algo_platform.experiments (organization_id, updated_at DESC, id DESC);
CREATE INDEX experiments_organization_id_name_id_idx ON algo_platform.experiments (organization_id, lower(name), id);
CREATE INDEX experiments_organization_id_status_idx ON algo_platform.experiments (organization_id, status, created_at, id);
CREATE INDEX experiments_project_id_created_at_idx ON algo_platform.experiments (project_id, created_at DESC, id DESC);
CREATE INDEX experiment_runs_organization_id_created_at_idx ON algo_platform.experiment_runs (organization_id, created_at DESC, id DESC);
CREATE INDEX experiment_runs_organization_id_run_name_idx ON algo_platform.experiment_runs (organization_id, lower(coalesce(run_name, '')), id);
CREATE INDEX experiment_runs_organization_id_status_idx ON algo_platform.experiment_runs (organization_id, status, created_at, id);
CREATE INDEX experiment_runs_experiment_id_created_at_idx ON algo_platform.experiment_runs (experiment_id, created_at DESC, id DESC);

-- Models.
CREATE INDEX models_organization_id_created_at_idx ON model_platform.models (organization_id, created_at DESC, id DESC);
CREATE INDEX models_organization_id_updated_at_idx ON model_platform.models (organization_id, updated_at DESC, id DESC);
CREATE INDEX models_organization_id_name_id_idx ON model_platform.models (organization_id, lower(name), id);
CREATE INDEX model_versions_organization_id_created_at_idx ON model_platform.model_versions (organization_id, created_at DESC, id DESC);
CREATE INDEX model_versions_organization_id_status_idx ON model_platform.model_versions (organization_id, status, created_at, id);
CREATE INDEX model_versions_model_id_created_at_idx ON model_platform.model_versions (model_id, created_at DESC, id DESC);
CREATE INDEX model_endpoints_organization_id_created_at_idx ON model_platform.model_endpoints (organization_id, created_at DESC, id DESC);
CREATE INDEX model_endpoints_organization_id_updated_at_idx ON model_platform.model_endpoints (organization_id, updated_at DESC, id DESC);
CREATE INDEX model_endpoints_organization_id_name_id_idx ON model_platform.model_endpoints (organization_id, lower(name), id);
CREATE INDEX model_endpoints_organization_id_status_idx ON model_platform.model_endpoints (organization_id, status, created_at, id);
CREATE INDEX model_endpoints_model_version_id_created_at_idx ON model_platform.model_endpoints (model_version_id, created_at DESC, id DESC);

-- Services.
CREATE INDEX applications_organization_id_created_at_idx ON service_platform.applications (organization_id, created_at DESC, id DESC);
CREATE INDEX applications_organization_id_updated_at_idx ON service_platform.applications (organization_id, updated_at DESC, id DESC);
CREATE INDEX applications_organization_id_name_id_idx ON service_platform.applications (organization_id, lower(name), id);
CREATE INDEX applications_organization_id_status_idx ON service_platform.applications (organization_id, status, created_at, id);
CREATE INDEX application_components_organization_id_created_at_idx ON service_platform.application_components (organization_id, created_at DESC, id DESC);
CREATE INDEX application_components_organization_id_updated_at_idx ON service_platform.application_components (organization_id, updated_at DESC, id DESC);
CREATE INDEX application_components_application_id_order_index_idx ON service_platform.application_components (application_id, order_index, id);
CREATE INDEX deployments_organization_id_created_at_idx ON service_platform.deployments (organization_id, created_at DESC, id DESC);
CREATE INDEX deployments_organization_id_status_idx ON service_platform.deployments (organization_id, status, created_at, id);
CREATE INDEX deployments_application_id_created_at_idx ON service_platform.deployments (application_id, created_at DESC, id DESC);
